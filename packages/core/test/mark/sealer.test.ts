import { type Dict, encodeMark, Float, FORMAT_VERSION, MAGIC, sealMark, type Value } from '@chalkmark/mark'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Sealer } from '../../src/mark/sealer.js'

const HEAD = { MAGIC, CHALK_ID: 'AAAAAA-AAAA-AAAA-AAAAAA', CHALK_VERSION: FORMAT_VERSION }

/** What seals each mark anew. */
function sealAlone(dict: Dict, holdsHash: boolean) {
  const { METADATA_HASH: metadataHash, ...rest } = sealMark(dict)
  const mark: Dict = holdsHash ? { ...rest, METADATA_HASH: metadataHash! } : rest
  return { mark, metadataHash, text: encodeMark(mark) }
}

function expectSame(sealer: Sealer, dict: Dict, holdsHash = true) {
  const { mark, metadataHash, text } = sealer.seal(dict, holdsHash)
  expect({ mark, metadataHash, text: text.toString() }).toEqual(sealAlone(dict, holdsHash))
}

const word = fc.constantFrom('main', 'a/b', '', 'two words', '*/', 'é', '"', '\ud800', '\n', 'x'.repeat(5000))
const value: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    word,
    fc.string({ unit: 'binary', maxLength: 6 }),
    fc.integer(),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.constantFrom<Value>(new Float('1.0'), true, null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(word, tie('value'), { maxKeys: 3 }),
  ),
})).value
/** Keys before and behind those that every mark has, ones that the hash leaves out, and odd ones. */
const key = fc.constantFrom(
  'BRANCH',
  'DATE_CHALKED',
  'EMBEDDED_CHALK',
  'SIGNATURE',
  'X-TEAM',
  'ZZZ',
  'ERR_INFO',
  'X-\ud800',
  'X-\uffff',
  '1',
  '__proto__',
  'METADATA_ID',
  'METADATA_HASH',
)
const dict = fc.dictionary(key, value, { maxKeys: 6 })

describe('a sealer', () => {
  it('gives what sealing each mark alone gives', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(dict, fc.boolean()), { minLength: 1, maxLength: 6 }), (marks) => {
        const sealer = new Sealer()
        for (const [dict, holdsHash] of marks) expectSame(sealer, { ...HEAD, ...dict }, holdsHash)
      }),
      { numRuns: 2000 },
    )
  })

  it('does not take a value for the one before it', () => {
    const sealer = new Sealer()
    const list = ['é']
    for (const dict of [
      { TAG: 'é', LIST: list },
      { TAG: 'ê', LIST: list },
      { TAG: 'plain', LIST: ['è'] },
      { TAG: 1, LIST: list },
      { TAG: true, LIST: '' },
    ]) {
      expectSame(sealer, { ...HEAD, ...dict })
    }
  })

  it('sees what has changed in a list', () => {
    const sealer = new Sealer()
    const list = ['one']
    expectSame(sealer, { ...HEAD, LIST: list })
    list.push('two')
    expectSame(sealer, { ...HEAD, LIST: list })
  })

  it('knows marks of the same keys by all of them', () => {
    const sealer = new Sealer()
    expectSame(sealer, { ...HEAD, A: 1, C: 2 })
    expectSame(sealer, { ...HEAD, A: 1, B: 2 })
    expectSame(sealer, { ...HEAD, A: 1 })
    expectSame(sealer, { ...HEAD, A: 1 }, false)
    expectSame(sealer, { ...HEAD, C: 2, A: 1 })
  })

  it('finds room for long values', () => {
    const sealer = new Sealer()
    for (const length of [4000, 4090, 70_000, 300_000]) {
      expectSame(sealer, { ...HEAD, PATH: 'p'.repeat(length), NOTE: 'é'.repeat(length) })
    }
  })

  it('refuses what sealing alone refuses', () => {
    const sealer = new Sealer()
    sealer.seal({ ...HEAD, A: 1 }, true)
    expect(() => sealer.seal({ ...HEAD, A: Number.NaN }, true)).toThrow('A: JSON has no NaN')
    expect(() => sealer.seal({ MAGIC, CHALK_VERSION: FORMAT_VERSION }, true)).toThrow('CHALK_ID')
  })
})
