/** Paths of files in folders, as text. */
import { isAbsolute, relative, sep } from 'node:path'

/**
 * `folder/name`, for paths that are normalised already. `join` loops over every letter of both; after some dozens
 * of calls V8's optimising compiler starts, which takes 6 MB (docs/performance.md, "Memory").
 * @param name with `/` between its parts, which Windows takes too.
 */
export function inside(folder: string, name: string): string {
  return folder.endsWith(sep) ? folder + name : folder + sep + name
}

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
