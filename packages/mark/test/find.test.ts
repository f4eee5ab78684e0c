import { describe, expect, test } from 'vitest'
import { expectLinear } from '../../core/test/growth.js'
import { encodeMark, findMark, findMarks, MAGIC, PLACEHOLDER, parseMark } from '../src/index.js'

const utf8 = (text: string) => new TextEncoder().encode(text)
const mark = encodeMark({ MAGIC, CHALK_ID: 'x' })

test('finds a mark between other bytes', () => {
  const found = findMark(utf8(`é\0{ "MAGIC" : "${mark}} tail`))
  const start = utf8('é\0{ "MAGIC" : "').length
  expect(found).toEqual({
    start,
    end: start + mark.length,
    dict: { MAGIC, CHALK_ID: 'x' },
    placeholder: false,
  })
})

test('finds a mark in a Buffer and in a view that does not start at 0', () => {
  const bytes = utf8(`0123456789${mark}`)
  expect(findMark(bytes.subarray(4))?.start).toBe(6)
  expect(findMark(Buffer.from(bytes))?.start).toBe(10)
})

test('finds all marks from an offset on, and none within a mark', () => {
  const outer = encodeMark({ MAGIC, EMBEDDED_CHALK: [{ MAGIC }, { MAGIC }] })
  const text = `${mark} ${outer} ${PLACEHOLDER}`
  const starts = [0, mark.length + 1, mark.length + outer.length + 2]
  expect([...findMarks(utf8(text))].map(({ start }) => start)).toEqual(starts)
  expect(findMark(utf8(text), 1)?.start).toBe(starts[1])
  expect(findMark(utf8(mark), 1)).toBe(undefined)
  expect(findMark(utf8(mark), mark.length)).toBe(undefined)
  expect(findMark(utf8(mark), 1_000_000)).toBe(undefined)
})

describe('the placeholder', () => {
  test.each([
    PLACEHOLDER,
    `{"MAGIC":"${MAGIC}"}`,
    `{   "MAGIC"  :   "${MAGIC}"  }`,
    `{\t"MAGIC"\n:\r\n"${MAGIC}"\n}`,
  ])('%j', (text) => {
    expect(findMark(utf8(`// ${text} more`))).toEqual({
      start: 3,
      end: 3 + text.length,
      dict: { MAGIC },
      placeholder: true,
    })
  })
})

test.each([
  MAGIC,
  `"${MAGIC}"`,
  `: "${MAGIC}" }`,
  `"MAGIC" : "${MAGIC}" }`,
  `{ "MAGIC" "${MAGIC}" }`,
  `{ "MAGIC" : ${MAGIC} }`,
  `{ "MAGIC" : "${MAGIC}0" }`,
  `{ "MAGIC" : "0${MAGIC}" }`,
  `{ "magic" : "${MAGIC}" }`,
  `{ "XMAGIC" : "${MAGIC}" }`,
  `{ MAGIC : "${MAGIC}" }`,
  `{ "A" : 1, "MAGIC" : "${MAGIC}" }`,
  `[ "MAGIC" : "${MAGIC}" ]`,
  `{ "MAGIC" : "${MAGIC}"`,
  `{ "MAGIC" : "${MAGIC}", }`,
  `{ \\"MAGIC\\" : \\"${MAGIC}\\" }`,
  `{ "MAGIC" : "${MAGIC.toUpperCase()}" }`,
])('passes over %s', (text) => {
  expect(findMark(utf8(text))).toBe(undefined)
  expect(findMark(utf8(text + mark))?.start).toBe(utf8(text).length)
})

test('MAGIC at the very start or end of the bytes, and shorter bytes', () => {
  for (let length = 0; length < mark.length; length++)
    expect(findMark(utf8(mark.slice(0, length)))).toBe(undefined)
  for (let from = 1; from <= mark.length; from++) expect(findMark(utf8(mark.slice(from)))).toBe(undefined)
})

test('finds MAGIC at every offset, also behind parts of itself', () => {
  for (let shift = 0; shift < 64; shift++)
    for (const filler of ['x', 'd', 'dadfedabbadabbe', 'abbadabbed', '\n'])
      expect(findMark(utf8(filler.repeat(5).slice(0, shift) + mark))?.dict.CHALK_ID).toBe('x')
})

