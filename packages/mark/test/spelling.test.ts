import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  chalkId,
  type Dict,
  encodeMark,
  FORMAT_VERSION,
  findMarks,
  MAGIC,
  parseMark,
  readSpelling,
  sealMark,
  validate,
} from '../src/index.js'

const CHALK_ID = chalkId('c39b06c3db620b89b094393b3cbb2b0bfa04fdb4594fb69418e8b229d997d981')
const bytes = (text: string) => new TextEncoder().encode(text)

/** What a check says of a text, which must be a mark that is right but for its spelling. */
function check(text: string): string | undefined {
  const parsed = parseMark(bytes(text))
  if ('error' in parsed) throw new Error(parsed.error)
  expect(validate(parsed.dict, CHALK_ID).errors, 'by its values alone').toEqual([])
  const { errors } = validate(parsed.dict, CHALK_ID, undefined, { text: bytes(text) })
  expect(errors[0]).toBe(readSpelling({ text: bytes(text) }).error)
  return errors[0]
}

const VALUE = 'a<b>&c */ --> \u2028\u0085\x7f\ufeff "q" \\ \n\t\b\f\r\v\x00\x07\x0e\x1f / \u00e9 \u{1f600}'
const dict = sealMark({
  MAGIC,
  CHALK_ID,
  CHALK_VERSION: FORMAT_VERSION,
  TAG: VALUE,
  'X-LIST': [1, -2, true, null, [], {}, { b: 'x', a: [''] }],
} satisfies Dict)
const ours = encodeMark(dict)
/** As the reference program writes the same values. */
const theirs = ours
  .replace(/\\u(003c|003e|0026|2028|0085|007f|feff)/g, (_, code) => String.fromCharCode(parseInt(code, 16)))
  .replaceAll('*\\/', '*/')
  .replaceAll('{}', '{  }')
  .replace(/\\u000e|\\u001f/g, (lower) => `\\u${lower.slice(2).toUpperCase()}`)

test('our own spelling, and that of the reference program', () => {
  expect(theirs).toContain(
    '"a<b>&c */ --> \u2028\u0085\x7f\ufeff \\"q\\" \\\\ \\n\\t\\b\\f\\r\\u000b\\u0000\\u0007\\u000E\\u001F / \u00e9 \u{1f600}"',
  )
  expect(check(ours)).toBeUndefined()
  expect(check(theirs)).toBeUndefined()
})

describe('only one text follows from the values', () => {
  const version = `"CHALK_VERSION" : "${FORMAT_VERSION}", `
  const moved = (text: string) =>
    text.replace(version, '').replace('"METADATA_HASH"', `${version}"METADATA_HASH"`)
  const cases: Record<string, string> = {
    'another spelling': theirs,
    'another order of keys': moved(ours),
    'another order in another spelling': moved(theirs),
    'another order of keys below': ours.replace('"a" : [""], "b" : "x"', '"b" : "x", "a" : [""]'),
  }
  test.each(Object.entries(cases))('%s is valid, and told', (_, text) => {
    expect(text).not.toBe(ours)
    expect(check(text)).toBeUndefined()
    expect(validate(dict, CHALK_ID, undefined, { text: bytes(text) }).isExact).toBe(false)
    expect(readSpelling({ text: bytes(text), dict }).isExact).toBeUndefined()
  })

  test('ours', () => {
    expect(validate(dict, CHALK_ID, undefined, { text: bytes(ours) }).isExact).toBe(true)
    expect(readSpelling({ text: bytes(ours), dict }).isExact).toBe(true)
    expect(validate(dict, CHALK_ID)).not.toHaveProperty('isExact')
  })
})

test('a mark in a format that writes more escapes', () => {
  const written = (text: Uint8Array) => bytes(new TextDecoder().decode(text).replaceAll('--', '-\\u002d'))
  const text = written(bytes(ours))
  expect(readSpelling({ text, written })).toEqual({ isExact: true })
  expect(readSpelling({ text }).error).toMatch(/no program spells/)
})

