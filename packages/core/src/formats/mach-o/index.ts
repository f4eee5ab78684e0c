/**
 * Mach-O: programs, libraries and bundles of Apple's systems. Apple's mach-o/loader.h and mach-o/fat.h.
 *
 *     cffaedfe   a thin file: one image                    mach-o/slice.ts
 *     cafebabe   a fat file: one image for each CPU type   mach-o/fat.ts
 *
 * The mark is the payload of an LC_NOTE, which the system ignores. An image with an ad-hoc code signature is signed
 * again, since arm64 systems run only signed programs; see mach-o/code-signature.ts.
 */
import { asBuffer } from '../../bytes/fields.js'
import type { Codec } from '../format.js'
import { isFat, readFat } from './fat.js'
import { readSlice } from './slice.js'

/** First bytes of thin files: of 64 and of 32 bits, little- and big-endian. Only the first kind can be marked. */
const THIN = new Set([0xcffaedfe, 0xcefaedfe, 0xfeedfacf, 0xfeedface])

export const machO: Codec = {
  name: 'mach-o',

  claims({ source }) {
    const head = asBuffer(source.read(0, 8))
    return head.length === 8 && (THIN.has(head.readUInt32BE(0)) || isFat(head))
      ? 'Mach-O executable'
      : undefined
  },

  read: ({ source }) => (isFat(asBuffer(source.read(0, 8))) ? readFat(source) : readSlice(source)),
}
