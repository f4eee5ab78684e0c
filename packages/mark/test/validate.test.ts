import { expect, test } from 'vitest'
import {
  chalkId,
  type Dict,
  encodeMark,
  FORMAT_VERSION,
  MAGIC,
  metadataId,
  oldMetadataHash,
  parseMark,
  sealMark,
  validate,
} from '../src/index.js'

const HASH = 'c39b06c3db620b89b094393b3cbb2b0bfa04fdb4594fb69418e8b229d997d981'
const CHALK_ID = chalkId(HASH)
const unsealed: Dict = { MAGIC, CHALK_ID, CHALK_VERSION: FORMAT_VERSION, HASH, X: [1, { Y: 2.5 }] }
const sealed = sealMark(unsealed)
const valid = { valid: true, errors: [] }

test('a sealed mark is valid, alone and for its artifact, also after a round trip', () => {
  expect(validate(sealed)).toEqual(valid)
  expect(validate(sealed, CHALK_ID)).toEqual(valid)
  const parsed = parseMark(new TextEncoder().encode(encodeMark(sealed)))
  expect('dict' in parsed && validate(parsed.dict, CHALK_ID)).toEqual(valid)
})

test('sealing copies, replaces old values and is the same whatever the order of keys', () => {
  const before = structuredClone(unsealed)
  expect(sealMark({ ...unsealed, METADATA_HASH: 'old', METADATA_ID: 'old' })).toEqual(sealed)
  expect(sealMark(Object.fromEntries(Object.entries(unsealed).reverse()))).toEqual(sealed)
  expect(unsealed).toEqual(before)
})

test.each(['MAGIC', 'CHALK_ID', 'CHALK_VERSION'])('a mark without %s cannot be sealed', (key) => {
  const { [key]: _, ...rest } = unsealed
  expect(() => sealMark(rest)).toThrow(expect.objectContaining({ code: 'MISSING_KEY' }))
  expect(() => sealMark(rest)).toThrow(`${key}: a mark must have this key`)
})

test('a changed artifact', () => {
  const other = chalkId('0'.repeat(64))
  expect(validate(sealed, other)).toEqual({
    valid: false,
    errors: [`artifact was changed after marking: CHALK_ID says ${CHALK_ID}, content gives ${other}`],
  })
})

test('a changed mark', () => {
  const changed = { ...sealed, HASH: '0'.repeat(64) }
  const { METADATA_HASH, METADATA_ID } = sealMark(changed)
  expect(validate(changed, CHALK_ID)).toEqual({
    valid: false,
    errors: [
      `mark was changed: METADATA_ID says ${sealed.METADATA_ID}, content gives ${METADATA_ID}`,
      `mark was changed: METADATA_HASH says ${sealed.METADATA_HASH}, content gives ${METADATA_HASH}`,
    ],
  })
})

test('a changed METADATA_ID or METADATA_HASH alone', () => {
  const id = { ...sealed, METADATA_ID: '000000-0000-0000-000000' }
  expect(validate(id).errors).toEqual([
    `mark was changed: METADATA_ID says 000000-0000-0000-000000, content gives ${sealed.METADATA_ID}`,
  ])
  expect(validate({ ...sealed, METADATA_HASH: 7 }).errors).toEqual([
    `mark was changed: METADATA_HASH says not a string, content gives ${sealed.METADATA_HASH}`,
  ])
})

test('METADATA_HASH is optional, METADATA_ID is not', () => {
  const { METADATA_HASH, ...short } = sealed
  expect(validate(short)).toEqual(valid)
  const { METADATA_ID, ...shorter } = sealed
  expect(validate(shorter)).toEqual({ valid: false, errors: ['mark is incomplete: METADATA_ID is missing'] })
})

test('missing keys', () => {
  expect(validate({}).errors).toEqual([`not a chalk mark: MAGIC is missing, must be ${MAGIC}`])
  expect(validate({ MAGIC: 'x' }).errors).toEqual([`not a chalk mark: MAGIC is x, must be ${MAGIC}`])
  expect(validate({ MAGIC, CHALK_ID: 1 }, CHALK_ID).errors).toEqual([
    'mark is incomplete: CHALK_ID is not a string',
    'mark is incomplete: CHALK_VERSION is missing',
    'mark is incomplete: METADATA_ID is missing',
  ])
})

test('keys that look like array indexes come first in a JavaScript object and do no harm', () => {
  const parsed = parseMark(new TextEncoder().encode(encodeMark(sealMark({ ...unsealed, 7: 'x' }))))
  expect('dict' in parsed && validate(parsed.dict)).toEqual(valid)
})

test('a mark of an old release is valid, and stays unchangeable', () => {
  const hash = oldMetadataHash(unsealed)
  const old = { ...unsealed, METADATA_HASH: hash, METADATA_ID: metadataId(hash) }
  expect(validate(old, CHALK_ID)).toEqual(valid)
  expect(validate({ ...old, HASH: 'x' }).valid).toBe(false)
  // Half of the old way and half of the new one is neither.
  expect(validate({ ...old, METADATA_ID: sealed.METADATA_ID! }).errors).toEqual([
    `mark was changed: METADATA_HASH says ${hash}, content gives ${sealed.METADATA_HASH}`,
  ])
})

test('never throws, even on values that no mark can hold', () => {
  expect(validate({ ...sealed, X: Number.NaN }).errors).toEqual(['mark cannot be hashed: X: JSON has no NaN'])
})