test('of two equal keys the first counts, also for MAGIC', () => {
  expect(findMark(utf8(`{ "MAGIC" : "${MAGIC}", "MAGIC" : "x", "A" : 1, "A" : 2 }`))?.dict).toEqual({
    MAGIC,
    A: 1,
  })
})

test('parseMark says where and why bytes are no mark', () => {
  expect(parseMark(utf8(`..${mark}..`), 2)).toEqual({ dict: { MAGIC, CHALK_ID: 'x' }, end: 2 + mark.length })
  expect(parseMark(utf8(`..${mark}`), 1)).toMatchObject({ code: 'SYNTAX', at: 1 })
  expect(parseMark(utf8(mark.slice(0, -1)))).toMatchObject({ code: 'SYNTAX', at: mark.length - 1 })
  for (const text of ['{ "MAGIC" : 1 }', '{}', '[]', '1', '1.5', 'null', `"${MAGIC}"`])
    expect(parseMark(utf8(`  ${text}`), 2)).toMatchObject({
      error: 'JSON without MAGIC at byte 2',
      code: 'NOT_A_MARK',
      at: 2,
    })
})

test('bytes without a mark are searched, not parsed', () => {
  const code = 'export function a(b,c){return b.d===void 0?c.e(b):"added and faded"}\n'
  const bytes = utf8(code.repeat(10_000_000 / code.length))
  // The processor's time, and the best of some, since a busy machine lets any one of them wait.
  const costOf = (work: () => unknown) =>
    Math.min(
      ...Array.from({ length: 6 }, () => {
        const before = process.cpuUsage()
        work()
        return process.cpuUsage(before).user
      }),
    )
  const looking = costOf(() => {
    let quotes = 0
    for (let index = 0; index < bytes.length; index++) if (bytes[index] === 0x22) quotes++
    return quotes
  })
  // It takes half as long as to look at each byte. A parse takes ten times as long.
  expect(costOf(() => expect(findMark(bytes)).toBe(undefined))).toBeLessThan(3 * looking)
})

test('a mark within what cannot be parsed counts, if it is whole', () => {
  const cut = `{"MAGIC":"${MAGIC}","a":{"MAGIC":"${MAGIC}","b":[`
  const found = [...findMarks(utf8(`${cut}${mark},[1,${mark},;]]}}${mark}`))]
  expect(found.map(({ start }) => start)).toEqual([
    cut.length,
    cut.length + mark.length + 4,
    cut.length + 2 * mark.length + 10,
  ])
})

test('a mark is found behind any number of marks that are cut off', () => {
  const nested = encodeMark({ MAGIC, A: [[[[['x']]]]] })
  for (let count = 0; count < 250; count++) {
    const before = `{"MAGIC":"${MAGIC}","a":`.repeat(count)
    expect([...findMarks(utf8(before + nested))].map(({ start }) => start)).toEqual([before.length])
  }
})

describe('hostile bytes are no way to make the search slow', () => {
  const opening = `{"MAGIC":"${MAGIC}"`
  const inputs = [
    `${opening},"a":`,
    `${opening},"a":[0,`,
    `${opening},"a":[`,
    `${opening},"a":"`,
    `${opening},"a":[${mark},`,
    `${opening.repeat(50)}${mark}`,
    `{"MAGIC":${' '.repeat(99)}"${MAGIC}"`,
    'd',
    MAGIC,
  ]
  test.each(inputs)('%s', async (input) => {
    await expectLinear((length) => {
      const bytes = utf8(input.repeat(length / input.length))
      return () => [...findMarks(bytes)]
    }, 1 << 17)
  })
})

test('a long value is read once, however many marks that are cut off it is in', async () => {
  const cut = `{"MAGIC":"${MAGIC}","a":[${mark},`
  const bytes = (count: number) => utf8(`${cut.repeat(count)}${'0,'.repeat(300_000)};`)
  expect([...findMarks(bytes(45))]).toHaveLength(45)
  // Eight times as many of them cost less than eight times as much, where the value is most of the text.
  await expectLinear((count) => {
    const text = bytes(count)
    return () => [...findMarks(text)]
  }, 5)
})
