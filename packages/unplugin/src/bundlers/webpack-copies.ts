/**
 * webpack and rspack: which assets are copies of source files. Asset modules (`new URL('./card.html', …)`,
 * `asset/resource`), file-loader and copy-webpack-plugin say in an asset's info which file it comes from.
 */
import { resolve } from 'node:path'
import { isCopyOf, isFragment } from '@chalkmark/core/output/files'
import type { Compilation } from 'webpack'

type Asset = ReturnType<Compilation['getAssets']>[number]

/**
 * @returns a function that tells whether an asset is a copy. A file that loaders have changed is none: a page that
 *   was put through html-loader, a style sheet. But minimizers change copies, too. So a minimized file counts as one,
 *   unless it is a whole page.
 */
export function copiesIn(compilation: Compilation): (asset: Asset) => boolean {
  const { context } = compilation.compiler
  let ofChunks: Set<string> | undefined
  const isOfChunk = (name: string) => {
    ofChunks ??= new Set([...compilation.chunks].flatMap(({ files }) => [...files]))
    return ofChunks.has(name)
  }
  return ({ name, info, source }) => {
    const { sourceFilename, copied, minimized } = info
    if ((sourceFilename === undefined && !copied) || isOfChunk(name)) return false
    if (copied) return true
    const content = source.source()
    // A module that was imported with a query has it in its name.
    const sources = [sourceFilename!, sourceFilename!.split('?', 1)[0]!]
    if (
      isCopyOf(
        content,
        sources.map((source) => resolve(context, source)),
      )
    )
      return true
    return /\.html?(?:\?|$)/i.test(name) ? isFragment(content) : minimized === true
  }
}