describe('other spellings of the same values', () => {
  const swap = (text: string, a: string, b: string) => {
    expect(text).toContain(a)
    return text.replace(a, () => b)
  }
  const cases: Record<string, string> = {
    'one raw `<` in ours': swap(ours, 'a\\u003cb', 'a<b'),
    'one escaped `<` in theirs': swap(theirs, 'a<b', 'a\\u003cb'),
    'a comment end escaped in theirs': swap(theirs, '*/', '*\\/'),
    'a raw comment end in ours': swap(ours, '*\\/', '*/'),
    'a raw line separator in ours': swap(ours, '\\u2028', '\u2028'),
    'an escaped letter': swap(ours, '"X-LIST"', '"\\u0058-LIST"'),
    'an escaped letter in theirs': swap(theirs, '"X-LIST"', '"\\u0058-LIST"'),
    'upper-case digits': swap(ours, '\\u003c', '\\u003C'),
    'a mix of digits': swap(theirs, '\\u001F', '\\u001f'),
    'a long escape for a newline': swap(ours, '\\n', '\\u000a'),
    'a long escape for a newline in theirs': swap(theirs, '\\n', '\\u000A'),
    'an escaped slash': swap(ours, ' / ', ' \\/ '),
    'an escaped slash in theirs': swap(theirs, ' / ', ' \\/ '),
    'an escape for what is no control character': swap(ours, '\u00e9', '\\u00e9'),
    'a surrogate pair in escapes': swap(ours, '\u{1f600}', '\\ud83d\\ude00'),
    'a tab between': swap(ours, '{ "MAGIC"', '{\t"MAGIC"'),
    'no blank after the brace': swap(ours, '{ "MAGIC"', '{"MAGIC"'),
    'two blanks': swap(ours, ', "CHALK_VERSION"', ',  "CHALK_VERSION"'),
    'a newline between': swap(theirs, ', "CHALK_VERSION"', ',\n"CHALK_VERSION"'),
    'a newline before the end': swap(theirs, /.{4}$/s.exec(theirs)![0], `${theirs.slice(-4, -2)}\n }`),
    'blanks around a colon': swap(ours, '"TAG" : ', '"TAG":'),
    'blanks in a list': swap(ours, '[1, -2', '[ 1, -2'),
    'an empty dict with one blank': swap(theirs, '{  }', '{ }'),
    'an empty list with a blank': swap(ours, '[]', '[ ]'),
  }
  test.each(Object.entries(cases))('%s', (_, text) => {
    expect(check(text)).toBe('mark was changed: its values are right, but no program spells them so')
  })

  test('-0, which is read as 0', () => {
    const zero = encodeMark(sealMark({ MAGIC, CHALK_ID, CHALK_VERSION: FORMAT_VERSION, 'X-N': 0 }))
    expect(check(zero)).toBeUndefined()
    expect(check(zero.replace(' : 0,', ' : -0,'))).toMatch(/no program spells/)
  })
})

test.each([
  ['at the top', '"TAG"', '"TAG" : "other", "TAG"'],
  ['with another spelling', '"X-LIST" : ', '"X-LIST" : 1, "\\u0058-LIST" : '],
  ['below', ', "b" : "x"', ', "b" : "x", "b" : "y"'],
  ['in a list within a dict', '"a" : [""]', '"a" : [""], "a" : [""]'],
])('a key that stands twice: %s', (_, before, after) => {
  for (const text of [ours, theirs]) {
    const swapped = text.replace(before, () => after)
    expect(swapped).not.toBe(text)
    expect(readSpelling({ text: bytes(swapped) }).error).toMatch(
      /^mark was changed: it holds the key ".*" twice$/,
    )
  }
})

test('what stands behind the mark is not the mark', () => {
  expect(readSpelling({ text: bytes(`${ours} `) }).error).toBe('mark was changed: its text is not one mark')
})

test('every mark of the reference program that the vectors hold', () => {
  const folder = new URL('../../../test/vectors/', import.meta.url)
  let count = 0
  for (const name of ['files', 'text', 'signed']) {
    for (const file of readdirSync(new URL(`${name}/`, folder))) {
      const content = readFileSync(new URL(`${name}/${file}`, folder))
      for (const { start, end, placeholder } of findMarks(content)) {
        if (placeholder) continue
        count++
        expect(readSpelling({ text: content.subarray(start, end) }).error, `${name}/${file}`).toBeUndefined()
      }
    }
  }
  expect(count).toBeGreaterThan(20)
})
