/** What is said of marks by their state: valid, invalid, unchecked. */
import { type Dict, encodeMark, findMark, MAGIC, sealMark } from '@chalkmark/mark'
import { describe, expect, test } from 'vitest'
import { bufferSource } from '../../src/bytes/source.js'
import { sha256Hex } from '../../src/bytes/splices.js'
import type { Artifact, FoundMark } from '../../src/formats/artifact.js'
import { judge } from '../../src/mark/inspect.js'
import { reportExtracted } from '../../src/report/extracted.js'

const CHALK_ID = 'CCSKJR-HG6S-HK6S-326RS3'
const CONTENT = Buffer.from('content')
const HASH = sha256Hex(CONTENT)

function markOf(keys: Dict = {}, change = (text: string) => text): FoundMark {
  const dict = sealMark({ MAGIC, CHALK_ID, CHALK_VERSION: '1.1.3', HASH, ...keys })
  return { dict, text: Buffer.from(change(encodeMark(dict))) }
}

/** The verdict on an artifact with this mark, and its report. */
async function judged(artifact: Partial<Artifact>, chalkId = CHALK_ID) {
  const source = bufferSource(CONTENT)
  const whole: Artifact = { type: 'x', normalForm: [], insert: () => [], remove: () => [], ...artifact }
  const inspected = { artifact: whole, hash: HASH, chalkId, candidate: { source } }
  return { verdict: await judge(inspected, source), report: await reportExtracted('f', inspected) }
}

test('a valid mark, and none', async () => {
  const { verdict, report } = await judged({ mark: markOf() })
  expect(verdict).toEqual({ valid: true, errors: [] })
  expect(report._VALIDATED_METADATA).toBe(true)
  expect((await judged({})).verdict).toBeUndefined()
})

test('a mark that is spelled as no program spells it', async () => {
  const { verdict, report } = await judged({ mark: markOf({}, (text) => text.replace(', ', ',')) })
  expect(verdict?.errors).toEqual(['mark was changed: its values are right, but no program spells them so'])
  expect(report).toMatchObject({ _VALIDATED_METADATA: false, _ERR_INFO: verdict!.errors })
})

test.each<[string, Dict, (text: string) => string, string]>([
  [
    'the reference program’s spelling',
    { TAG: 'a<b' },
    (text) => text.replace('\\u003c', '<'),
    'its own spelling',
  ],
  [
    'another order of keys',
    { TAG: 'b', HOST: 'a' },
    (text) => text.replace(/("HOST" : "a"), (.*)("TAG" : "b")/, '$3, $2$1'),
    'its own spelling',
  ],
  ['a float', { 'X-N': [{ a: 1.5 }] }, (text) => text, 'its own numbers with a fraction or an exponent'],
  [
    'no METADATA_HASH',
    {},
    (text) => text.replace(/"METADATA_HASH" : "\w+", /, ''),
    'whether it had a METADATA_HASH',
  ],
])('a valid mark whose bytes do not follow from its METADATA_ID: %s', async (_, keys, change, named) => {
  const { text } = markOf(keys, change)
  const { verdict } = await judged({ mark: { text, dict: findMark(text)!.dict } })
  expect(verdict?.errors).toEqual([])
  expect(verdict?.uncovered?.join()).toMatch(new RegExp(`^${named}`))
})

test('a mark that the codec calls broken, although its values are right', async () => {
  const { verdict } = await judged({ mark: { ...markOf(), broken: 'the comment ends in it' } })
  expect(verdict).toEqual({ valid: false, errors: ['mark was changed: the comment ends in it'] })
})

describe('an artifact that cannot be checked', () => {
  const uncheckable = 'it holds an archive'

  test('is unchecked if the mark is intact', async () => {
    const { verdict, report } = await judged({ mark: markOf(), uncheckable }, 'other')
    expect(verdict).toEqual({ valid: undefined, errors: [uncheckable] })
    expect(report['_X-UNCHECKED']).toBe(uncheckable)
    expect(report).not.toHaveProperty('_VALIDATED_METADATA')
    expect(report).not.toHaveProperty('_ERR_INFO')
  })

  test('is valid if its id is the mark’s', async () => {
    expect((await judged({ mark: markOf(), uncheckable })).verdict?.valid).toBe(true)
  })

  test('is invalid if the mark is not intact', async () => {
    const mark = markOf({}, (text) => text.replace(', ', ',  '))
    expect((await judged({ mark, uncheckable }, 'other')).verdict?.valid).toBe(false)
  })
})

describe('X-CONTENT-HASH', () => {
  const contentForm = () => []

  test('is compared where the format has it', async () => {
    const right = markOf({ 'X-CONTENT-HASH': sha256Hex(CONTENT) })
    expect((await judged({ mark: right, contentForm })).verdict?.valid).toBe(true)
    const wrong = markOf({ 'X-CONTENT-HASH': sha256Hex('other') })
    expect((await judged({ mark: wrong, contentForm })).verdict?.errors).toEqual([
      `artifact was changed after marking: X-CONTENT-HASH says ${sha256Hex('other')}, content gives ${sha256Hex(CONTENT)}`,
    ])
    const noText = markOf({ 'X-CONTENT-HASH': 1 })
    expect((await judged({ mark: noText, contentForm })).verdict?.valid).toBe(false)
  })

  test('need not be there', async () => {
    expect((await judged({ mark: markOf(), contentForm })).verdict?.valid).toBe(true)
  })
})

