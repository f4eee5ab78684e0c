/** The names of our temporary folders and files, by which they are left out wherever files are listed. */

/** The beginning of such names. */
export const PREFIX = '.chalk-tmp.'

/** Whether a name looks like that of a temporary folder. Anybody can make such a name. */
export function isTemporary(name: string): boolean {
  return name.startsWith(PREFIX)
}

/** Whether a path, with slashes, leads through a folder with such a name. */
export function isInTemporary(path: string): boolean {
  return path.split('/').some(isTemporary)
}
