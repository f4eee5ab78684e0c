/** Where the sources of a build are. */
import { dirname, resolve } from 'node:path'
import { commonFolder, isInside } from '@chalkmark/core/output/files'

/**
 * The folder below the root that holds all entries of a build. A build of one package or submodule can be run from the
 * folder above.
 * @param root absolute.
 * @param entries paths, relative to the root or absolute.
 * @returns the root if some entry is elsewhere, or comes with an installed package, as those of frameworks do.
 */
export function sourcesIn(root: string, entries: readonly string[]): string {
  const top = resolve(root)
  const folders = entries.map((entry) => dirname(resolve(top, entry)))
  const isInstalled = entries.some((entry) => /(?:^|[\\/])node_modules[\\/]/.test(entry))
  const common = folders.length === 0 || isInstalled ? undefined : commonFolder(folders)
  return common !== undefined && isInside(common, top) ? common : top
}
