/** Names of a ZIP's entries: their character set (APPNOTE appendix D) and whether they can be unpacked safely. */
import { isUtf8 } from 'node:buffer'
import { CodecError } from '../../error.js'

/** General purpose bit 11: the name is in UTF-8. */
const FLAG_UTF8 = 1 << 11

/** Code page 437, upper half. */
const CP437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0'

/**
 * The path in `directory` from `from` to `to`, as in {@link ZipEntry.path}.
 * @param flags the entry's general purpose bits.
 * @throws CodecError `UNSAFE_PATH` if unpacking would write outside of the folder that it unpacks to.
 */
export function safePath(directory: Buffer, from: number, to: number, flags: number): string {
  const name = directory.toString('latin1', from, to)
  const path = isAscii(name) ? name : utf8Path(directory.subarray(from, to), flags)
  // On Windows `\` separates too.
  if (path === '' || /^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)|(^|\/)\.$|\0/.test(path))
    throw new CodecError('UNSAFE_PATH', `the path ${JSON.stringify(show(path))} leads out of the archive`)
  return /(^|\/)\.?\//.test(path) ? normalPath(path) : path
}

function utf8Path(name: Buffer, flags: number): string {
  // Many writers use UTF-8 without setting the flag. As in other readers, only a name that is not valid UTF-8
  // counts as CP437.
  if (flags & FLAG_UTF8 || isUtf8(name)) return name.toString('latin1')
  const decoded = Array.from(name, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : CP437[byte - 0x80]))
  return Buffer.from(decoded.join('')).toString('latin1')
}

/** The path that the file has once it is unpacked. */
function normalPath(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.')
  return isDirectory(path) ? `${parts.join('/')}/` : parts.join('/')
}

/** A path for messages. */
export function show(path: string): string {
  return asText(path).replace(/[\x00-\x1f\x7f]/g, '?')
}

/** A path as text. */
export function asText(path: string): string {
  return isAscii(path) ? path : Buffer.from(path, 'latin1').toString()
}

export function isDirectory(path: string): boolean {
  return path.endsWith('/')
}

function isAscii(text: string): boolean {
  return /^[\x00-\x7f]*$/.test(text)
}
