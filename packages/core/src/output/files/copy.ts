/** Telling copies of source files from what a bundler makes. */
import { isUtf8 } from 'node:buffer'
import { readPlainFile } from '../../disk/plain.js'
import { bytesOf } from './file.js'

/**
 * Whether an output file has the content of one of these source files.
 * @param sources absolute paths. Those that cannot be read are passed over: they may be names of something else.
 */
export function isCopyOf(content: string | Uint8Array, sources: readonly string[]): boolean {
  const bytes = bytesOf(content)
  return sources.some((source) => {
    try {
      const original = readPlainFile(source)
      return original !== undefined && (original.equals(bytes) || isDecoded(original, content))
    } catch {
      return false
    }
  })
}

/** Whether a file that is not UTF-8, or begins with a byte order mark, became this text when it was read as UTF-8. */
function isDecoded(original: Buffer, content: string | Uint8Array): boolean {
  return (
    typeof content === 'string' &&
    (!isUtf8(original) || original[0] === 0xef) &&
    new TextDecoder().decode(original) === content.replace(/^\ufeff/, '')
  )
}

/** Whether a text is part of a page and no page: programs put it into one. */
export function isFragment(content: string | Uint8Array): boolean {
  return !/<(?:!doctype|html|head|body)\b/i.test(bytesOf(content).toString())
}
