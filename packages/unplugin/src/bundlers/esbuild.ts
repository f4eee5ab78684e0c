/**
 * esbuild: output is marked in `onEnd`.
 *
 * esbuild has written the files then, and its metafile says which; marked ones replace them. (It could hand the files
 * over unwritten, but every other plugin that looks for them in `onEnd` would find none, and holding them here and
 * there takes more memory than the metafile.)
 */
import { existsSync, rmSync, statSync } from 'node:fs'
import { dirname, relative, resolve, sep } from 'node:path'
import { type ChalkOptions, reasonOf } from '@chalkmark/core/config'
import type { BuildOptions, BuildResult, Metafile, PartialMessage, Plugin, PluginBuild } from 'esbuild'
import { createBuild, type Output } from '../build.js'
import { bytesOf, type Change, type OutputFile, renamedIn } from '../output/file.js'
import { pathIn } from '../output/path.js'
import { reader, writeChanges } from '../output/write.js'
import { ESBUILD, matchTemplate } from './name-template.js'

const NAME = 'unplugin-chalk'

/** The esbuild plugin. */
export function esbuildPlugin(options: ChalkOptions): Plugin {
  return { name: NAME, setup: (build) => setup(build, options) }
}

function setup(host: PluginBuild, options: ChalkOptions): void {
  const { initialOptions } = host
  const root = initialOptions.absWorkingDir ?? process.cwd()
  const build = createBuild(options)
  const warnings: PartialMessage[] = []
  const { logLevel = 'warning' } = initialOptions
  const log = {
    info(message: string) {
      if (['info', 'debug', 'verbose'].includes(logLevel)) console.error(message)
    },
    /** esbuild hands a plugin's last warnings to its caller, and prints none. */
    warn(text: string) {
      warnings.push({ text })
      if (logLevel !== 'error' && logLevel !== 'silent') console.error(text)
    },
  }
  const metafile = askForMetafile(initialOptions)
  let store: Store | undefined
  let builds = 0
  // esbuild's own program is being loaded meanwhile.
  build.prepare()
  host.onStart(() => {
    metafile.restore()
    // Plugins behind this one have set the options that they want by now.
    store ??= storeOf(initialOptions, root)
    build.start({ root, log, watch: builds++ > 0 })
  })
  host.onEnd(async (result) => {
    const errors: PartialMessage[] = []
    try {
      const { dir, files, problems, write, save, size } = store!.open(result)
      const changes = await build
        .mark({
          key: keyOf(initialOptions, root),
          dir,
          target: initialOptions.platform === 'node' ? 'node' : 'web',
          reference: 'name',
          hasNoDigests: isAlone(initialOptions) && !holdsCopies(result.metafile),
          files,
          ...(problems && { problems }),
          ...(write && { write }),
        })
        .catch((error) => {
          errors.push({ text: reasonOf(error) })
          return new Map<string, Change>()
        })
      save(changes)
      // Others may have asked for it after this plugin did.
      if (!metafile.isWanted && isAlone(initialOptions)) delete (result as Partial<BuildResult>).metafile
      else if (result.metafile) followInMetafile(result.metafile, root, dir, changes, size)
    } catch (error) {
      errors.push({ text: `chalk: ${reasonOf(error)}` })
    }
    await build.finish().catch((error) => errors.push({ text: reasonOf(error) }))
    return { errors, warnings: warnings.splice(0) }
  })
}

/** No other plugin sees the files. */
function isAlone({ plugins }: BuildOptions): boolean {
  return plugins?.length === 1
}

/** Tells a build from others into the same folder, by what names its files; the same build once more has the same. */
function keyOf(options: BuildOptions, root: string): string {
  const { entryPoints, outdir, outfile, outbase, outExtension } = options
  const { entryNames, chunkNames, assetNames, format, platform } = options
  const names = [outdir, outfile, outbase, outExtension, entryNames, chunkNames, assetNames, format, platform]
  return `${root}\n${JSON.stringify([entryPoints, ...names])}`
}

/** Whether a file can be a copy of one input, as the loaders `file` and `copy` make them. */
function holdsCopies(metafile: Metafile | undefined): boolean {
  return Object.values(metafile?.outputs ?? {}).some(({ bytes, inputs }) => {
    const [input, second] = Object.values(inputs)
    return input && !second && input.bytesInOutput === bytes
  })
}

/** Options that are changed at the moment: what they held, and for how many builds. */
const borrowed = new WeakMap<BuildOptions, { given: PropertyDescriptor | undefined; builds: number }>()

/** What this plugin does to the caller's options: they are as they were once esbuild has read them. */
function askForMetafile(options: BuildOptions): { isWanted: boolean; restore(): void } {
  const loan = borrowed.get(options) ?? {
    given: Object.getOwnPropertyDescriptor(options, 'metafile'),
    builds: 0,
  }
  const isWanted = loan.builds === 0 ? options.metafile === true : loan.given?.value === true
  // A frozen object stays as it is; `onDisk` tells then.
  if (isWanted || options.write === false || !Reflect.set(options, 'metafile', true)) {
    return { isWanted, restore() {} }
  }
  loan.builds++
  borrowed.set(options, loan)
  let isOpen = true
  return {
    isWanted,
    restore() {
      if (!isOpen) return
      isOpen = false
      if (--loan.builds > 0) return
      borrowed.delete(options)
      if (loan.given) Object.defineProperty(options, 'metafile', loan.given)
      else delete options.metafile
    },
  }
}

