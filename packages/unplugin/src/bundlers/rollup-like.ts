/** The hooks that rollup, rolldown and vite share. They see the output when it is complete and not yet written. */
import { dirname, resolve } from 'node:path'
import { type Change, type OutputFile, renamedIn } from '@chalkmark/core/output/files'
import type {
  NormalizedOutputOptions,
  OutputAsset,
  OutputBundle,
  OutputChunk,
  Plugin,
  PluginContext,
  PluginContextMeta,
} from 'rollup'
import type { BundlerBuild } from '../build.js'
import { CODE, IN_MARKS, readWithoutMarks, withoutMarks } from '../inputs.js'
import { consoleLog, type Log } from '../log.js'
import { sourcesIn } from '../sources.js'
import { computesDigests } from './integrity.js'
import { copiesIn } from './rollup-copies.js'
import { assetHashes, chunkHashes, hasPlaceholder } from './rollup-hashes.js'
import { type SaltedNames, saltedNames } from './rollup-salt.js'
import { rollupLike } from './version.js'

/** What a bundler adds to the shared hooks. */
export interface RollupHost {
  root(): string
  /** Who runs the output. */
  target(output: NormalizedOutputOptions): 'web' | 'node'
  /** Whether it is a server's. */
  isServer?(output: NormalizedOutputOptions): boolean
  /** As `target`, for the hook of a plugin. */
  targetIn(context: object): 'web' | 'node'
  /** Other name templates, besides the output's own, that may have named an asset. */
  templates?(output: NormalizedOutputOptions): readonly (string | undefined)[]
  /** Tells outputs with the same folder and format apart. */
  keyOf?(output: NormalizedOutputOptions): string
  log?: Log
  /** The bundler and its version. @param meta of the plugin context. */
  bundler?(meta: PluginContextMeta): string | undefined
  /** What says that the pages of an output are templates. */
  template?(): string | undefined
  /** Whose files are copied into the output folder, absolute. */
  publicDir?(): string | undefined
  /** Whether this is one of several builds of an app. */
  isApp?(): boolean
  /** Whether the plugin context's log writes the plugin's name before a message. */
  namesPlugins?: boolean
}

type Options = { plugins?: unknown }

/**
 * Plugin hooks for a rollup-like bundler.
 *
 * Output is marked in `generateBundle`, after every other plugin. Plugins that compute integrity, compress or
 * inline use the same hook, so the `options` hook appends a second plugin behind all others.
 */
export function outputHooks(build: BundlerBuild, host: RollupHost): Partial<Plugin> {
  let isLast = false
  const salted = saltedNames(build, () => host.root())
  const finisher: Plugin = {
    name: 'unplugin-chalk:output',
    generateBundle: {
      order: 'post',
      handler(output, bundle) {
        return markBundle(build, host, salted, output, bundle, this)
      },
    },
  }
  return {
    options: {
      order: 'post',
      handler(options: Options) {
        isLast = true
        // rollup 3.0 takes no lists in the list.
        return { ...options, plugins: [...[options.plugins].flat(), finisher] } as never
      },
    },
    async buildStart(input) {
      const bare = (message: string) => (host.namesPlugins ? message.replace(/^chalk: /, '') : message)
      const log = host.log ?? {
        // rollup has it since 3.21.
        info: (message) => (this.info ? this.info(bare(message)) : consoleLog.info(message)),
        warn: (message) => this.warn(bare(message)),
      }
      const root = host.root()
      build.start({
        root,
        sources: sourcesIn(root, Object.values(input.input ?? {})),
        log,
        bundler: (host.bundler ?? rollupLike)(this.meta),
        watch: Boolean(this.meta?.watchMode),
        app: host.isApp?.() ?? false,
        isPinnedLater: computesDigests(input.plugins),
      })
      await salted.prepare()
    },
    outputOptions(output) {
      if (!build.renamesAll) return null
      const { assetFileNames, hashCharacters } = output
      return { ...output, assetFileNames: salted.ofAssets(assetFileNames, hashCharacters) }
    },
    augmentChunkHash({ fileName }) {
      return salted.ofChunk(fileName, host.targetIn(this))
    },
    // Marks here if the `options` hook had no effect: in an output plugin, or in a bundler that ignores its result.
    generateBundle: {
      order: 'post',
      async handler(output, bundle) {
        if (!isLast) await markBundle(build, host, salted, output, bundle, this)
      },
    },
    closeBundle: {
      order: 'post',
      sequential: true,
      handler: () => build.finish(),
    },
  }
}

/**
 * rollup's `load` hook, which takes marks out of modules (../inputs.ts). For its source maps rollup takes the text that
 * was loaded, so `transform` would be too late. Modules without marks are left to rollup.
 */
export async function loadWithoutMarks(
  this: { addWatchFile(id: string): void },
  id: string,
): Promise<string | undefined> {
  const without = await readWithoutMarks(id)
  if (without !== undefined) this.addWatchFile(id)
  return without
}

/**
 * rolldown's `transform` hook, which takes marks out of modules. rolldown itself looks for the text, so no other module
 * costs anything.
 * @param wantsMap whether there will be source maps.
 */
