/**
 * esbuild: output is marked in `onEnd`.
 *
 * esbuild has written the files then; marked ones replace them. (It could hand the files over unwritten, but every
 * other plugin that looks for them in `onEnd` would find none, and holding them here and there takes more memory than
 * anything else.) Which files they are, its metafile lists.
 */
import { existsSync, rmSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type ChalkOptions, reasonOf } from '@chalkmark/core/config'
import {
  bytesOf,
  type Change,
  nameIn,
  type OutputFile,
  pathIn,
  reader,
  renamedIn,
  writeChanges,
} from '@chalkmark/core/output/files'
import type { BuildOptions, BuildResult, Metafile, PartialMessage, PluginBuild } from 'esbuild'
import { type BundlerOutput, createBuild } from '../build.js'
import { consoleLog } from '../log.js'
import { borrowMetafile, followInMetafile, holdsCopies } from './esbuild-metafile.js'
import { ESBUILD, matchTemplate } from './name-template.js'

/** Hooks into an esbuild build. */
export function markInEsbuild(host: PluginBuild, options: ChalkOptions): void {
  const { initialOptions } = host
  const root = initialOptions.absWorkingDir ?? process.cwd()
  const build = createBuild(options)
  const warnings: PartialMessage[] = []
  const { logLevel = 'warning' } = initialOptions
  const log = {
    info(message: string) {
      if (['info', 'debug', 'verbose'].includes(logLevel)) consoleLog.info(message)
    },
    /** esbuild hands a plugin's last warnings to its caller, and prints none. */
    warn(text: string) {
      warnings.push({ text })
      if (logLevel !== 'error' && logLevel !== 'silent') consoleLog.warn(text)
    },
  }
  const metafile = borrowMetafile(initialOptions)
  // In memory the result lists the files.
  if (initialOptions.write !== false) metafile.ask()
  // A build that never starts gives back what it has borrowed, too. For one plugin, esbuild has read the options by then.
  host.onDispose(() => metafile.restore())
  if (isAlone(initialOptions)) setImmediate(() => metafile.restore())
  const obstacle = obstacleOf(initialOptions)
  let store: Store | undefined
  let builds = 0
  // esbuild's own program is being loaded meanwhile.
  build.prepare()
  host.onStart(() => {
    // Plugins behind this one have set the options that they want by now.
    store ??= storeOf(initialOptions, root)
    metafile.restore()
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
          ...(obstacle && { obstacle }),
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
      errors.push({ text: `chalk: ${await build.explain(error)}` })
    }
    await build.finish().catch((error) => errors.push({ text: reasonOf(error) }))
    return { errors, warnings: warnings.splice(0) }
  })
}

/**
 * tsup, which says so in every build, has esbuild give it the files, and then puts source map comments, other syntax or
 * other module formats into them: a mark would say of each that it was tampered with.
 */
function obstacleOf({ define, outdir = 'dist' }: BuildOptions): string | undefined {
  if (define?.TSUP_FORMAT === undefined) return undefined
  return `tsup changes its files once more when esbuild is done: take chalk() out and let "chalkmark insert ${outdir}" follow it`
}

/** Tells a build from others into the same folder, by what names its files; the same build once more has the same. */
function keyOf(options: BuildOptions, root: string): string {
  const { entryPoints, outdir, outfile, outbase, outExtension } = options
  const { entryNames, chunkNames, assetNames, format, platform } = options
  const names = [outdir, outfile, outbase, outExtension, entryNames, chunkNames, assetNames, format, platform]
  return `${root}\n${JSON.stringify([entryPoints, ...names])}`
}

/** Where the emitted files are in `onEnd`, and how changed ones get there. */
interface Store {
  open(result: BuildResult): Opened
}

interface Opened extends Pick<BundlerOutput, 'dir' | 'files' | 'problems' | 'write'> {
  /** The changes are final: lets the result follow. */
  save(changes: ReadonlyMap<string, Change>): void
  /** Bytes of a changed file. */
  size(change: Change): number
}

function storeOf(options: BuildOptions, root: string): Store {
  const dir = folderOf(options, root)
  // What goes to the standard output is no file, though the metafile gives it a name.
  if (!dir) return { open: () => ({ dir: root, files: [], save() {}, size: () => 0 }) }
  return options.write === false ? inMemory(options, dir) : onDisk(options, root, dir)
}

/** The caller asked for the files in memory: `result.outputFiles` is changed. */
function inMemory(options: BuildOptions, dir: string): Store {
  return {
    open: (result) => ({
      dir,
      files: (result.outputFiles ?? []).map(({ path, contents }) => {
        const name = nameIn(dir, path)
        return outputFile(name, hashIn(name, options), () => contents)
      }),
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

/** esbuild wrote the files, and changed ones replace them. */
function onDisk(options: BuildOptions, root: string, dir: string): Store {
  const read = reader()
  let renamed = new Set<string>()
  return {
    open({ metafile, errors }) {
      const names = metafile ? namesIn(metafile, options, root, dir) : []
      const isUnknown = !metafile && errors.length === 0
      return {
        dir,
        files: names.map((name) => ({
          ...outputFile(name, hashIn(name, options), () => read(pathIn(dir, name))),
          isOnDisk: true,
        })),
        ...(isUnknown && { problems: [NO_METAFILE] }),
        write: (changes) => writeChanges(dir, changes),
        save(changes) {
          // esbuild removes what a rebuild does not make any more, but knows its own names only.
          const before = renamed
          renamed = new Set([...renamedIn(changes).values()].map((name) => pathIn(dir, name)))
          for (const path of before) if (!renamed.has(path)) rmSync(path, { force: true })
        },
        size: ({ name }) => statSync(pathIn(dir, name)).size,
      }
    },
  }
}

const NO_METAFILE = "nothing was marked: the build's options cannot be changed; set `metafile: true` in them"

/** The files that esbuild has written, relative to the output folder. */
function namesIn({ outputs }: Metafile, options: BuildOptions, root: string, dir: string): string[] {
  const paths = Object.keys(outputs).map((name) => resolve(root, name))
  // Plugins take files away that nobody needs.
  const there = isAlone(options) ? paths : paths.filter((path) => existsSync(path))
  return there.map((path) => nameIn(dir, path))
}

/** The output folder, absolute; undefined if the output goes to no file. */
function folderOf({ outdir, outfile }: BuildOptions, root: string): string | undefined {
  return outdir || outfile ? resolve(root, outdir ?? dirname(outfile!)) : undefined
}

/** No other plugin sees the files. */
function isAlone({ plugins }: BuildOptions): boolean {
  return plugins?.length === 1
}

function outputFile(name: string, hash: string, read: () => Uint8Array): OutputFile {
  return { name, hashes: hash ? [hash] : [], read }
}

/** What stands for `[hash]` in the name of an output file; empty if there is none. */
function hashIn(name: string, { entryNames, chunkNames, assetNames }: BuildOptions): string {
  const templates = [entryNames, chunkNames ?? '[name]-[hash]', assetNames ?? '[name]-[hash]']
  // With `outfile` the one entry point has a name of its own, which no template made.
  for (const template of templates) {
    const hash = template && matchTemplate(template, name, ESBUILD)
    if (hash) return hash
  }
  return ''
}