/** Where the emitted files are in `onEnd`, and how changed ones get there. */
interface Store {
  open(result: BuildResult): Opened
}

interface Opened extends Pick<Output, 'dir' | 'files' | 'problems' | 'write'> {
  /** The changes are final: lets the result follow. */
  save(changes: ReadonlyMap<string, Change>): void
  /** Bytes of a changed file. */
  size(change: Change): number
}

function storeOf(options: BuildOptions, root: string): Store {
  const { outdir, outfile } = options
  // What goes to the standard output is no file, though the metafile gives it a name.
  if (!outdir && !outfile) return { open: () => ({ dir: root, files: [], save() {}, size: () => 0 }) }
  const dir = resolve(root, outdir ?? dirname(outfile!))
  return options.write === false ? inMemory(options, dir) : onDisk(options, root, dir)
}

/** The caller asked for the files in memory: `result.outputFiles` is changed. */
function inMemory(options: BuildOptions, dir: string): Store {
  return {
    open: (result) => ({
      dir,
      files: (result.outputFiles ?? []).map(({ path, contents }) =>
        outputFile(nameIn(dir, path), options, () => contents),
      ),
      save(changes) {
        for (const file of result.outputFiles ?? []) {
          const change = changes.get(nameIn(dir, file.path))
          if (!change) continue
          file.contents = bytesOf(change.content)
          file.path = pathIn(dir, change.name)
        }
      },
      size: ({ content }) => bytesOf(content).length,
    }),
  }
}

/** esbuild wrote the files: the metafile lists them, and changed ones replace them. */
function onDisk(options: BuildOptions, root: string, dir: string): Store {
  const read = reader()
  let renamed = new Set<string>()
  return {
    open: ({ metafile, errors }) => ({
      dir,
      files: Object.keys(metafile?.outputs ?? {})
        .map((name) => resolve(root, name))
        // Plugins take files away that nobody needs.
        .filter((path) => isAlone(options) || existsSync(path))
        .map((path) => ({ ...outputFile(nameIn(dir, path), options, () => read(path)), isOnDisk: true })),
      ...(!metafile && errors.length === 0 && { problems: [NO_METAFILE] }),
      write: (changes) => writeChanges(dir, changes),
      save(changes) {
        // esbuild removes what a rebuild does not make any more, but knows its own names only.
        const before = renamed
        renamed = new Set([...renamedIn(changes).values()].map((name) => pathIn(dir, name)))
        removeOthers(before, renamed)
      },
      size: ({ name }) => statSync(pathIn(dir, name)).size,
    }),
  }
}

const NO_METAFILE = "nothing was marked: the build's options cannot be changed; set `metafile: true` in them"

function removeOthers(paths: Iterable<string>, kept: { has(path: string): boolean }): void {
  for (const path of paths) if (!kept.has(path)) rmSync(path, { force: true })
}

/** Names and sizes of changed files, in the metafile that the caller asked for. */
function followInMetafile(
  { outputs }: Metafile,
  root: string,
  dir: string,
  changes: ReadonlyMap<string, Change>,
  sizeOf: (change: Change) => number,
): void {
  const renamed = (path: string) => {
    const name = nameIn(dir, resolve(root, path))
    const change = changes.get(name)
    return change && change.name !== name ? path.slice(0, path.length - name.length) + change.name : path
  }
  for (const [path, output] of Object.entries(outputs)) {
    const change = changes.get(nameIn(dir, resolve(root, path)))
    if (change) output.bytes = sizeOf(change)
    for (const item of output.imports) if (!item.external) item.path = renamed(item.path)
    if (output.cssBundle) output.cssBundle = renamed(output.cssBundle)
    const to = renamed(path)
    if (to === path) continue
    delete outputs[path]
    outputs[to] = output
  }
}

function outputFile(name: string, options: BuildOptions, read: () => Uint8Array): OutputFile {
  const templates = [
    options.entryNames,
    options.chunkNames ?? '[name]-[hash]',
    options.assetNames ?? '[name]-[hash]',
  ]
  // With `outfile` the one entry point has a name of its own, which no template made.
  const hash = templates.map((template) => template && matchTemplate(template, name, ESBUILD)).find(Boolean)
  return { name, hashes: hash ? [hash] : [], read }
}

function nameIn(dir: string, path: string): string {
  // Nearly always; and `relative` goes through every letter of both.
  const name = path.startsWith(dir + sep) ? path.slice(dir.length + 1) : relative(dir, path)
  return sep === '/' ? name : name.split(sep).join('/')
}
