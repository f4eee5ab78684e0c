/**
 * ELF files that have no place for a section, whose mark is appended, and what stands at the end of a file where no
 * mark can go.
 */
import { asBuffer, isZero } from '../../bytes/fields.js'
import type { Source } from '../../bytes/source.js'
import { CodecError } from '../../error.js'
import type { Artifact } from '../artifact.js'
import { endsInArchive } from '../end-archive.js'
import { checkNoDebugFile } from './debug.js'
import type { ElfImage } from './image.js'

/**
 * Programs that carry data behind their ELF image (AppImage, bundled runtimes, self-extracting archives) find it by
 * its distance from the file's end or from the section header table. Both would change.
 */
export function checkNoOverlay(source: Source, from: number, to: number): void {
  if (from < to && !isZero(source, from, to - from)) {
    throw new CodecError(
      'OVERLAY',
      `the ELF image is followed by ${to - from} bytes of other data: mark it before they are appended`,
    )
  }
  if (endsInArchive(source, to))
    throw new CodecError(
      'OVERLAY',
      "it ends in a ZIP archive, which its readers look for from the file's end",
    )
}

const MODULE_SIGNATURE = '~Module signature appended~\n'

/**
 * The artifact whose mark is appended to the file, if that is safe.
 * @param image the file's tables, if they could be read at all.
 * @param imageEnd where the bytes end that its tables refer to; `end` if that is not known.
 * @param end where the file ends without the mark.
 */
export function lastResort(
  source: Source,
  appended: Artifact,
  image: ElfImage | undefined,
  imageEnd: number,
  end: number,
): Artifact {
  const check = () => {
    const tail = asBuffer(source.read(Math.max(0, end - MODULE_SIGNATURE.length), MODULE_SIGNATURE.length))
    if (tail.toString('latin1') === MODULE_SIGNATURE) {
      throw new CodecError('SIGNED', 'the kernel module is signed: mark before signing')
    }
    if (image) checkNoDebugFile(image)
    checkNoOverlay(source, imageEnd, end)
  }
  return {
    ...appended,
    insert(text) {
      check()
      return appended.insert(text)
    },
  }
}
