/**
 * What programs carry behind their sections: installers, self-extracting archives, programs bundled with their
 * runtime. Many find it by its distance from the file's end, as every reader of ZIP archives does, and nobody can
 * see which ones do not.
 */
import { asBuffer, isZero } from '../../bytes/fields.js'
import type { Source } from '../../bytes/source.js'
import { CodecError } from '../../error.js'
import { endsInArchive } from '../end-archive.js'
import { type PeImage, type PeSection, rawEnd } from './image.js'

/** A kernel for x86 is a PE file, too, and ends in a checksum of all its bytes: Linux, Documentation/arch/x86/boot.rst. */
const LINUX_HEADER_AT = 0x202
const LINUX_HEADER = Buffer.from('HdrS')

/**
 * Refuses a file with anything but symbols and zeros behind its sections, and Linux kernels. The headers say where
 * the symbols are, so these are found whatever follows.
 * @param sections without the mark's.
 * @param end where the file's own bytes end.
 * @throws CodecError `OVERLAY`, `CHECKSUM`.
 */
export function checkNoPayload(source: Source, image: PeImage, sections: PeSection[], end: number): void {
  const from = Math.min(rawEnd(image, sections), end)
  const symbols = image.symbols && image.symbols.at >= from ? image.symbols : { at: end, end }
  const isPlain =
    isZero(source, from, symbols.at - from) && isZero(source, symbols.end, Math.max(0, end - symbols.end))
  if (!isPlain)
    throw new CodecError(
      'OVERLAY',
      `${end - from} bytes of other data follow the sections, and programs look for such data from the file's end: mark it before they are appended`,
    )
  if (asBuffer(source.read(LINUX_HEADER_AT, 4)).equals(LINUX_HEADER))
    throw new CodecError('CHECKSUM', 'it is a Linux kernel, which holds a checksum of itself')
  if (endsInArchive(source, end))
    throw new CodecError(
      'OVERLAY',
      "it ends in a ZIP archive, which its readers look for from the file's end",
    )
}
