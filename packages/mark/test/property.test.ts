import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Dict,
  encodeMark,
  Float,
  FORMAT_VERSION,
  findMark,
  findMarks,
  MAGIC,
  metadataHash,
  parseJson,
  parseMark,
  sealMark,
  type Value,
  validate,
} from '../src/index.js'

const utf8 = (text: string) => new TextEncoder().encode(text)

/** UTF-16 units, so lone surrogates too, and often the characters that end comments, strings and marks. */
const unit = fc.oneof(
  fc.nat(0xffff).map((code) => String.fromCharCode(code)),
  fc.constantFrom(
    '*/',
    '</script>',
    '-->',
    '"',
    '\\',
    '\n',
    '\u2028',
    '\ufeff',
    '😀',
    '\ud83d',
    MAGIC,
    '{ "MAGIC" : "',
  ),
)
const string = fc.string({ unit, maxLength: 12 })
const float = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Number.isInteger(number)),
  fc
    .tuple(fc.integer(), fc.nat(), fc.constantFrom('e', 'E-', 'e+'))
    .map(([int, digits, e]) => new Float(`${int}.${digits}${e}${digits % 9}`)),
)
const { dict } = fc.letrec<{ value: Value; dict: Dict }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    string,
    fc.integer(),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    float,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    tie('dict'),
  ),
  dict: fc.dictionary(fc.oneof(string, fc.constantFrom('__proto__', 'constructor', '1')), tie('value'), {
    maxKeys: 5,
  }),
}))
const mark = dict.map((values) =>
  sealMark({ ...values, MAGIC, CHALK_ID: 'x', CHALK_VERSION: FORMAT_VERSION, SIGNATURE: 's' }),
)

/** UTF-8 has no lone surrogates: Node writes U+FFFD in their place. */
const throughUtf8 = (text: string) => Buffer.from(text).toString()

/** A value as it comes back: well-formed, numbers in the type that holds them exactly. */
function readBack(value: Value): Value {
  if (typeof value === 'string') return throughUtf8(value)
  if (typeof value === 'number') return Number.isInteger(value) ? value || 0 : new Float(String(value))
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value
  if (value === null || typeof value === 'boolean' || value instanceof Float) return value
  if (Array.isArray(value)) return value.map(readBack)
  const back: Dict = Object.create(null)
  for (const [key, inner] of Object.entries(value))
    if (!(throughUtf8(key) in back)) back[throughUtf8(key)] = readBack(inner)
  return back
}

test('a mark that is written, found and parsed has the same values and the same hash', () => {
  fc.assert(
    fc.property(mark, fc.uint8Array(), fc.uint8Array(), (dict, before, after) => {
      const text = utf8(encodeMark(dict))
      const bytes = Buffer.concat([before, text, after])
      const found = findMark(bytes)!
      expect([found.start, found.end]).toEqual([before.length, before.length + text.length])
      expect(found.dict).toEqual(readBack(dict))
      expect(metadataHash(found.dict)).toBe(dict.METADATA_HASH)
      expect(validate(found.dict, 'x')).toEqual({ valid: true, errors: [] })
      expect(encodeMark(found.dict)).toBe(encodeMark(dict))
    }),
  )
})

test('a written mark is JSON on one line and holds nothing that ends a comment or a script', () => {
  fc.assert(
    fc.property(mark, (dict) => {
      const text = encodeMark(dict)
      expect(text).not.toMatch(/[\x00-\x1f\x7f-\x9f<>&\u2028\u2029\ufeff]|\*\/|\p{Surrogate}/u)
      expect(text).not.toMatch(/\\ud[89a-f]/i)
      expect(() => JSON.parse(text)).not.toThrow()
    }),
  )
})

test('any bytes: no exception, and marks only where there are some', () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 20 }),
    fc
      .constantFrom(
        MAGIC,
        '"',
        '{',
        '}',
        '[',
        ':',
        ',',
        ' ',
        '\\',
        '"MAGIC"',
        '{ "MAGIC" : "',
        '{"MAGIC":"',
        '1',
        'tru',
      )
      .map(utf8),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), fc.integer({ min: -5, max: 50 }), (pieces, at) => {
      const bytes = Buffer.concat(pieces)
      for (const { start, end } of findMarks(bytes))
        expect(() => JSON.parse(bytes.toString('utf8', start, end))).not.toThrow()
      for (const result of [parseJson(bytes, at), parseMark(bytes, at)])
        if ('error' in result) expect(result.at).toBeGreaterThanOrEqual(at)
    }),
    { numRuns: 2000 },
  )
})

test('what JSON.parse reads is read, and as it reads it', () => {
  fc.assert(
    fc.property(fc.json({ noUnicodeString: false }), (text) => {
      const parsed = parseJson(utf8(text))
      const plain = (value: Value): unknown => {
        if (value instanceof Float) return Number(value.text)
        if (typeof value === 'bigint') return Number(value)
        if (Array.isArray(value)) return value.map(plain)
        if (typeof value !== 'object' || value === null) return value
        return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
      }
      if ('value' in parsed)
        expect(JSON.stringify(plain(parsed.value))).toBe(JSON.stringify(JSON.parse(text)))
      else expect(parsed.code).toBe('INTEGER_RANGE')
    }),
  )
})

test('a changed byte is noticed', () => {
  fc.assert(
    fc.property(mark, fc.nat(), fc.integer({ min: 1, max: 255 }), (dict, position, mask) => {
      const bytes = utf8(encodeMark(dict))
      bytes[position % bytes.length]! ^= mask
      const found = findMark(bytes)
      if (!found || !validate(found.dict).valid) return
      // What may change: the spelling of an escape or a blank, a float's digits and what the hash leaves out.
      expect(hashed(found.dict)).toBe(hashed(dict))
    }),
    { numRuns: 3000 },
  )
})

test('a changed letter of a value makes the mark invalid', () => {
  const hex = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 40, maxLength: 40 })
  fc.assert(
    fc.property(hex, fc.nat(39), fc.constantFrom(...'ghijk'), (commit, at, letter) => {
      const text = encodeMark(
        sealMark({ MAGIC, CHALK_ID: 'x', CHALK_VERSION: FORMAT_VERSION, COMMIT_ID: commit }),
      )
      const changed = text.replace(commit, commit.slice(0, at) + letter + commit.slice(at + 1))
      expect(validate(findMark(utf8(changed))!.dict).valid).toBe(false)
    }),
  )
})

/** What METADATA_HASH covers, as text. */
function hashed(dict: Dict): string {
  const floats = (value: Value): Value => {
    if (value instanceof Float || (typeof value === 'number' && !Number.isInteger(value))) return 0.5
    if (Array.isArray(value)) return value.map(floats)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, floats(inner)]))
  }
  const { SIGNATURE, SIGNING, METADATA_HASH, METADATA_ID, EMBEDDED_CHALK, ...rest } = dict
  const text = encodeMark(floats(rest) as Dict)
  return Object.entries(rest).length ? text : ''
}