export function transformHook(wantsMap: () => boolean) {
  return {
    order: 'pre' as const,
    filter: { id: CODE, code: IN_MARKS },
    async handler(code: string, id: string) {
      const without = await withoutMarks(id, code)
      if (without === undefined) return undefined
      if (!wantsMap()) return { code: without, map: null }
      const { mapToItself } = await import('../take-out.js')
      return { code: without, map: mapToItself(id, without) }
    },
  }
}

/** Marks a bundle where it is: its items hold what is to be written. */
async function markBundle(
  build: BundlerBuild,
  host: RollupHost,
  salted: SaltedNames,
  output: NormalizedOutputOptions,
  bundle: OutputBundle,
  context: PluginContext,
): Promise<void> {
  const dir = output.dir ? resolve(output.dir) : output.file ? dirname(resolve(output.file)) : host.root()
  const templates = [
    ...(host.templates?.(output) ?? []),
    ...[output.entryFileNames, output.chunkFileNames].filter((template) => typeof template === 'string'),
  ]
  const isCopy = copiesIn(context, host.root())
  const names = [...entriesOf(bundle), ...namesOf(output), host.keyOf?.(output)]
  const changes = await build.mark({
    key: [dir, output.file, output.format, ...names].join('\n'),
    dir,
    target: host.target(output),
    isServer: host.isServer?.(output) ?? false,
    template: host.template?.(),
    publicDir: host.publicDir?.(),
    reference: 'name',
    files: Object.values(bundle).map((item) => ({
      ...outputFile(item, output, templates, salted),
      isCopy: () => item.type === 'asset' && isCopy(item),
    })),
  })
  for (const [key, item] of Object.entries(bundle)) {
    const change = changes.get(item.fileName)
    if (change?.isGone) delete bundle[key]
    else if (change) applyChange(item, change.name, change.content)
  }
  followRenames(bundle, changes, context.meta as { rolldownVersion?: string })
}

/** How an output's files are named. Outputs in one folder may differ only in that. */
function namesOf({ entryFileNames, chunkFileNames, assetFileNames }: NormalizedOutputOptions): string[] {
  return [entryFileNames, chunkFileNames, assetFileNames].map(String)
}

/** The entry modules of a bundle. They are the same in a rebuild and differ in another build into the same folder. */
function entriesOf(bundle: OutputBundle): (string | null)[] {
  return Object.values(bundle).flatMap((item) =>
    item.type === 'chunk' && item.isEntry ? [item.facadeModuleId] : [],
  )
}

function outputFile(
  item: OutputChunk | OutputAsset,
  output: NormalizedOutputOptions,
  templates: readonly (string | undefined)[],
  salted: SaltedNames,
): OutputFile {
  const { fileName: name } = item
  if (item.type === 'chunk') {
    const isFinal = hasPlaceholder(item) && salted.hasChunk(item.preliminaryFileName)
    return { name, hashes: chunkHashes(item, output), read: () => item.code, isFinal }
  }
  const final = salted.hashIn(name)
  const hashes = final
    ? [final]
    : salted.unsalted(() => assetHashes(item, output.assetFileNames as never, templates))
  return { name, hashes, read: () => item.source, isFinal: final !== undefined }
}

/** Updates the names in the bundle after renames, for plugins that see it later. */
function followRenames(
  bundle: OutputBundle,
  changes: ReadonlyMap<string, Change>,
  { rolldownVersion }: { rolldownVersion?: string },
): void {
  const renamed = renamedIn(changes)
  if (renamed.size === 0) return
  const after = (name: string) => renamed.get(name) ?? name
  // rolldown accepts no new keys, and builds the bundle object again for later plugins.
  if (!rolldownVersion) {
    for (const [old, name] of renamed) {
      const item = bundle[old]
      if (!item) continue
      delete bundle[old]
      bundle[name] = item
    }
  }
  for (const item of Object.values(bundle)) {
    if (item.type !== 'chunk') continue
    if (item.importedBindings) {
      const bindings = Object.entries(item.importedBindings).map(([name, names]) => [after(name), names])
      Reflect.set(item, 'importedBindings', Object.fromEntries(bindings))
    }
    for (const list of ['imports', 'dynamicImports', 'implicitlyLoadedBefore', 'referencedFiles'] as const)
      if (item[list]) Reflect.set(item, list, item[list].map(after))
    if (item.sourcemapFileName) Reflect.set(item, 'sourcemapFileName', after(item.sourcemapFileName))
    const { importedCss, importedAssets } = (item as ViteChunk).viteMetadata ?? {}
    for (const names of [importedCss, importedAssets]) {
      if (!names) continue
      const all = [...names].map(after)
      names.clear()
      for (const name of all) names.add(name)
    }
  }
}

/** A chunk with the metadata that vite's own plugins add. */
type ViteChunk = OutputChunk & {
  viteMetadata?: { importedCss?: Set<string>; importedAssets?: Set<string> }
}

function applyChange(item: OutputChunk | OutputAsset, name: string, content: string | Uint8Array): void {
  if (item.type === 'chunk') item.code = content as string
  else item.source = content
  // Both bundlers write a file under its `fileName`; rolldown accepts no new keys in `bundle`.
  if (name !== item.fileName) item.fileName = name
}
