/** Where a path is, seen from a folder. */
import { isAbsolute, relative, sep } from 'node:path'

/**
 * The path from `folder` down to `path`, both absolute; empty if they are the same.
 * @returns undefined if `path` is not in the folder.
 */
export function below(folder: string, path: string): string | undefined {
  const way = relative(folder, path)
  const isOutside = way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)
  return isOutside ? undefined : way
}

/** A path with `/` separators. */
export function slashes(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/')
}
