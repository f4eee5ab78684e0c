/** Paths of files in a folder. */
import { sep } from 'node:path'

/**
 * `folder/name`, for paths that are normalised already. `join` loops over every letter of both; after some dozens
 * of calls V8's optimising compiler starts, which takes 6 MB (docs/performance.md, "Memory").
 * @param name with `/` between its parts, which Windows takes too.
 */
export function inside(folder: string, name: string): string {
  return folder.endsWith(sep) ? folder + name : folder + sep + name
}
