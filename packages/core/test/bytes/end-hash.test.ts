import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { EndHash } from '../../src/bytes/end-hash.js'
import { applySplices, sha256Hex } from '../../src/bytes/splices.js'

it('hashes an artifact with and without edits, wherever they are', () => {
  const edit = fc.record({ at: fc.nat(), remove: fc.nat(40), insert: fc.uint8Array({ maxLength: 500 }) })
  fc.assert(
    fc.property(fc.nat(20_000), fc.array(edit, { maxLength: 3 }), (size, edits) => {
      const bytes = randomBytes(size)
      let from = 0
      const splices = edits
        .map((one) => ({ ...one, at: one.at % (size + 1) }))
        .sort((a, b) => a.at - b.at)
        .filter(({ at, remove }) => {
          const fits = at >= from && at + remove <= size
          if (fits) from = at + remove
          return fits
        })
      const hashes = new EndHash(bytes)
      expect(hashes.hash([])).toBe(sha256Hex(bytes))
      expect(hashes.hash(splices)).toBe(sha256Hex(applySplices(bytes, splices)))
      expect(hashes.hash([])).toBe(sha256Hex(bytes))
    }),
  )
})
