import { expect, test } from 'vitest'
import { encodeMark, Float, MAX_DEPTH, parseJson } from '../src/index.js'

const utf8 = (text: string) => new TextEncoder().encode(text)

/** The value that a whole text is, or the error. */
function parse(text: string | Uint8Array) {
  const bytes = typeof text === 'string' ? utf8(text) : text
  const parsed = parseJson(bytes)
  if ('value' in parsed) expect(parsed.end).toBe(bytes.length)
  return 'value' in parsed ? parsed.value : parsed
}

test('reads every kind of value', () => {
  expect(parse(' \t\r\n[ true,false ,\nnull, "x" , [ ], { }, 0, -12, 1.5, 1E5 ]')).toEqual([
    true,
    false,
    null,
    'x',
    [],
    {},
    0,
    -12,
    new Float('1.5'),
    new Float('1E5'),
  ])
})

test('starts where it is told and stops after one value', () => {
  expect(parseJson(utf8('é [1] [2]'), 2)).toEqual({ value: [1], end: 6 })
  expect(parseJson(utf8('1 2'))).toEqual({ value: 1, end: 1 })
  expect(parseJson(utf8('{}}'))).toEqual({ value: {}, end: 2 })
  expect(parseJson(utf8('1'), 5)).toMatchObject({ code: 'SYNTAX', at: 5 })
})

test('keeps numbers exact', () => {
  expect(parse('9007199254740991')).toBe(2 ** 53 - 1)
  expect(parse('9007199254740993')).toBe(9007199254740993n)
  expect(parse('9223372036854775807')).toBe(2n ** 63n - 1n)
  expect(parse('-9223372036854775808')).toBe(-(2n ** 63n))
  expect(parse('-0')).toBe(0)
  expect(parse('-0.0')).toEqual(new Float('-0.0'))
  for (const text of ['9223372036854775808', '-9223372036854775809', '1'.repeat(400), '9'.repeat(1_000_000)])
    expect(parse(text)).toMatchObject({ code: 'INTEGER_RANGE', at: 0 })
})

test('takes the first of two equal keys', () => {
  expect(parse('{ "a" : 1, "a" : 2, "\\u0061" : 3 }')).toEqual({ a: 1 })
})

test('has no special keys', () => {
  const dict = parse('{ "__proto__" : { "x" : 1 }, "constructor" : 2, "toString" : 3 }') as object
  expect(Object.getPrototypeOf(dict)).toBe(null)
  expect(Object.entries(dict)).toEqual([
    ['__proto__', expect.objectContaining({ x: 1 })],
    ['constructor', 2],
    ['toString', 3],
  ])
  expect(({} as Record<string, unknown>).x).toBe(undefined)
})

test('decodes escapes, an escaped pair as the character that it is, a lone surrogate as U+FFFD', () => {
  expect(parse(String.raw`"\"\\\/\b\f\n\r\t\u00e9\u003C"`)).toBe('"\\/\b\f\n\r\té<')
  expect(parse(String.raw`"\ud83d\ude00"`)).toBe('😀')
  expect(parse(String.raw`"\ud83d|\ude00|\ude00\ud83d|\ud83d😀"`)).toBe('\ufffd|\ufffd|\ufffd\ufffd|\ufffd😀')
  expect(parse(String.raw`{ "\udead" : 1 }`)).toEqual({ '\ufffd': 1 })
})

test('keeps U+FEFF and other raw characters', () => {
  expect(parse('"\ufeffx\u2028\x7f"')).toBe('\ufeffx\u2028\x7f')
  expect(parse('["\ufeff"]')).toEqual(['\ufeff'])
})

test.each<[string, number]>([
  ['', 0],
  ['  ', 2],
  ['{', 1],
  ['{ "a" }', 6],
  ['{ "a" : }', 8],
  ['{ "a" : 1, }', 11],
  ['{ "a" : 1 "b" : 2 }', 10],
  ['{ a : 1 }', 2],
  ["{ 'a' : 1 }", 2],
  ['[1', 2],
  ['[1,]', 3],
  ['[1 2]', 3],
  ['[,]', 1],
  ['"abc', 0],
  ['"abc\\', 0],
  ['"abc\\"', 0],
  ['"\\x"', 0],
  ['"\\u00g0"', 0],
  ['"\\u00"', 0],
  ['"a\nb"', 0],
  ['"a\0b"', 0],
  ['01', 0],
  ['+1', 0],
  ['-', 0],
  ['1.', 0],
  ['.5', 0],
  ['1e', 0],
  ['0x10', 0],
  ['NaN', 0],
  ['-Infinity', 0],
  ['tru', 0],
  ['trueish', 0],
  ['True', 0],
  ['undefined', 0],
  ['[1, // one\n2]', 4],
  ['\ufeff1', 0],
])('refuses %j at byte %i', (text, at) => {
  expect(parse(text)).toMatchObject({ error: expect.stringMatching(` at byte ${at}$`), code: 'SYNTAX', at })
})

test('refuses a string that is not UTF-8', () => {
  for (const bytes of [[0xff], [0xc3], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80]])
    expect(parse(Uint8Array.of(0x22, ...bytes, 0x22))).toMatchObject({ code: 'SYNTAX', at: 0 })
})

test('nesting has a limit, and a million brackets are no trouble', () => {
  const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)
  expect(parse(nested(MAX_DEPTH))).toBeInstanceOf(Array)
  expect(parse(nested(MAX_DEPTH + 1))).toMatchObject({ code: 'DEPTH' })
  expect(parse('[{"a":'.repeat(500_000))).toMatchObject({ code: 'DEPTH' })
})

test('reads as deep as is written', () => {
  const text = `{ "A" : ${'['.repeat(MAX_DEPTH - 1)}${']'.repeat(MAX_DEPTH - 1)} }`
  expect(encodeMark(parse(text) as never)).toBe(text)
})
