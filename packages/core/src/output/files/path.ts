/** Paths of output files. */
import { dirname, relative, resolve, sep } from 'node:path'
import { inside } from '../../disk/paths.js'

/**
 * The path of an output file, as the system writes it.
 * @param dir absolute and clean. @param name with `/`; templates such as `../[name]` lead out of the folder. Such a
 *   name is resolved in the text, as esbuild does it and the file system does not, since the folder can be a link.
 */
export function pathIn(dir: string, name: string): string {
  if (name.includes('../')) return resolve(dir, name)
  return inside(dir, sep === '/' ? name : name.replaceAll('/', sep))
}

/** The name of an output file, with `/`: the inverse of {@link pathIn}. @param path absolute and clean. */
export function nameIn(dir: string, path: string): string {
  // This holds nearly always, and `relative` would loop over every letter of both.
  const name = path.startsWith(dir + sep) ? path.slice(dir.length + 1) : relative(dir, path)
  return sep === '/' ? name : name.split(sep).join('/')
}

/** Whether a file or folder is in a folder, or below it. Both absolute and clean. */
export function isInside(path: string, dir: string): boolean {
  return path !== dir && path.startsWith(dir.endsWith(sep) ? dir : dir + sep)
}

/** The lowest folder that is or holds each of these, absolute and clean; undefined if they are on different drives. */
export function commonFolder(dirs: readonly string[]): string | undefined {
  let folder = dirs[0]!
  while (!dirs.every((dir) => dir === folder || isInside(dir, folder))) {
    const above = dirname(folder)
    if (above === folder) return undefined
    folder = above
  }
  return folder
}
