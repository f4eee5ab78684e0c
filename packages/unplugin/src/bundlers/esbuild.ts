/**
 * esbuild: output is marked in `onEnd`.
 *
 * esbuild has written the files by then, and marked ones replace them. (It could hand the files over unwritten, but
 * then other plugins would not find them in `onEnd`, and holding them twice would take more memory than anything
 * else.) The metafile lists which files were written.
 */
import { createHash } from 'node:crypto'
import { existsSync, rmSync, statSync } from 'node:fs'
import { dirname, extname, resolve } from 'node:path'
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
import type { BuildOptions, BuildResult, Metafile, OnLoadArgs, PartialMessage, PluginBuild } from 'esbuild'
import { type BundlerOutput, createBuild } from '../build.js'
import { readWithoutMarks } from '../inputs.js'
import { consoleLog, type Log } from '../log.js'
import { sourcesIn } from '../sources.js'
import { asksForCopies, copiesIn } from './esbuild-copies.js'
import { borrowMetafile, followInMetafile, holdsCopies } from './esbuild-metafile.js'
import { computesDigests } from './integrity.js'
import { ESBUILD, matchTemplate } from './name-template.js'
import type { Others, Used } from './plugin-order.js'

/** Hooks into an esbuild build. */
export function markInEsbuild(host: PluginBuild, options: ChalkOptions): void {
  const { initialOptions } = host
  const root = initialOptions.absWorkingDir ?? process.cwd()
  const build = createBuild(options)
  const warnings: PartialMessage[] = []
  const log = logOf(initialOptions, warnings)
  const metafile = borrowMetafile(initialOptions)
  // If nothing is written, the result lists the files.
  if (initialOptions.write !== false || asksForCopies(initialOptions)) metafile.ask()
  // The option is also restored if the build never starts. With one plugin, esbuild has read the options by the
  // next turn of the event loop.
  // The first releases of esbuild 0.17 do not have it.
  host.onDispose?.(() => metafile.restore())
  if (isAlone(initialOptions)) setImmediate(() => metafile.restore())
  const obstacle = obstacleOf(initialOptions)
  let store: Store | undefined
  let builds = 0
  let since = 0
  takeMarksOutOfInputs(host)
  // Meanwhile esbuild's own program starts.
  build.prepare()
  host.onStart(() => {
    // By now, plugins behind this one have set their options, too.
    store ??= storeOf(initialOptions, root)
    metafile.restore()
    since = Date.now()
    const isPinnedLater = computesDigests(initialOptions.plugins)
    const sources = sourcesIn(root, entriesOf(initialOptions))
    const bundler = `esbuild ${host.esbuild.version}`
    build.start({ root, sources, log, bundler, watch: builds++ > 0, isPinnedLater })
  })
  host.onEnd(async (result) => {
    const errors: PartialMessage[] = []
    try {
      const { save, size, ...output } = await store!.open(result, since)
      const { dir } = output
      const isCopy = copiesIn(result.metafile, initialOptions, root, dir)
      const files = output.files.map((file) => ({ ...file, isCopy: () => isCopy(file) }))
      const changes = await build
        .mark({
          ...output,
          files,
          key: keyOf(initialOptions, root),
          target: initialOptions.platform === 'node' ? 'node' : 'web',
          reference: 'name',
          hasNoDigests: isAlone(initialOptions) && !holdsCopies(result.metafile),
          ...(obstacle && { obstacle }),
        })
        .catch((error) => {
          errors.push({ text: reasonOf(error) })
          return new Map<string, Change>()
        })
      save(changes)
      // Another plugin may have asked for the metafile after this one did.
      if (!metafile.isWanted && isAlone(initialOptions)) delete (result as Partial<BuildResult>).metafile
      else if (result.metafile) followInMetafile(result.metafile, root, dir, changes, size)
    } catch (error) {
      errors.push({ text: `chalk: ${await build.explain(error)}` })
    }
    await build.finish(result.errors.length > 0).catch((error) => errors.push({ text: reasonOf(error) }))
    return { errors, warnings: warnings.splice(0) }
  })
}

