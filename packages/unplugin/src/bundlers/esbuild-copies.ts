/** esbuild: which output files are copies of source files, as the loaders `file` and `copy` make them. */
import { extname, resolve } from 'node:path'
import { isFragment, nameIn, type OutputFile } from '@chalkmark/core/output/files'
import type { BuildOptions, Metafile } from 'esbuild'

/** What esbuild makes itself. Everything else it can only copy. */
const MADE = /\.(?:[cm]?js|css)$/

/**
 * @param metafile undefined if nobody has asked for it.
 * @param root where the paths in the metafile begin. @param dir the output folder, absolute.
 * @returns a function that tells whether a file of the output is a copy.
 */
export function copiesIn(
  metafile: Metafile | undefined,
  { loader = {} }: BuildOptions,
  root: string,
  dir: string,
): (file: OutputFile) => boolean {
  const outputs = new Map(
    Object.entries(metafile?.outputs ?? {}).map(([path, output]) => [
      nameIn(dir, resolve(root, path)),
      output,
    ]),
  )
  return ({ name, read }) => {
    const output = outputs.get(name)
    if (!output) return !metafile && !MADE.test(name)
    const [input, second] = Object.entries(output.inputs)
    if (!input || second || input[1].bytesInOutput !== output.bytes) return false
    if (metafile!.inputs[input[0]]?.bytes !== output.bytes) return false
    if (output.entryPoint === undefined) return true
    // A script can come out as it went in. A page that is an entry of its own is what the build is for.
    return MADE.test(name)
      ? isCopying(loader[extname(input[0])])
      : !/\.html?$/.test(name) || isFragment(read())
  }
}

/** Whether the options ask for copies, so that the metafile is needed to know them. */
export function asksForCopies({ loader = {} }: BuildOptions): boolean {
  return Object.values(loader).some(isCopying)
}

function isCopying(loader: string | undefined): boolean {
  return loader === 'file' || loader === 'copy'
}
