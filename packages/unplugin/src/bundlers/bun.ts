/**
 * Bun: output is marked in `onEnd`, whose callbacks Bun starts all at once.
 *
 * If there is an `outdir`, Bun has written the files by then, and marked ones are written again. Otherwise they
 * exist only in `result.outputs`, which is changed. Bun's artifacts cannot be changed in place and keep their old
 * size, so changed ones are replaced by blobs with the same properties. Only `metafile` still holds the sizes of
 * the unmarked files.
 */
import { readFileSync } from 'node:fs'
import { isAbsolute, resolve } from 'node:path'
import { ChalkError, type ChalkOptions } from '@chalkmark/core/config'
import { bytesOf, type Change, nameIn, type OutputFile, writeChanges } from '@chalkmark/core/output/files'
import { createBuild } from '../build.js'
import { readWithoutMarks } from '../inputs.js'
import { consoleLog } from '../log.js'
import { computesDigests } from './integrity.js'

/**
 * A plugin for `Bun.build`. It is declared here because Bun's own types change the global types of every program
 * that loads them.
 */
export interface BunPlugin {
  name: string
  setup(builder: PluginBuilder): void | Promise<void>
}

/** The parts of Bun's `PluginBuilder` that are used here. */
interface PluginBuilder {
  config: {
    /** Missing where `Bun.serve` bundles. */
    entrypoints?: string[]
    naming?: unknown
    format?: string
    outdir?: string
    target?: string
    bytecode?: boolean
    compile?: unknown
    plugins?: { name?: string; setup?: unknown }[]
  }
  onStart(callback: () => void): unknown
  onLoad(
    filter: { filter: RegExp; namespace: string },
    callback: (file: { path: string; loader: string }) => Promise<LoadedModule | undefined> | undefined,
  ): unknown
  /** Since Bun 1.3. */
  onEnd?(callback: (result: BuildOutput) => Promise<void>): unknown
}

interface LoadedModule {
  contents: string
  loader: string
}

/** Bun's loaders that read a file as code. */
const CODE_LOADERS: ReadonlySet<string> = new Set(['js', 'jsx', 'ts', 'tsx', 'css'])

interface BuildOutput {
  success: boolean
  outputs: BuildArtifact[]
}

interface BuildArtifact extends Blob {
  /** Absolute if Bun wrote the file; else relative to where it would be. */
  path: string
  loader: string
  /** The value of `[hash]` in a name template, in the length that the template asks for. */
  hash: string | null
  kind: 'entry-point' | 'chunk' | 'asset' | 'sourcemap' | 'bytecode'
  sourcemap: BuildArtifact | null
}

declare const Bun: { version: string; file(path: string, options: { type: string }): Blob }

/** Tells a build from other builds into the same folder, by the options that name its files. */
function keyOf(dir: string, { entrypoints, naming, format, target }: PluginBuilder['config']): string {
  return `${dir}\n${JSON.stringify([entrypoints, naming, format, target])}`
}