/** Loaders of esbuild that copy a file, or give its text to the program. */
const NO_CODE: ReadonlySet<string> = new Set(['copy', 'file', 'text', 'base64', 'dataurl', 'binary', 'empty'])

/**
 * Takes marks out of modules. esbuild asks the first plugin that loads a file, so nothing is done if other plugins
 * stand behind this one: a file with a mark is theirs. TypeScript is left out, since it is hardly ever marked and each
 * question costs time.
 */
function takeMarksOutOfInputs({ initialOptions, onLoad }: PluginBuild): void {
  const { plugins, loader = {} } = initialOptions
  if (plugins?.at(-1)?.name !== 'unplugin-chalk') return
  onLoad(
    { filter: /\.(?:[cm]?jsx?|css)$/i, namespace: 'file' },
    // Before version 0.20 esbuild tells of no attributes.
    async ({ path, suffix, with: attributes }: Omit<OnLoadArgs, 'with'> & Partial<OnLoadArgs>) => {
      if (suffix !== '' || attributes?.type !== undefined || NO_CODE.has(loader[extname(path)] ?? ''))
        return undefined
      const contents = await readWithoutMarks(path)
      return contents === undefined ? undefined : { contents, loader: 'default', watchFiles: [path] }
    },
  )
}

/** @param warnings takes warnings: esbuild returns those from `onEnd` to its caller and prints none of them. */
function logOf({ logLevel = 'warning' }: BuildOptions, warnings: PartialMessage[]): Log {
  return {
    info(message) {
      if (['info', 'debug', 'verbose'].includes(logLevel)) consoleLog.info(message)
    },
    warn(text) {
      warnings.push({ text })
      if (logLevel !== 'error' && logLevel !== 'silent') consoleLog.warn(text)
    },
  }
}

/** The paths of a build's entry points, relative to its working directory or absolute. */
function entriesOf({ entryPoints = {} }: BuildOptions): string[] {
  return Object.values(entryPoints).map((entry: string | { in: string }) =>
    typeof entry === 'string' ? entry : entry.in,
  )
}

/**
 * Why nothing can be marked under tsup, which sets `TSUP_FORMAT` in every build. It takes the files from esbuild in
 * memory and then changes source map comments, syntax or module formats, so every mark would be invalid.
 */
function obstacleOf({ define, outdir = 'dist' }: BuildOptions): string | undefined {
  if (define?.TSUP_FORMAT === undefined) return undefined
  return `tsup changes its files once more when esbuild is done: take chalk() out and let "chalkmark insert ${outdir}" follow it`
}

/**
 * Tells a build from other builds into the same folder, by the options that name its files. A rebuild has the same
 * key.
 */
function keyOf(options: BuildOptions, root: string): string {
  const { entryPoints, outdir, outfile, outbase, outExtension } = options
  const { entryNames, chunkNames, assetNames, format, platform } = options
  const names = [outdir, outfile, outbase, outExtension, entryNames, chunkNames, assetNames, format, platform]
  return `${root}\n${JSON.stringify([entryPoints, ...names])}`
}

/** Where the emitted files are in `onEnd`, and how changed ones get there. */
interface Store {
  /** @param since when the build began, in milliseconds since 1970. */
  open(result: BuildResult, since: number): Promise<Opened>
}

interface Opened extends Pick<BundlerOutput, 'dir' | 'files' | 'problems' | 'warnings' | 'write'> {
  /** Updates esbuild's result. The changes are final. */
  save(changes: ReadonlyMap<string, Change>): void
  /** Bytes of a changed file. */
  size(change: Change): number
}

function storeOf(options: BuildOptions, root: string): Store {
  const dir = folderOf(options, root)
  // Output to standard output is no file, although the metafile gives it a name.
  if (!dir) return { open: async () => ({ dir: root, files: [], save() {}, size: () => 0 }) }
  return options.write === false ? inMemory(options, root, dir) : onDisk(options, root, dir)
}

