import { expect, test } from 'vitest'
import { encodeMark, Float, MAX_DEPTH, PLACEHOLDER, type Value } from '../src/index.js'

/** The text of one value in a mark. */
const encodeValue = (value: Value) => encodeMark({ A: value }).slice('{ "A" : '.length, -' }'.length)

test('writes the known keys first and last, the others by name', () => {
  const keys =
    'SIGNING SIGNATURE METADATA_ID METADATA_HASH ERR_INFO Z A 1 _A DATETIME_WHEN_CHALKED TZ_OFFSET_WHEN_CHALKED ' +
    'TIME_CHALKED DATE_CHALKED TIMESTAMP_WHEN_CHALKED CHALK_VERSION CHALK_ID MAGIC'
  const text = encodeMark(Object.fromEntries(keys.split(' ').map((key) => [key, true])))
  expect(text.match(/\w+(?=" :)/g)!.join(' ')).toBe(
    'MAGIC CHALK_ID CHALK_VERSION TIMESTAMP_WHEN_CHALKED DATE_CHALKED TIME_CHALKED TZ_OFFSET_WHEN_CHALKED ' +
      'DATETIME_WHEN_CHALKED 1 A Z _A ERR_INFO METADATA_HASH METADATA_ID SIGNATURE SIGNING',
  )
})

test('orders keys by their UTF-8 bytes, not by their UTF-16 units', () => {
  expect(encodeMark({ '😀': 1, '\ue000': 2, é: 3, e: 4, ee: 5 })).toBe(
    '{ "e" : 4, "ee" : 5, "é" : 3, "\ue000" : 2, "😀" : 1 }',
  )
})

test('spaces dicts and lists as the format does', () => {
  expect(encodeMark({ D: { z: 1, MAGIC: '', a: {} }, L: [1, [], ['x', null]] })).toBe(
    '{ "D" : { "MAGIC" : "", "a" : {}, "z" : 1 }, "L" : [1, [], ["x", null]] }',
  )
})

test('escapes whatever could end what the mark stands in', () => {
  expect(encodeValue('</script> <!-- & --> */ **/ / */')).toBe(
    String.raw`"\u003c/script\u003e \u003c!-- \u0026 --\u003e *\/ **\/ / *\/"`,
  )
  expect(encodeValue('\x00\b\t\n\v\f\r\x1f"\\')).toBe(String.raw`"\u0000\b\t\n\u000b\f\r\u001f\"\\"`)
  expect(encodeValue('\x7e\x7f\x80\x85\x9f\xa0')).toBe(`"~${String.raw`\u007f\u0080\u0085\u009f`}\xa0"`)
  expect(encodeValue('\u2027\u2028\u2029\u202a\ufeff')).toBe(
    `"\u2027${String.raw`\u2028\u2029`}\u202a${String.raw`\ufeff`}"`,
  )
  expect(encodeMark({ '*/<': 1 })).toBe(String.raw`{ "*\/\u003c" : 1 }`)
})

test('leaves other characters above U+007F as they are and replaces lone surrogates', () => {
  expect(encodeValue('é 日本語 😀 \u{10ffff}')).toBe('"é 日本語 😀 \u{10ffff}"')
  expect(encodeValue('\ud83d|\ude00|\ude00\ud83d')).toBe('"\ufffd|\ufffd|\ufffd\ufffd"')
})

test('two keys that become one by replacing lone surrogates: the first counts', () => {
  expect(encodeMark({ '\ud800': 1, '\ud801': 2 })).toBe('{ "\ufffd" : 1 }')
})

test('keeps integers exact and floats floats', () => {
  const numbers: [Value, string][] = [
    [0, '0'],
    [-0, '0'],
    [-5, '-5'],
    [2 ** 53, '9007199254740992'],
    [2 ** 62, '4611686018427387904'],
    [2n ** 63n - 1n, '9223372036854775807'],
    [-(2n ** 63n), '-9223372036854775808'],
    [1.5, '1.5'],
    [5e-324, '5e-324'],
    [new Float('1.0'), '1.0'],
    [new Float('-0.10E+05'), '-0.10E+05'],
    [new Float('1e400'), '1e400'],
  ]
  for (const [value, text] of numbers) expect(encodeValue(value)).toBe(text)
})

test.each<[string, unknown]>([
  ['NOT_FINITE', Number.NaN],
  ['NOT_FINITE', Number.POSITIVE_INFINITY],
  ['INTEGER_RANGE', 2 ** 63],
  ['INTEGER_RANGE', 1e300],
  ['INTEGER_RANGE', 2n ** 63n],
  ['INTEGER_RANGE', -(2n ** 63n) - 1n],
  ['FLOAT_TEXT', new Float('1')],
  ['FLOAT_TEXT', new Float('1.0, "X" : 1')],
  ['FLOAT_TEXT', new Float('.5')],
  ['FLOAT_TEXT', new Float('01.5')],
  ['FLOAT_TEXT', new Float('1.5\n')],
  ['NOT_A_VALUE', undefined],
  ['NOT_A_VALUE', Object.assign(new Array(2), { 1: 'behind a hole' })],
  ['NOT_A_VALUE', () => {}],
  ['NOT_A_VALUE', Symbol('s')],
  ['NOT_A_VALUE', new Date()],
  ['NOT_A_VALUE', new Map()],
])('refuses with %s: %o', (code, value) => {
  const dict = { OUTER: { KEY: [value as Value] } }
  expect(() => encodeMark(dict)).toThrow(expect.objectContaining({ name: 'MarkError', code }))
  expect(() => encodeMark(dict)).toThrow(/^KEY: /)
})

test('refuses what is nested too deep, and values within themselves', () => {
  const nested = (levels: number): Value => (levels === 0 ? 1 : [nested(levels - 1)])
  expect(encodeMark({ A: nested(MAX_DEPTH - 1) })).toContain('[[1]]')
  expect(() => encodeMark({ A: nested(MAX_DEPTH) })).toThrow(expect.objectContaining({ code: 'DEPTH' }))
  const loop: Value[] = []
  loop.push(loop)
  expect(() => encodeMark({ A: loop })).toThrow(expect.objectContaining({ code: 'DEPTH' }))
})

test('writes a key named __proto__ like any other', () => {
  expect(encodeMark(JSON.parse('{ "__proto__": { "constructor": 1 } }'))).toBe(
    '{ "__proto__" : { "constructor" : 1 } }',
  )
})

test('the placeholder is a mark of MAGIC alone', () => {
  expect(PLACEHOLDER).toBe(['{ "MAGIC"', '"dadfedabbadabbed" }'].join(' : '))
})
