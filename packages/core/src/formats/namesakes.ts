/**
 * Names that some file system takes for the same one. Where the archive is unpacked, a file of such a name would
 * replace the other one or be mistaken for it.
 *
 * Windows and macOS do not tell upper from lower case; macOS composes characters and passes over invisible ones;
 * Windows drops dots and blanks at the end, reads `:` as the start of a stream's name, and has short names of eight
 * characters and three.
 */

/** Invisible characters. HFS+ ignores most of them. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu

/**
 * The name with every difference removed that some file system ignores: names that give the same text may be one
 * file.
 */
function foldedName(full: string): string {
  const folded = full.normalize('NFKC').replace(INVISIBLE, '').toLowerCase()
  const name = folded.replace(/[:\0].*$/s, '')
  // A pattern would take each of the signs for the first one.
  let end = name.length
  while (end > 0 && (name[end - 1] === '.' || name[end - 1] === ' ')) end--
  return name.slice(0, end)
}

/**
 * Whether some system takes a path for that of `wanted`, or for one in a folder of that name. Empty parts and `.`
 * do not count.
 * @param path with `/` or `\` between its parts.
 * @param wanted in lower case, without a folder.
 * @param folders how many folders stand before the name, whatever they are called.
 */
export function isNamesake(path: string, wanted: string, folders = 0): boolean {
  const name = path.split(/[/\\]/).filter((part) => part !== '' && part !== '.')[folders]
  if (name === undefined) return false
  const folded = foldedName(name)
  return folded === wanted || shortName(wanted).test(folded)
}

/** The short (8.3) names that Windows may give a file in addition to its own. */
function shortName(name: string): RegExp {
  const [stem = '', extension = ''] = name.split('.')
  return new RegExp(`^${stem.slice(0, 6)}~\\d+\\.${extension.slice(0, 3)}$`)
}