/**
 * The caller asked for the files in memory: `result.outputFiles` is changed. Other plugins may have written them
 * already, and marked ones replace these, too.
 */
function inMemory(options: BuildOptions, root: string, dir: string): Store {
  return {
    async open({ outputFiles = [] }, since) {
      const contents = new Map(outputFiles.map(({ path, contents }) => [nameIn(dir, path), contents]))
      const names = [...contents.keys()]
      const { others, written } = await seenBy(
        { plugins: options.plugins, isInOrder: true, root, dir, since, names },
        contents,
      )
      const isOnDisk = (name: string) => written.has(name) || others.files.some((file) => file.name === name)
      return {
        dir,
        files: [
          ...names.map((name) => outputFile(name, hashIn(name, options), () => contents.get(name)!)),
          ...others.files,
        ],
        warnings: written.size > 0 ? [] : others.warnings,
        write: (changes) => writeChanges(dir, new Map([...changes].filter(([name]) => isOnDisk(name)))),
        save(changes) {
          for (const file of [...outputFiles]) {
            const change = changes.get(nameIn(dir, file.path))
            if (!change) continue
            if (change.isGone) {
              outputFiles.splice(outputFiles.indexOf(file), 1)
              continue
            }
            file.contents = bytesOf(change.content)
            file.hash = hashOf(file.contents)
            file.path = pathIn(dir, change.name)
          }
        },
        size: ({ content }) => bytesOf(content).length,
      }
    },
  }
}

/**
 * `OutputFile.hash`. esbuild's documentation leaves the algorithm open and says what it is for: telling whether the content
 * has changed. It gives 8 bytes in base64 without padding.
 */
function hashOf(contents: Uint8Array): string {
  return createHash('sha256').update(contents).digest().subarray(0, 8).toString('base64').replace('=', '')
}

/** esbuild wrote the files, and changed ones replace them. */
function onDisk(options: BuildOptions, root: string, dir: string): Store {
  const read = reader()
  let renamed = new Set<string>()
  return {
    async open({ metafile, errors }, since) {
      const names = metafile ? namesIn(metafile, options, root, dir) : []
      const isUnknown = !metafile && errors.length === 0
      const { others } = await seenBy({ plugins: options.plugins, isInOrder: true, root, dir, since, names })
      const files = names.map((name) => ({
        ...outputFile(name, hashIn(name, options), () => read(pathIn(dir, name))),
        isOnDisk: true,
      }))
      return {
        dir,
        files: [...files, ...others.files],
        warnings: others.warnings,
        ...(isUnknown && { problems: [NO_METAFILE] }),
        write: (changes) => writeChanges(dir, changes),
        save(changes) {
          // esbuild removes files that a rebuild no longer makes, but it knows only its own names.
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
  // Plugins may remove files that nobody needs.
  const there = isAlone(options) ? paths : paths.filter((path) => existsSync(path))
  return there.map((path) => nameIn(dir, path))
}

/**
 * What plugins before this one have done to the output.
 * @param contents of the files that are to stay in memory.
 */
async function seenBy(
  used: Used,
  contents?: ReadonlyMap<string, Uint8Array>,
): Promise<{ others: Others; written: Set<string> }> {
  if (used.plugins?.length === 1) return { others: { files: [], warnings: [] }, written: new Set() }
  const { madeByOthers, writtenByOthers } = await import('./plugin-order.js')
  const written = contents ? writtenByOthers(used, (name) => contents.get(name)!) : new Set<string>()
  return { others: madeByOthers(used), written }
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

/** The value of `[hash]` in the name of an output file; empty if there is none. */
function hashIn(name: string, { entryNames, chunkNames, assetNames }: BuildOptions): string {
  const templates = [entryNames, chunkNames ?? '[name]-[hash]', assetNames ?? '[name]-[hash]']
  // With `outfile`, no template has named the only entry point.
  for (const template of templates) {
    const hash = template && matchTemplate(template, name, ESBUILD)
    if (hash) return hash
  }
  return ''
}