describe('HASH, of which CHALK_ID covers the first digits', () => {
  test('is compared as a whole', async () => {
    const other = HASH.slice(0, 14) + sha256Hex('other').slice(14)
    const { verdict } = await judged({ mark: markOf({ HASH: other }) })
    expect(verdict?.errors).toEqual([
      `artifact was changed after marking: HASH says ${other}, content gives ${HASH}`,
    ])
    expect((await judged({ mark: markOf({ HASH: 1 }) })).verdict?.valid).toBe(false)
  })

  test('is named as not covered where a mark has none', async () => {
    const dict = sealMark({ MAGIC, CHALK_ID, CHALK_VERSION: '1.1.3' })
    const mark = { dict, text: Buffer.from(encodeMark(dict)) }
    const { verdict, report } = await judged({ mark })
    expect(verdict?.valid).toBe(true)
    expect(report['_X-NOT-COVERED']).toEqual([expect.stringContaining('49 bits')])
    const moved = sealMark({ ...dict, 'X-CONTENT-HASH': sha256Hex(CONTENT) })
    const held = { mark: { dict: moved, text: Buffer.from(encodeMark(moved)) } }
    // A format without X-CONTENT-HASH does not compare it.
    expect((await judged(held)).report['_X-NOT-COVERED']).toHaveLength(1)
    expect((await judged({ ...held, contentForm: () => [] })).report).not.toHaveProperty('_X-NOT-COVERED')
    // After a signature, X-CONTENT-HASH is let off, and then CHALK_ID is all that is left.
    const cut = () => [{ at: 0, remove: 1, insert: Buffer.alloc(0) }]
    const signed = await judged({ ...held, contentForm: cut, remade: 'the signature' })
    expect(signed.verdict?.valid).toBe(true)
    expect(signed.report['_X-NOT-COVERED']).toEqual(['the signature', expect.stringContaining('49 bits')])
  })
})

test('a mark of a ZIP archive on a file that is none', async () => {
  const mark = markOf({ ARTIFACT_TYPE: 'JAR' })
  expect((await judged({ mark })).verdict?.errors).toEqual([expect.stringMatching(/^mark was moved/)])
  expect((await judged({ mark, hash: () => HASH })).verdict?.valid).toBe(true)
})

test('what no digest covers is in the report', async () => {
  const { report } = await judged({ mark: markOf(), uncovered: ['the prefix', 'modes'] })
  expect(report).toMatchObject({ _VALIDATED_METADATA: true, '_X-NOT-COVERED': ['the prefix', 'modes'] })
})

test('the marks that a mark repeats are outside of its hash', async () => {
  const { report } = await judged({ mark: markOf({ EMBEDDED_CHALK: [] }), hash: () => HASH })
  expect(report['_X-NOT-COVERED']).toEqual(['its own EMBEDDED_CHALK'])
})

test('a signature, which anyone can put into a mark, is not checked', async () => {
  const { report } = await judged({ mark: markOf({ SIGNATURE: 'x', SIGNING: true }) })
  expect(report['_X-NOT-COVERED']).toEqual(['its own SIGNATURE', 'its own SIGNING'])
})

// Whatever these keys hold, METADATA_ID stays. So they must not hold a sign in which code could be written.
test.each([
  ['a string that is no base64', { SIGNATURE: '$(id)' }],
  ['quotes', { SIGNATURE: "';id #" }],
  ['a blank', { SIGNATURE: 'a b' }],
  ['a line end', { SIGNATURE: 'a\n' }],
  ['a hyphen, as UTF-7 has it', { SIGNATURE: '+AAo-' }],
  ['a list', { SIGNATURE: ['a'] }],
  ['a dict', { SIGNATURE: { '`id`': '' } }],
  ['SIGNING that is a string', { SIGNING: '`id`' }],
  ['the marks of an archive, in a file that is none', { EMBEDDED_CHALK: [{ '`id`': '' }] }],
])('outside of the hash of a mark, %s', async (_, keys) => {
  const { verdict } = await judged({ mark: markOf(keys) })
  expect(verdict?.errors).toEqual([expect.stringMatching(/^mark was changed: (?:its|it has)/)])
})

test('a signature in base64', async () => {
  const SIGNATURE =
    'MEUCIByItqZtWBXT8R3LVeTf8cCKCh/4psM553iwNR06Z247AiEA3ChpZMriptIryEqXdME7pReqwHW/dTutd2k6WK0TlkY='
  expect((await judged({ mark: markOf({ SIGNATURE, SIGNING: true }) })).verdict?.valid).toBe(true)
})
