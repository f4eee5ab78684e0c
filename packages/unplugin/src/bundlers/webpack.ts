/**
 * webpack, rspack, and rsbuild, which uses rspack. Output is marked in the last stage of `processAssets`, before
 * anything is written. rspack's output is marked after it is written, if nobody can see the difference
 * (emitted.ts).
 */
import { lstatSync, rmSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import type { ChalkOptions } from '@chalkmark/core/config'
import {
  bytesOf,
  type Change,
  type OutputFile,
  pathIn,
  reader,
  renamedIn,
  writeChanges,
} from '@chalkmark/core/output/files'
import type { RsbuildPluginAPI } from '@rsbuild/core'
import type { Compiler as RspackCompiler } from '@rspack/core'
import type { Compilation, Compiler, sources } from 'webpack'
import { type BundlerOutput, createBuild } from '../build.js'
import { consoleLog, type Log } from '../log.js'
import { sourcesIn } from '../sources.js'
import { canWait, emittedFile } from './emitted.js'
import { computesDigests } from './integrity.js'
import { inBrackets } from './version.js'
import { copiesIn } from './webpack-copies.js'
import { loadInputs, readInputs } from './webpack-inputs.js'

const NAME = 'unplugin-chalk'
/** Behind every stage that other plugins use. */
const LAST = 1_000_000
/**
 * Behind `PROCESS_ASSETS_STAGE_OPTIMIZE_HASH`, in which webpack itself gives files their final names. Plugins that note
 * names, such as those for manifests and service workers, come after it.
 */
const NAMED = 2501

/** The program that bundles. */
interface Caller {
  log: Log
  /** With its version, for the report. */
  name: string
}

/** Hooks into each of rsbuild's environments. Its dev server does not see the plugin. */
export function markInRsbuild(api: RsbuildPluginAPI, options: ChalkOptions): void {
  // rsbuild hides rspack's own log. Its first versions give plugins no logger.
  const logger = (api as Partial<typeof api>).logger ?? consoleLog
  const { version } = api.context
  const log = {
    info: (message: string) => logger.info(message),
    warn: (message: string) => logger.warn(message),
  }
  api.modifyRspackConfig((_config, { appendPlugins }) => {
    appendPlugins({
      apply: (compiler: RspackCompiler) =>
        markInRspack(compiler, options, { log, name: `rsbuild ${version}` }),
    })
  })
}

/** Hooks into an rspack compiler. Nearly everything that is used here has the same names as in webpack. */
export function markInRspack(compiler: RspackCompiler, options: ChalkOptions, caller?: Caller): void {
  const alike = compiler as unknown as Compiler
  const rspack = `rspack ${compiler.webpack.rspackVersion}`
  const name = caller ? `${caller.name} ${inBrackets(rspack)}` : rspack
  markOutput(alike, options, loadInputs, { log: caller?.log ?? logOf(alike), name })
}

/** Hooks into a webpack compiler. */
export function markInWebpack(compiler: Compiler, options: ChalkOptions): void {
  markOutput(compiler, options, readInputs, {
    log: logOf(compiler),
    name: `webpack ${compiler.webpack.version}`,
  })
}

/**
 * A dev server's compiler is left alone.
 * @param takeOut takes marks out of modules.
 */
function markOutput(
  compiler: Compiler,
  options: ChalkOptions,
  takeOut: (compiler: Compiler, isServed: () => boolean) => void,
  { log, name: bundler }: Caller,
): void {
  const build = createBuild(options)
  // A main thread that is busy while rspack's threads begin makes them take 3 to 8 MB more. The variable is set by
  // webpack-cli and rspack-cli for `serve`, but also when a program only loads webpack-dev-server (grunt-webpack). So
  // it can spare a server some work, but does not say that there is one.
  if (process.env.WEBPACK_SERVE !== 'true') build.prepare()
  const root = compiler.context
  const disk = compiler.outputFileSystem
  /** A dev server builds into memory. If it is to write to the disk, only its hooks tell. */
  const isServed = () => compiler.watchMode && (compiler.outputFileSystem !== disk || hasDevServer(compiler))
  takeOut(compiler, isServed)
  /**
   * In watch mode: the last source under each name. webpack does not write a file again whose source object is the
   * same.
   */
  let written: Sources = new Map()

  const start = (watch: boolean) =>
    build.start({
      root,
      sources: sourcesIn(root, entriesOf(compiler)),
      log,
      bundler,
      watch,
      isPinnedLater: computesDigests(compiler.options.plugins),
    })
  compiler.hooks.beforeRun.tap(NAME, () => start(false))
  compiler.hooks.watchRun.tap(NAME, () => {
    if (!isServed()) start(true)
  })
  const early = new WeakMap<Compilation, EarlyNames>()
  /** Compilations whose files are marked when they are written. */
  const waiting = new WeakSet<Compilation>()

  /**
   * The compilations of this compiler. Child compilers (for pages, workers) emit nothing themselves and are left
   * out.
   */
  const own = new WeakSet<Compilation>()
  compiler.hooks.thisCompilation.tap(NAME, (compilation) => void own.add(compilation))
  // Taps after all others, since some plugins (manifests) use the last possible stage.
  compiler.hooks.compilation.tap({ name: NAME, stage: LAST }, (compilation) => {
    if (!own.has(compilation)) return
    compilation.hooks.processAssets.tapPromise({ name: NAME, stage: NAMED }, async () => {
      if (isServed() || !build.renamesAll) return
      const files = withoutLinks(compilation).assets.map(outputFiles(compilation))
      const renamed = await build.rename(outputOf(compilation, files))
      if (!renamed) return
      const { changes, warnings } = renamed
      updateAssets(compilation, changes)
      early.set(compilation, { names: new Set(renamedIn(changes).values()), warnings })
    })
    compilation.hooks.processAssets.tapPromise({ name: NAME, stage: Infinity }, async () => {
      if (isServed()) return
      // Nothing will be written.
      if (compilation.errors.length > 0 && !compiler.options.optimization.emitOnErrors) return
      if (canWait(compiler, compilation, options)) {
        waiting.add(compilation)
        return
      }
      const { assets, problems } = withoutLinks(compilation)
      const { names, warnings } = early.get(compilation) ?? NOT_RENAMED
      const files = assets
        .map(outputFiles(compilation))
        .map((file) => ({ ...file, isFinal: names.has(file.name) }))
      const changes = await build.mark({ ...outputOf(compilation, files), problems, warnings })
      const sources = updateAssets(compilation, changes, written)
      if (compiler.watchMode) written = sources
    })
  })
  // Before all others in this hook, since they may use the files.
  compiler.hooks.afterEmit.tapPromise({ name: NAME, stage: -LAST }, async (compilation) => {
    if (!waiting.has(compilation)) return
    const dir = folderOf(compilation)
    const read = reader()
    const { assets, problems } = withoutLinks(compilation)
    const files = assets.map(outputFiles(compilation)).map((file) => emittedFile(dir, file, read))
    await build.mark({
      ...outputOf(compilation, files),
      hasNoDigests: assets.every(({ info }) => info.sourceFilename === undefined && !info.copied),
      problems,
      write: (changes) => writeChanges(dir, changes),
    })
  })
  compiler.hooks.done.tapPromise(NAME, () => build.finish())
  compiler.hooks.failed.tap(NAME, () => void build.finish(true))
}

/**
 * The paths of a compiler's entries, relative to its context or absolute.
 * @returns the context itself, if some are known only later, or are names of modules.
 */
function entriesOf({ options: { entry }, context }: Compiler): string[] {
  const entries =
    typeof entry === 'object' && !Array.isArray(entry)
      ? Object.values(entry).flatMap((one) =>
          typeof one === 'object' && !Array.isArray(one) ? (one.import ?? []) : [''],
        )
      : ['']
  return entries.every((one) => /^\.{1,2}[\\/]/.test(one) || isAbsolute(one)) ? entries : [context]
}

/** Whether webpack-dev-server, webpack-dev-middleware or rspack's own ones drive a compiler. */
function hasDevServer({ hooks: { invalid, watchRun, done } }: Compiler): boolean {
  return [invalid, watchRun, done].some(({ taps }) => taps.some(({ name }) => DEV_SERVER.test(name)))
}

const DEV_SERVER = /-dev-(?:server|middleware)$/

/**
 * Leaves out immutable assets in whose place there is a link: webpack does not write these, so what the link leads
 * to is none of the build's. The author of the repository may have put it there.
 */
function withoutLinks(compilation: Compilation): { assets: Asset[]; problems: string[] } {
  const dir = folderOf(compilation)
  const problems: string[] = []
  const assets = compilation.getAssets().filter(({ name, info }) => {
    const path = pathIn(dir, pathOf(name))
    if (!info.immutable || !isLink(path)) return true
    problems.push(`${path}: not marked, as it is a symbolic link; remove it and build again`)
    return false
  })
  return { assets, problems }
}

/** What was renamed before others noted names. */
interface EarlyNames {
  /** The new names. */
  names: ReadonlySet<string>
  warnings: readonly string[]
}

const NOT_RENAMED: EarlyNames = { names: new Set(), warnings: [] }

/** By the name that it is written under. */
type Sources = Map<string, sources.RawSource>

/**
 * Puts the changes into a compilation that is not written yet.
 * @param written the last compilation's sources, which those take the place of that hold the same; undefined if the
 *   files are not final yet.
 */
function updateAssets(
  compilation: Compilation,
  changes: ReadonlyMap<string, Change>,
  written?: Sources,
): Sources {
  const { RawSource } = compilation.compiler.webpack.sources
  const sources: Sources = new Map()
  for (const { name: asset, info } of compilation.getAssets()) {
    const path = pathOf(asset)
    const change = changes.get(path)
    if (!change) continue
    if (change.isGone) {
      compilation.deleteAsset(asset)
      continue
    }
    const made = change.content
    const content = typeof made === 'string' ? made : bytesOf(made)
    const before = written?.get(change.name)
    const source = before && isSame(before.source(), content) ? before : new RawSource(content)
    sources.set(change.name, source)
    // webpack does not overwrite an immutable file of the same name, which could be from a build without marks.
    const immutable = written ? false : info.immutable
    const hashes = freshHashes(info, path, change.name)
    compilation.updateAsset(asset, source, { immutable, ...hashes, ...freshIntegrity(info, content) })
    if (change.name === path) continue
    removeLink(pathIn(folderOf(compilation), change.name))
    compilation.renameAsset(asset, change.name + asset.slice(path.length))
  }
  return sources
}

/** Removes a link from where a file of a new name goes: the bundler would write what is behind it. */
function removeLink(path: string): void {
  if (isLink(path)) rmSync(path)
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true
}

function outputOf(compilation: Compilation, files: OutputFile[]): BundlerOutput {
  const { compiler } = compilation
  return {
    key: keyOf(compiler),
    dir: folderOf(compilation),
    target: runsOnServer(compiler) ? 'node' : 'web',
    isServer: !compiler.options.output.library,
    reference: 'hash',
    files,
  }
}

/** The output folder of a compilation. The path may hold the compilation's hash. */
function folderOf(compilation: Compilation): string {
  return compilation.getPath(compilation.compiler.outputPath, {})
}

/**
 * Tells a compiler's output from others in the same folder. A compiler that is made again for a rebuild has the
 * same key.
 */
function keyOf({ outputPath, name = '', options: { entry, output } }: Compiler): string {
  const { filename, chunkFilename } = output
  const described = JSON.stringify([entry, filename, chunkFilename], (_, value) =>
    typeof value === 'function' ? String(value) : value,
  )
  return [outputPath, name, described].join('\n')
}

/** The hashes in the info of an asset that has a new name. A new hash stands where the old one stood, and is as long. */
function freshHashes(info: Asset['info'], old: string, name: string): Asset['info'] {
  const follow = (hash: string) => {
    const at = old.lastIndexOf(hash)
    return at < 0 ? hash : name.slice(at, at + hash.length)
  }
  const fresh: Asset['info'] = {}
  for (const kind of ['contenthash', 'chunkhash', 'modulehash', 'fullhash'] as const) {
    const hashes = info[kind]
    if (hashes !== undefined && name !== old)
      fresh[kind] = Array.isArray(hashes) ? hashes.map(follow) : follow(hashes)
  }
  return fresh
}

/** Recomputes `integrity` in an asset's info, where a plugin has put it for statistics and manifests. */
function freshIntegrity({ integrity }: Asset['info'], content: string | Buffer): { integrity?: string } {
  if (typeof integrity !== 'string' || !INTEGRITY.test(integrity)) return {}
  // An import at the top would load it with every build.
  const { createHash } = process.getBuiltinModule('node:crypto')
  const digest = (algorithm: string) => createHash(algorithm).update(content).digest('base64')
  return {
    integrity: integrity.replace(
      /(sha\d+)-\S+/g,
      (_, algorithm: string) => `${algorithm}-${digest(algorithm)}`,
    ),
  }
}

/** Subresource Integrity, 3.5: https://www.w3.org/TR/SRI/#the-integrity-attribute */
const INTEGRITY = /^\s*sha(?:256|384|512)-[\w+/=-]+(?:\s+sha(?:256|384|512)-[\w+/=-]+)*$/

function isSame(a: string | Buffer, b: string | Buffer): boolean {
  return typeof a === 'string' || typeof b === 'string' ? a === b : a.equals(b)
}

function logOf(compiler: Compiler): Log {
  const logger = compiler.getInfrastructureLogger(NAME)
  return { info: (message) => logger.info(message), warn: (message) => logger.warn(message) }
}

type Asset = ReturnType<Compilation['getAssets']>[number]

function outputFiles(compilation: Compilation): (asset: Asset) => OutputFile {
  const isCopy = copiesIn(compilation)
  const isPinnedLater = computesDigests(compilation.compiler.options.plugins)
  return (asset) => ({ ...outputFile(asset, isPinnedLater), isCopy: () => isCopy(asset) })
}

/** @param isPinnedLater others compute digests of the files. */
function outputFile(asset: Asset, isPinnedLater: boolean): OutputFile {
  const { name, info } = asset
  const hashes: string[] = []
  for (const made of [info.contenthash, info.chunkhash, info.modulehash, info.fullhash])
    for (const hash of Array.isArray(made) ? made : [made])
      if (typeof hash === 'string' && name.includes(hash)) hashes.push(hash)
  // For some assets (from file-loader, or a compressed one whose original is deleted) webpack only knows that the
  // name holds a hash. Where others compute digests, what looks like a hash is one (Next's polyfills).
  if (hashes.length === 0) {
    const run = hexRun(name)
    if (info.immutable || (isPinnedLater && /[a-f]\d|\d[a-f]/.test(run.join()))) hashes.push(...run)
  }
  return {
    name: pathOf(name),
    hashes,
    // `source` is called late, because rspack copies the content then. It gives text for text, which saves another
    // copy.
    read: () => asset.source.source(),
  }
}

/** A query in a file name template is no part of the file. */
function pathOf(asset: string): string {
  return asset.split('?', 1)[0]!
}

function hexRun(name: string): string[] {
  return (name.match(/[\da-f]{8,}/g) ?? []).slice(-1)
}

/** Servers by `target`, libraries by `output.library`. */
function runsOnServer({ options }: Compiler): boolean {
  const targets = [options.target].flat().filter((target) => typeof target === 'string')
  return (
    targets.some((target) => /^(?:async-)?node|^electron-(?:main|preload)/.test(target)) ||
    Boolean(options.output.library)
  )
}
