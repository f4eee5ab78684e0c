/**
 * Lines that `sha256sum -c` reads (GNU Coreutils manual, "cksum output modes"), for all files of an output as they lie
 * there, marks included:
 *
 *     <64 hex digits>  assets/app-BQ3x9z7k.js
 *
 * A name with a backslash has it doubled, and then its line begins with a backslash.
 */
import { ChalkError } from '../../error.js'
import { printable, redact } from '../../redact/index.js'
import { outputFiles } from '../output-files.js'
import type { Convert } from './format.js'

export const checksums: Convert = (hosts) => {
  // What is in an archive is no file.
  const files = outputFiles(hosts).filter(({ path }) => !path.includes('!/'))
  const known = files.flatMap(({ name, sha256 }) =>
    sha256 !== undefined && isWritable(name) ? [lineOf(name, sha256)] : [],
  )
  if (known.length === 0)
    throw new ChalkError('NO_REPORT', 'the reports have no digest of any file, so there are no checksums')
  const missing = files.length - known.length
  const warnings =
    missing > 0
      ? [
          `no checksum of ${missing} of ${files.length} files: the reports have no digest of them, or their names are no paths in the output or no text for a line`,
        ]
      : []
  return { text: known.join(''), warnings }
}

/**
 * Whether a name can stand in a list that may also be shown on a terminal. What does not lie in the output, the one who checks
 * the list must not read.
 */
function isWritable(name: string): boolean {
  const isBelow = !/^[a-z]:/i.test(name) && !name.split('/').some((part) => ['', '.', '..'].includes(part))
  return isBelow && printable(name) === name && redact(name) === name
}

function lineOf(name: string, sha256: string): string {
  const hasBackslash = name.includes('\\')
  return `${hasBackslash ? '\\' : ''}${sha256}  ${hasBackslash ? name.replaceAll('\\', '\\\\') : name}\n`
}
