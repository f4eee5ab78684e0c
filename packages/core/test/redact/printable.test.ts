import { describe, expect, it } from 'vitest'
import { printable, printableJson, printableLine } from '../../src/redact/printable.js'

/** What acts on terminals or readers, by what it is. */
const HOSTILE: Readonly<Record<string, string>> = {
  'a colour': '\x1b[31m',
  'a title': '\x1b]0;title\x07',
  'a title, with 8-bit controls': '\x9d0;title\x9c',
  'clearing the screen': '\x1b[2J',
  'a hyperlink': '\x1b]8;;http://x/\x1b\\',
  'a question that the terminal answers': '\x1b[6n',
  'an 8-bit control sequence': '\x9b31m',
  backspaces: 'abc\b\b\bxyz',
  'a carriage return': 'error\rok',
  'a line feed': 'a\nb',
  'a next line': 'a\x85b',
  'a vertical tab': 'a\vb',
  'a form feed': 'a\fb',
  nul: 'a\0b',
  delete: 'a\x7fb',
  'an override': '\u202egnp.exe',
  'an isolate': '\u2066x\u2069',
  'a mark of direction': '\u200f\u200e\u061c',
  'a line separator': 'a\u2028b',
  'a paragraph separator': 'a\u2029b',
  'a joiner': 'a\u200bb\u2060c\ufeffd',
  tags: '\u{e0041}',
  'a filler': 'a\u3164b\u115fc\uffa0d\u1160e',
  'a grapheme joiner': 'a\u034fb',
  'a variation selector': 'a\ufe0fb\u{e0100}',
  'a vowel that is not shown': 'a\u17b4b\u180fc',
  'half of a character': 'a\ud800b',
  'the other half': 'a\udc00b',
}

/** What CI systems obey. */
const COMMANDS = [
  '::set-output name=x::y',
  '  ::error::x',
  '##[group]x',
  'x ##[command]y',
  '##vso[task.setvariable variable=x]y',
  'x ##VSO[task.complete]',
  "##teamcity[buildStop comment='x']",
  "x ##teamcity[message text='y']",
  'section_start:0:x\r\x1b[0K',
  'travis_fold:start:x\r\x1b[0K',
  '--- x',
  '+++ x',
  '~~~ x',
  '^^^ +++',
]

/** Whether a system would take the line for a command. */
const isCommand = (line: string) => /^\s*(?:::|---|\+\+\+|~~~|\^\^\^)|##\w*\[|\r/i.test(line)

describe.each(Object.entries(HOSTILE))('%s', (_, text) => {
  it('is shown and does nothing', () => {
    const shown = printable(`a ${text} z`)
    expect(shown).toMatch(/^a [ -~]* z$/)
    expect(shown).toContain('\\')
    expect(printableLine(text)).toMatch(/^[ -~]*$/)
  })

  it('is the same text in JSON, escaped', () => {
    const json = JSON.stringify({ [text]: [text] }, undefined, 2)
    const shown = printableJson(json)
    expect(shown).toMatch(/^[\n -~]*$/)
    expect(JSON.parse(shown)).toEqual(JSON.parse(json))
  })
})

it.each(COMMANDS)('%j is no command', (text) => {
  expect(isCommand(text)).toBe(true)
  expect(isCommand(printableLine(text))).toBe(false)
  expect(isCommand(`error: ${printable(text)}`)).toBe(false)
  const json = JSON.stringify([text], undefined, 2)
  expect(JSON.parse(printableJson(json))).toEqual([text])
  for (const line of printableJson(json).split('\n')) expect(isCommand(line)).toBe(false)
})

it.each([
  'dist/app-BQ3x9z.js: it carries no mark',
  'Müller, 漢字, 😀',
  '#1 and # and C#',
  'a -- b ::',
  'C:\\x\\n',
])('leaves %s', (text) => {
  expect(printable(text)).toBe(text)
  expect(printableLine(text)).toBe(text)
  expect(printable(printable(text))).toBe(text)
  expect(printableJson(JSON.stringify(text))).toBe(JSON.stringify(text))
})

it('changes nothing the second time', () => {
  for (const text of [...Object.values(HOSTILE), ...COMMANDS]) {
    expect(printableLine(printableLine(text))).toBe(printableLine(text))
  }
})
