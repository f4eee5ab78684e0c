/** What is read and written is bounded, and finding marks takes time in proportion to the bytes. */
import { describe, expect, test } from 'vitest'
import { expectLinear } from '../../core/test/growth.js'
import {
  encodeMark,
  findMark,
  findMarks,
  MAGIC,
  MAX_ITEMS,
  type ParsedMark,
  parseJson,
  parseMark,
} from '../src/index.js'

const utf8 = (text: string) => new TextEncoder().encode(text)
const START = `{"MAGIC":"${MAGIC}","a":[`
/** The dict, its two keys, MAGIC's value and the list. */
const OUTSIDE = 5

describe('keys and values of a mark', () => {
  test.each(['[]', '{}', '1', '""', 'null', '1.5'])('%s: as many as there may be, and no more', (item) => {
    const list = (count: number) => `${Array(count).fill(item).join(',')}]}`
    const most = MAX_ITEMS - OUTSIDE
    const { dict } = parseMark(utf8(START + list(most))) as ParsedMark
    expect(dict.a).toHaveLength(most)
    expect(parseMark(utf8(START + list(most + 1)))).toMatchObject({ code: 'ITEMS' })
    expect(findMark(utf8(START + list(most + 1)))).toBeUndefined()
  })

  test('are written as far as they are read', () => {
    const list = (length: number) => Array.from({ length }, () => 1)
    const text = encodeMark({ MAGIC, a: list(MAX_ITEMS - OUTSIDE) })
    expect(parseMark(utf8(text))).toMatchObject({ end: text.length })
    expect(() => encodeMark({ MAGIC, a: list(MAX_ITEMS - OUTSIDE + 1) })).toThrow(
      expect.objectContaining({ code: 'ITEMS' }),
    )
  })

  test('are not counted in other JSON', () => {
    const text = JSON.stringify(Array(MAX_ITEMS + 1).fill(0))
    expect(parseJson(utf8(text))).toMatchObject({ end: text.length })
  })
})

describe('marks are found in time in proportion to', () => {
  test.each([
    ['beginnings', START],
    ['beginnings that each end in a level too many', `${START}${'['.repeat(90)}`],
    ['beginnings with an open string', `{"MAGIC":"${MAGIC}","`],
    ['beginnings of dicts', `{"MAGIC":"${MAGIC}","a":{"b":`],
    ['blanks', `{"MAGIC":${' '.repeat(99)}`],
    ['marks', `{"MAGIC":"${MAGIC}"}`],
    ['marks in marks', `{"MAGIC":"${MAGIC}","a":{"MAGIC":"${MAGIC}"},"b":`],
    ['the constant alone', MAGIC],
  ])('%s', async (_, token) => {
    await expectLinear((length) => {
      const bytes = utf8(token.repeat(length / token.length))
      return () => [...findMarks(bytes)]
    })
  })

  test.each([49, 99, 100])('%d beginnings before a long list', async (count) => {
    await expectLinear((length) => {
      const bytes = utf8(`${START.repeat(count)}${'1,'.repeat(length / 2)}x`)
      return () => [...findMarks(bytes)]
    })
  })
})

test('a mark behind beginnings that take long is still found if they are few', () => {
  const bytes = utf8(`${START.repeat(3)}${'1,'.repeat(50_000)}x {"MAGIC":"${MAGIC}","a":1}`)
  expect([...findMarks(bytes)]).toHaveLength(1)
})
