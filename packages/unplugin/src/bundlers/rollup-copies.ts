/** rollup, rolldown and vite: which assets are copies of source files. */
import { basename, resolve } from 'node:path'
import { isCopyOf } from '@chalkmark/core/output/files'
import type { OutputAsset, PluginContext } from 'rollup'

/** The parts of a plugin's context that are used here; not every bundler has them. */
export type Context = Partial<Pick<PluginContext, 'getModuleInfo' | 'getWatchFiles'>>

/**
 * @param root where relative names of source files begin.
 * @returns a function that tells whether an asset has the content of a source file that its plugin names, or else of
 *   a file of its name that the build has read. A page that is an entry of its own and an imported style sheet are
 *   none, even if nothing in them had to be changed.
 */
export function copiesIn(context: Context, root: string): (asset: OutputAsset) => boolean {
  const moduleOf = (path: string) => {
    try {
      return context.getModuleInfo?.(path.replaceAll('\\', '/'))
    } catch {
      return undefined
    }
  }
  const isMade = (path: string) =>
    path.endsWith('.css') ? moduleOf(path) != null : moduleOf(path)?.isEntry === true
  return ({ source, names = [], originalFileNames = [] }) => {
    const named = originalFileNames.map((name) => resolve(root, name.split('?', 1)[0]!))
    const read = () => (context.getWatchFiles?.() ?? []).filter((path) => names.includes(basename(path)))
    const sources = named.length > 0 ? named : names.length > 0 ? read() : []
    return isCopyOf(
      source,
      sources.filter((path) => !isMade(path)),
    )
  }
}
