/**
 * rspack: marking files once they are written.
 *
 * rspack keeps its output outside of JavaScript's memory. To read an asset copies it in, to replace one copies it back,
 * and a build's whole output would take half its memory again. So the files are marked on the disk, where that gives
 * the same: nobody else gets to see them from this plugin's place in `processAssets` on.
 */
import fs from 'node:fs'
import type { ChalkOptions } from '@chalkmark/core/config'
import { type OutputFile, pathIn } from '@chalkmark/core/output/files'
import type { Compilation, Compiler } from 'webpack'

const COMPRESSED = /\.(?:gz|br|zst)(?:\?|$)/

/** What is looked at here of rspack's own hooks and plugins. */
interface Tapped {
  taps: readonly { name: string }[]
}
interface BuiltinPlugin {
  name?: string
  _args?: readonly { sri?: unknown }[]
}

/**
 * Whether a compilation's files can as well be marked when they are written. No: while watching (rspack leaves files
 * alone that it thinks unchanged), in strict builds (which write nothing that is not marked), where files are renamed
 * for sure or because their digests are asked for (rspack takes no new names then), where a compressed file has to
 * follow, and where another plugin has to do with assets.
 */
export function canWait(
  compiler: Compiler,
  compilation: Compilation,
  { strict, hashedFiles, rename }: ChalkOptions,
): boolean {
  const { emit, assetEmitted, afterEmit, done } = compiler.hooks
  const { processAssets, afterProcessAssets } = compilation.hooks
  return (
    'rspackVersion' in compiler.webpack &&
    !compiler.watchMode &&
    compiler.outputFileSystem === fs &&
    !strict &&
    hashedFiles !== 'full' &&
    rename !== 'always' &&
    !compilation.outputOptions.crossOriginLoading &&
    !compiler.options.plugins.some(asksForIntegrity) &&
    [processAssets, afterEmit, done].every(isOursAlone) &&
    ![emit, assetEmitted, afterProcessAssets].some((hook) => hook.isUsed()) &&
    !compilation.getAssets().some(({ name }) => COMPRESSED.test(name))
  )
}

/** Several compilers are waited for by rspack itself. */
function isOursAlone(hook: unknown): boolean {
  return (hook as Tapped).taps.filter(({ name }) => name !== 'MultiCompiler').length === 1
}

function asksForIntegrity(plugin: unknown): boolean {
  const { name, _args } = (plugin || {}) as BuiltinPlugin
  return name === 'SubresourceIntegrityPlugin' || Boolean(_args?.[0]?.sri)
}

/** An asset as it stands on the disk. */
export function emittedFile(
  dir: string,
  { name, hashes }: OutputFile,
  read: (path: string) => Buffer,
): OutputFile {
  return { name, hashes, isOnDisk: true, read: () => read(pathIn(dir, name)) }
}
