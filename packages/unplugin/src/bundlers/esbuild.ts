/**
 * esbuild: output is marked in `onEnd`.
 *
 * esbuild has written the files then, and its metafile says which; marked ones replace them. (It could hand the files
 * over unwritten, but every other plugin that looks for them in `onEnd` would find none, and holding them here and
 * there takes more memory than the metafile.)
 */
import { rmSync, statSync } from 'node:fs'
import { dirname, relative, resolve, sep } from 'node:path'
import { type ChalkOptions, inside, reasonOf } from '@chalkmark/core/config'
import type { BuildOptions, BuildResult, Metafile, PartialMessage, Plugin, PluginBuild } from 'esbuild'
import { createBuild } from '../build.js'
import { bytesOf, type Change, type OutputFile } from '../output/file.js'
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
  const dir = resolve(root, initialOptions.outdir ?? dirname(initialOptions.outfile ?? 'out.js'))
  const store = storeOf(initialOptions, root)
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
  let builds = 0
  // esbuild's own program is being loaded meanwhile.
  build.prepare()
  host.onStart(() => build.start({ root, log, watch: builds++ > 0 }))
  host.onEnd(async (result) => {
    const errors: PartialMessage[] = []
    try {
      const files = result.errors.length > 0 ? [] : store.files(result, dir)
      const changes = await build
        .mark({
          key: `${dir}\n${initialOptions.outfile ?? JSON.stringify(initialOptions.entryPoints)}`,
          dir,
          target: initialOptions.platform === 'node' ? 'node' : 'web',
          reference: 'name',
          hasNoDigests: initialOptions.plugins?.length === 1 && !holdsCopies(result.metafile),
          files,
          ...(store.write && { write: (changes) => store.write?.(changes, dir) }),
        })
        .catch((error) => {
          errors.push({ text: reasonOf(error) })
          return new Map<string, Change>()
        })
      store.save(result, dir, changes)
      if (result.metafile) followInMetafile(result.metafile, root, dir, changes, store.size)
    } catch (error) {
      errors.push({ text: `chalk: ${reasonOf(error)}` })
    }
    await build.finish().catch((error) => errors.push({ text: reasonOf(error) }))
    return { errors, warnings: warnings.splice(0) }
  })
}

/** Whether a file can be a copy of one input, as the loaders `file` and `copy` make them. */
function holdsCopies(metafile: Metafile | undefined): boolean {
  return Object.values(metafile?.outputs ?? {}).some(({ bytes, inputs }) => {
    const [input, second] = Object.values(inputs)
    return input && !second && input.bytesInOutput === bytes
  })
}

/** Where the emitted files are in `onEnd`, and how changed ones get there. */
interface Store {
  files(result: BuildResult, dir: string): OutputFile[]
  /** Puts changes on the disk, if that is where the files are. @throws Error, one line: nothing is changed. */
  write?(changes: ReadonlyMap<string, Change>, dir: string): void
  /** The changes are final: lets the result follow. */
  save(result: BuildResult, dir: string, changes: ReadonlyMap<string, Change>): void
  /** Bytes of a changed file that has been saved. */
  size(change: Change, dir: string): number
}

function storeOf(options: BuildOptions, root: string): Store {
  if (options.write === false) return inMemory(options)
  return onDisk(options, root)
}

/** The caller asked for the files in memory: `result.outputFiles` is changed. */
function inMemory(options: BuildOptions): Store {
  return {
    files: (result, dir) =>
      (result.outputFiles ?? []).map(({ path, contents }) =>
        outputFile(nameIn(dir, path), options, () => contents),
      ),
    save(result, dir, changes) {
      for (const file of result.outputFiles ?? []) {
        const change = changes.get(nameIn(dir, file.path))
        if (!change) continue
        file.contents = bytesOf(change.content)
        file.path = resolve(dir, change.name)
      }
    },
    size: ({ content }) => bytesOf(content).length,
  }
}

/** esbuild wrote the files: the metafile lists them, and changed ones replace them. */
function onDisk(options: BuildOptions, root: string): Store {
  const keepMetafile = options.metafile === true
  options.metafile = true
  const read = reader()
  let renamed = new Set<string>()
  return {
    files: (result, dir) =>
      Object.keys(result.metafile?.outputs ?? {}).map((name) => {
        const path = resolve(root, name)
        return { ...outputFile(nameIn(dir, path), options, () => read(path)), isOnDisk: true }
      }),
    write: (changes, dir) => writeChanges(dir, changes),
    save(result, dir, changes) {
      // esbuild removes what a rebuild does not make any more, but knows its own names only.
      const before = renamed
      renamed = new Set()
      for (const [old, { name }] of changes) if (name !== old) renamed.add(inside(dir, name))
      removeOthers(before, renamed)
      if (!keepMetafile) delete (result as Partial<BuildResult>).metafile
    },
    size: ({ name }, dir) => statSync(resolve(dir, name)).size,
  }
}

function removeOthers(paths: Iterable<string>, kept: { has(path: string): boolean }): void {
  for (const path of paths) if (!kept.has(path)) rmSync(path, { force: true })
}

/** Names and sizes of changed files, in the metafile that the caller asked for. */
function followInMetafile(
  { outputs }: Metafile,
  root: string,
  dir: string,
  changes: ReadonlyMap<string, Change>,
  sizeOf: (change: Change, dir: string) => number,
): void {
  const renamed = (path: string) => {
    const name = nameIn(dir, resolve(root, path))
    const change = changes.get(name)
    return change && change.name !== name ? path.slice(0, path.length - name.length) + change.name : path
  }
  for (const [path, output] of Object.entries(outputs)) {
    const change = changes.get(nameIn(dir, resolve(root, path)))
    if (change) output.bytes = sizeOf(change, dir)
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
