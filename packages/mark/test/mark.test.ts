import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  chalkId,
  encodeMark,
  FORMAT_VERSION,
  findMark,
  MAGIC,
  metadataHash,
  PLACEHOLDER,
  sealMark,
  validate,
} from '../src/index.js'

const file = (name: string) => readFileSync(new URL(`../../../test/vectors/${name}`, import.meta.url))

test.each([
  'text/a.js',
  'text/b.js',
  'text/c.css',
  'text/d.css',
  'text/e.html',
  'text/f.svg',
  'files/bash.sh.marked',
])('reads and validates %s', (name) => {
  const found = findMark(file(name))
  expect(found?.placeholder).toBe(false)
  expect(validate(found!.dict)).toEqual({ valid: true, errors: [] })
  expect(chalkId(found!.dict.HASH as string)).toBe(found!.dict.CHALK_ID)
})

test('seals, writes and finds a mark', () => {
  const hash = 'a6267da562ade1e3ba96a6a0b7d1f688ba0f504bce3fa2691251139e8325c761'
  const dict = sealMark({
    CHALK_VERSION: FORMAT_VERSION,
    CHALK_ID: chalkId(hash),
    MAGIC,
    HASH: hash,
    N: 2n ** 60n,
  })
  const text = encodeMark(dict)
  expect(text).toMatch(/^\{ "MAGIC" : "dadfedabbadabbed", "CHALK_ID" : "C4V34D-HQCH-GKAD-HJC5J6", /)
  const found = findMark(new TextEncoder().encode(`// ${text} */`))!
  expect(found).toMatchObject({ start: 3, end: 3 + text.length, placeholder: false })
  expect(metadataHash(found.dict)).toBe(dict.METADATA_HASH)
  expect(validate(found.dict, chalkId(hash))).toEqual({ valid: true, errors: [] })
})

test('a placeholder is told from a mark', () => {
  expect(findMark(new TextEncoder().encode(PLACEHOLDER))).toMatchObject({ start: 0, placeholder: true })
})
