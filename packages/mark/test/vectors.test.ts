import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  chalkId,
  encodeMark,
  Float,
  findMark,
  findMarks,
  metadataHash,
  metadataId,
  parseMark,
  type Value,
  validate,
} from '../src/index.js'
import { loadVectors } from './vectors.js'

const vectors = loadVectors()
const vectorsIn = (folder: string) => vectors.filter(({ name }) => name.startsWith(folder))

test('there are vectors of every kind', () => {
  expect(['files/', 'text/', 'signed/'].map((folder) => vectorsIn(folder).length)).toEqual([23, 6, 3])
})

describe.each(vectors)('$name', ({ bytes, reported }) => {
  const found = findMark(bytes)!
  const text = Buffer.from(bytes.subarray(found?.start, found?.end)).toString('utf8')

  test('holds one mark, which is valid', () => {
    expect([...findMarks(bytes)].filter(({ placeholder }) => !placeholder)).toHaveLength(1)
    expect(found.placeholder).toBe(false)
    expect(validate(found.dict, found.dict.CHALK_ID as string)).toEqual({ valid: true, errors: [] })
    expect(chalkId(found.dict.HASH as string)).toBe(found.dict.CHALK_ID)
  })

  test('gives the ids and hashes that the reference program gives', () => {
    const hash = metadataHash(found.dict)
    const { METADATA_HASH, METADATA_ID } = found.dict
    expect({ METADATA_HASH: hash, METADATA_ID: metadataId(hash) }).toEqual({ METADATA_HASH, METADATA_ID })
    if (reported) {
      const { CHALK_ID, HASH } = found.dict
      expect(reported).toMatchObject({ CHALK_ID, HASH, METADATA_HASH, METADATA_ID })
    }
    expect(metadataHash(found.dict, (data) => createHash('sha256').update(data).digest())).toBe(hash)
  })

  test('keeps its hash when it is written again', () => {
    const again = parseMark(Buffer.from(encodeMark(found.dict)))
    expect(again).toEqual({ dict: found.dict, end: Buffer.byteLength(encodeMark(found.dict)) })
  })

  test('is escaped as we escape', () => {
    // Key by key, as the marks in text/ are written by hand in another order.
    for (const [key, value] of pairsIn(found.dict))
      expect(text).toContain(encodeMark({ [key]: value }).slice(2, -2))
  })
})

test.each(vectorsIn('files/'))('$name is byte for byte what we write', ({ bytes }) => {
  const { dict, start, end } = findMark(bytes)!
  expect(encodeMark(dict)).toBe(Buffer.from(bytes.subarray(start, end)).toString('utf8'))
})

test.each(vectorsIn('signed/'))('$name is what we write but for the place of SIGNING', ({ bytes }) => {
  const { dict, start, end } = findMark(bytes)!
  const text = Buffer.from(bytes.subarray(start, end)).toString('utf8')
  // The reference program puts it among the other keys; we end with it. A mark is valid in any order.
  const moved = text.replace(', "SIGNING" : true', '').replace(/ }$/, ', "SIGNING" : true }')
  expect(moved).not.toBe(text)
  expect(encodeMark(dict)).toBe(moved)
})

/** The pairs of a dict and of those in it, without those that hold others. */
function pairsIn(value: Value): [string, Value][] {
  if (typeof value !== 'object' || value === null || value instanceof Float) return []
  return Object.entries(value).flatMap(([key, item]): [string, Value][] =>
    typeof item === 'object' && item !== null && !(item instanceof Float)
      ? pairsIn(item)
      : Array.isArray(value)
        ? []
        : [[key, item]],
  )
}
