import { describe, expect, test } from 'vitest'
import { bufferSource, type Source, type Splice } from '../../src/bytes/source.js'
import { isSameEdited } from '../../src/bytes/spliced-source.js'
import { applySplices } from '../../src/bytes/splices.js'

const edit = (at: number, remove: number, insert: string): Splice => ({
  at,
  remove,
  insert: Buffer.from(insert),
})

/** An artifact that must not be read. */
const unread: Source = {
  size: 1000,
  read() {
    throw new Error('read')
  },
}

describe('edits that give the same', () => {
  test('what marking puts in and the normal form takes out needs no reading', () => {
    expect(isSameEdited(unread, [[]], [[edit(1000, 0, '// mark')], [edit(1000, 7, '')]])).toBe(true)
    expect(isSameEdited(unread, [[edit(3, 4, '')]], [[edit(3, 4, 'new')], [edit(3, 3, '')]])).toBe(true)
    expect(isSameEdited(unread, [[edit(9, 0, 'abc')]], [[edit(9, 0, 'aXc')], [edit(10, 1, 'b')]])).toBe(true)
  })

  test('what is left out, or put in beside, is another content', () => {
    expect(isSameEdited(unread, [[]], [[edit(1000, 0, 'mark')], [edit(1000, 3, '')]])).toBe(false)
    expect(isSameEdited(unread, [[edit(9, 0, 'abc')]], [[edit(9, 0, 'abd')]])).toBe(false)
    expect(isSameEdited(bufferSource(Buffer.from('abcd')), [[]], [[edit(0, 1, '')]])).toBe(false)
  })

  test('agree with what they make of bytes, whatever they are', () => {
    let seed = 7
    const random = (below: number) => {
      seed = (seed * 48271) % 0x7fffffff
      return seed % below
    }
    const someEdits = (size: number): Splice[] => {
      const at = random(size + 1)
      const remove = random(size - at + 1)
      return random(3) === 0 ? [] : [edit(at, remove, 'ab'.repeat(random(3)).slice(random(2)))]
    }
    let same = 0
    for (let round = 0; round < 20_000; round++) {
      const bytes = Buffer.from('abababab'.slice(random(2), random(8)))
      const [one, other] = [0, 1].map(() => {
        const first = someEdits(bytes.length)
        const left = applySplices(bytes, first)
        const second = someEdits(left.length)
        return { edits: [first, second], result: applySplices(left, second) }
      })
      const expected = one!.result.equals(other!.result)
      if (expected) same++
      expect(isSameEdited(bufferSource(bytes), one!.edits, other!.edits)).toBe(expected)
    }
    expect(same).toBeGreaterThan(1000)
  })
})