/** Hooks into a Bun build. `Bun.serve` and Bun's runtime are left alone. */
export function markInBun(builder: PluginBuilder, options: ChalkOptions): void {
  const { config } = builder
  if (!config?.entrypoints) return
  const isForWeb = (config.target ?? 'browser') === 'browser'
  const cannot =
    (!builder.onEnd && 'nothing is marked; this needs Bun 1.3 or newer') ||
    (config.compile && !isForWeb && 'the executable is not marked; its parts have no files of their own')
  if (cannot) {
    if (options.strict) throw new ChalkError('STRICT', `chalk: ${cannot} (strict is on)`)
    consoleLog.warn(`chalk: ${cannot}`)
    return
  }

  const root = process.cwd()
  const dir = resolve(root, config.outdir ?? '.')
  const build = createBuild(config.bytecode ? withoutScripts(options) : options)
  const problems = config.bytecode ? [BYTECODE] : []
  let since = 0
  builder.onStart(() => {
    since = Date.now()
    build.start({
      root,
      log: consoleLog,
      bundler: `bun ${Bun.version}`,
      isPinnedLater: computesDigests(config.plugins),
    })
  })
  // Undefined leaves a file to the plugins behind this one, and to Bun.
  builder.onLoad({ filter: /\.(?:[cm]?jsx?|css)$/i, namespace: 'file' }, ({ path, loader }) => {
    if (!CODE_LOADERS.has(loader)) return undefined
    return readWithoutMarks(path)?.then((contents) =>
      contents === undefined ? undefined : { contents, loader },
    )
  })
  builder.onEnd!(async (result) => {
    try {
      if (result.success) await markResult(result)
    } finally {
      await build.finish()
    }
  })

  async function markResult(result: BuildOutput): Promise<void> {
    const files = await Promise.all(result.outputs.map((artifact) => outputFile(artifact, dir)))
    const { madeByOthers } = await import('./plugin-order.js')
    // By then the callbacks of other plugins have at least begun.
    await new Promise((resolve) => setImmediate(resolve))
    const names = files.map(({ name }) => name)
    const others = madeByOthers({ plugins: config.plugins, isInOrder: false, root, dir, since, names })
    const changes = await build.mark({
      key: keyOf(dir, config),
      dir,
      target: isForWeb ? 'web' : 'node',
      reference: 'name',
      files: [...files, ...others.files],
      problems,
      warnings: others.warnings,
      ...(config.outdir !== undefined && { write: (changes) => writeChanges(dir, changes) }),
    })
    const replaced = new Map<BuildArtifact, BuildArtifact>()
    for (const artifact of result.outputs) {
      const change = changes.get(nameOf(dir, artifact.path))
      if (change) replaced.set(artifact, replace(artifact, change, dir))
    }
    result.outputs = result.outputs.map((artifact) => replaced.get(artifact) ?? artifact)
    for (const artifact of replaced.values()) {
      const map = artifact.sourcemap && replaced.get(artifact.sourcemap)
      if (map) artifact.sourcemap = map
    }
  }
}

/**
 * Bytecode fits only a script's exact text. With a mark in the script, Bun would not use it, and the program would
 * start slower.
 */
const BYTECODE = 'scripts are not marked, since their bytecode would not fit them any more'

function withoutScripts(options: ChalkOptions): ChalkOptions {
  return { ...options, exclude: [options.exclude ?? [], '*.{js,cjs,mjs}'].flat() }
}

async function outputFile(artifact: BuildArtifact, dir: string): Promise<OutputFile> {
  const { path, hash, kind, loader } = artifact
  const name = nameOf(dir, path)
  const isHashed = hash !== null && kind !== 'sourcemap' && name.includes(hash)
  let content = isAbsolute(path) ? undefined : Buffer.from(await artifact.arrayBuffer())
  const read = () => {
    content ??= readFileSync(path)
    return content
  }
  return { name, hashes: isHashed ? [hash] : [], read, isCopy: () => kind === 'asset' && loader === 'file' }
}

/** The new artifact of a changed file: the file on the disk, if Bun has written it. */
function replace(artifact: BuildArtifact, { name, content }: Change, dir: string): BuildArtifact {
  const { path, type, hash, kind, loader, sourcemap } = artifact
  const blob = isAbsolute(path)
    ? Bun.file(resolve(dir, name), { type })
    : new Blob([bytesOf(content)], { type })
  // The new hash stands where the old one stood.
  const at = hash === null ? -1 : nameOf(dir, path).lastIndexOf(hash)
  return Object.assign(blob, {
    path: isAbsolute(path) ? resolve(dir, name) : `./${name}`,
    hash: at < 0 ? hash : name.slice(at, at + hash!.length),
    kind,
    loader,
    sourcemap,
  })
}

/** An artifact's path is absolute only if Bun wrote it. */
function nameOf(dir: string, path: string): string {
  return nameIn(dir, resolve(dir, path))
}
