/**
 * rspack: marking files once they are written.
 *
 * rspack keeps its output outside of JavaScript's memory. Reading an asset copies it in, and replacing it copies it
 * back, which for a whole build would take half its memory again. So files are marked on the disk if nobody can see
 * the difference: no other code sees the files between this plugin's place in `processAssets` and `afterEmit`.
 */
import fs from 'node:fs'
import type { ChalkOptions } from '@chalkmark/core/config'
import { type OutputFile, pathIn } from '@chalkmark/core/output/files'
import type { Compilation, Compiler } from 'webpack'
import { computesDigests } from './integrity.js'

const COMPRESSED = /\.(?:gz|br|zst)(?:\?|$)/

/** How often `chalk()` taps `processAssets`: once for names, once for marks (webpack.ts). */
const OUR_STAGES = 2

/** The parts of rspack's own hooks and plugins that are used here. */
interface Tapped {
  taps: readonly { name: string }[]
}

/**
 * Whether a compilation's files can be marked after they are written. They cannot: while watching (rspack does not
 * write files again that it thinks unchanged), in strict builds (which write nothing unmarked), if files are
 * renamed for certain or because integrity asks for their digests (rspack accepts no new names then), if a
 * compressed file has to be made again, and if another plugin works on assets.
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
    !computesDigests(compiler.options.plugins) &&
    taps(processAssets) === OUR_STAGES &&
    [afterEmit, done].every((hook) => taps(hook) === 1) &&
    ![emit, assetEmitted, afterProcessAssets].some((hook) => hook.isUsed()) &&
    !compilation.getAssets().some(({ name }) => COMPRESSED.test(name))
  )
}

/** How often a hook is tapped. With several compilers, rspack itself taps some to wait for them: that does not count. */
function taps(hook: unknown): number {
  return (hook as Tapped).taps.filter(({ name }) => name !== 'MultiCompiler').length
}

/** An asset as it stands on the disk. */
export function emittedFile(
  dir: string,
  { name, hashes, isCopy }: OutputFile,
  read: (path: string) => Buffer,
): OutputFile {
  return { name, hashes, isOnDisk: true, ...(isCopy && { isCopy }), read: () => read(pathIn(dir, name)) }
}
