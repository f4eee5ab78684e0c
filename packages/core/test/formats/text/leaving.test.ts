/**
 * No value of a mark gets out of the comment that holds it: not when it is written, and not when somebody writes its
 * characters without their escapes afterwards. For each language, every way that its grammar has out of a comment.
 */
import { chalkId, PLACEHOLDER, validate } from '@chalkmark/mark'
import { describe, expect, it } from 'vitest'
import { text } from '../../../src/formats/text/index.js'
import { type Row, TABLE } from '../../../src/formats/text/language-table.js'
import { applied, artifactOf, hashOf, markFor } from '../artifacts.js'

const CONTROLS = ['\n', '\r', '\r\n', '\v', '\f', '\0', '\x1a']
const SEPARATORS = ['\u2028', '\u2029']
const ALL_LINES = [...SEPARATORS, '\u0085']
/** Spelled as escapes in the mark's text, which are read before comments are. */
const ESCAPES = ['\\u000a', '\\u000d', '\\\\\\u000A', '\\u000a class B{} //']

/** What gets out of a line comment, in text that a string of JSON can hold. */
const OUT_OF_LINES: Record<string, string[]> = {
  JavaScript: SEPARATORS,
  TypeScript: SEPARATORS,
  coffee: SEPARATORS,
  SCSS: ALL_LINES,
  Sass: ALL_LINES,
  Less: ALL_LINES,
  php: ['?>', '?><?php evil(); //', '%>'],
  powershell: ALL_LINES,
  raku: ALL_LINES,
  nu: ALL_LINES,
  elvish: ALL_LINES,
  jq: ALL_LINES,
  R: ALL_LINES,
  julia: ALL_LINES,
  elixir: ALL_LINES,
  crystal: ALL_LINES,
  nim: ALL_LINES,
  gnuplot: ALL_LINES,
  janet: ALL_LINES,
  octave: ALL_LINES,
  just: ALL_LINES,
  nft: ALL_LINES,
  terraform: ALL_LINES,
  groovy: [...ALL_LINES, ...ESCAPES, '\uffff', '\\uffff'],
  kotlin: ALL_LINES,
  scala: [...ALL_LINES, ...ESCAPES, '\\u001a'],
  java: [...ALL_LINES, ...ESCAPES],
  swift: ALL_LINES,
  dart: ALL_LINES,
  csharp: ALL_LINES,
  fsharp: ALL_LINES,
  haskell: ALL_LINES,
  sql: ALL_LINES,
  lisp: ALL_LINES,
  erlang: ALL_LINES,
  prolog: ALL_LINES,
  // Lines end at LF and CR, and no string of JSON holds these.
  ...Object.fromEntries(
    'sh ksh zsh csh tcsh rc fish python ruby perl tcl expect awk gawk mawk nawk sed make go rust lua'
      .split(' ')
      .map((type) => [type, []]),
  ),
}

/** What gets out of the block comment that a language's marks are put into. */
const OUT_OF_MARKS: Record<string, string[]> = {
  CSS: ['*/', '*/ body{background:red} /*'],
  HTML: ['-->', '--!>', '--><script>evil()</script><!--'],
  Markdown: ['-->', '--!>', '--><script>evil()</script><!--'],
  SVG: ['-->', '--', '--!>', '\ufffe'],
  XHTML: ['-->', '--', '--!>', '\uffff'],
  XML: ['-->', '--', '--!>', '\uffff'],
}

/** What gets out of a block comment in which a placeholder stands, or opens another one that stays open. */
const OUT_OF_BLOCKS: Record<string, { open: string; close: string; ways: string[] }> = {
  JavaScript: { open: '/*! ', close: ' */', ways: ['*/'] },
  TypeScript: { open: '/* ', close: ' */', ways: ['*/', '*/ evil() /*'] },
  SCSS: { open: '/* ', close: ' */', ways: ['*/', '#{evil()}'] },
  Sass: { open: '/* ', close: ' */', ways: ['*/', '#{evil()}'] },
  Less: { open: '/* ', close: ' */', ways: ['*/'] },
  terraform: { open: '/* ', close: ' */', ways: ['*/'] },
  groovy: { open: '/* ', close: ' */', ways: ['*/', '*\\u002f', '\\u002a/', '\\u002A\\u002F'] },
  java: { open: '/* ', close: ' */', ways: ['*/', '*\\u002f', '\\u002a/', '\\u002A\\u002F'] },
  scala: { open: '/* ', close: ' */', ways: ['*/', '/*', '*\\u002f', '\\u002f*', '\\u002a\\u002f'] },
  kotlin: { open: '/* ', close: ' */', ways: ['*/', '/*'] },
  swift: { open: '/* ', close: ' */', ways: ['*/', '/*'] },
  dart: { open: '/* ', close: ' */', ways: ['*/', '/*'] },
  rust: { open: '/* ', close: ' */', ways: ['*/', '/*'] },
  go: { open: '/* ', close: ' */', ways: ['*/'] },
  csharp: { open: '/* ', close: ' */', ways: ['*/'] },
  php: { open: '/* ', close: ' */', ways: ['*/'] },
  lua: { open: '--[==[ ', close: ' ]==]', ways: [']==]'] },
  julia: { open: '#= ', close: ' =#', ways: ['=#', '#='] },
  nim: { open: '#[ ', close: ' ]#', ways: [']#', '#['] },
  coffee: { open: '### ', close: ' ###', ways: ['###'] },
}

/** A program with a line comment of its own in which a mark's values may hold anything but the ways out. */
const HARMLESS = ['<', '>', '&', '*/', '-->', '--', ']]', '#}', '\u0085x', '\u2028x']

function fileOf({ type, extensions, interpreters, comment }: Row) {
  const [extension] = extensions?.split(' ') ?? []
  const [interpreter] = interpreters?.split(' ') ?? []
  const name = extension ? `a.${extension}` : 'a'
  const shebang = extension ? '' : `#!/usr/bin/${interpreter}\n`
  const [start, end] = PROGRAMS[type] ?? ['', 'x\n']
  return { name, comment, start: shebang + start, end }
}

/** What a comment stands between, where that is not simply the beginning and a line. */
const PROGRAMS: Record<string, [start: string, end: string]> = {
  SVG: ['', '<svg/>\n'],
  XHTML: ['', '<html/>\n'],
  XML: ['', '<x/>\n'],
  CSS: ['', 'a{}\n'],
  php: ['<?php\n', 'x();\n'],
  erlang: ['x\n', 'x\n'],
  lisp: ['', '(x)\n'],
}

interface Read {
  mark: boolean
  broken?: string
  valid: boolean
}

async function read(name: string, bytes: Buffer): Promise<Read> {
  const artifact = (await artifactOf(text, name, bytes))!
  const { mark } = artifact
  if (!mark) return { mark: false, valid: false }
  const id = chalkId(await hashOf(artifact, bytes))
  return { mark: true, broken: mark.broken, valid: !mark.broken && validate(mark.dict, id).valid }
}

/** The program with a mark whose note is `note`, or why there is none. */
async function markedWith(name: string, program: string, note: string): Promise<Buffer | string> {
  const bytes = Buffer.from(program)
  const artifact = (await artifactOf(text, name, bytes))!
  try {
    const mark = markFor(await hashOf(artifact, bytes), { 'X-NOTE': note })
    return applied(bytes, await artifact.insert(mark))
  } catch (error) {
    return (error as { code: string }).code
  }
}

/** The same mark with its note's characters as they are: of what JSON demands only quotes and backslashes are escaped. */
function respelled(marked: Buffer, raw: string): Buffer {
  const out = marked.toString().replace(/("X-NOTE" : ")[^"]*(")/, (_, before, after) => before + raw + after)
  return Buffer.from(out)
}

/** What JSON makes of the text of a string; the text itself if it is none. */
function decoded(raw: string): string {
  try {
    return JSON.parse(`"${raw}"`)
  } catch {
    return raw
  }
}

async function checkWay(name: string, program: string, way: string): Promise<void> {
  const raw = `a ${way} b`
  // As a value, it is written so that it stays within; or not at all.
  const marked = await markedWith(name, program, decoded(raw))
  if (typeof marked === 'string') expect(marked).toBe('UNSAFE_MARK')
  else {
    expect(await read(name, marked)).toEqual({ mark: true, broken: undefined, valid: true })
    expect(`${(await artifactOf(text, name, marked))!.mark!.text}`).not.toContain(way)
  }
  // In the text, it breaks the mark.
  const plain = await markedWith(name, program, 'x')
  const { valid, mark, broken } = await read(name, respelled(plain as Buffer, raw))
  expect(valid).toBe(false)
  // What a string of JSON cannot hold makes it no mark, and so content.
  if (!CONTROLS.includes(way))
    expect({ mark, broken: typeof broken }).toEqual({ mark: true, broken: 'string' })
}

describe.each(TABLE.map((row) => [row.type, row] as const))('%s', (type, row) => {
  const { name, comment, start, end } = fileOf(row)
  const ways = [...(OUT_OF_LINES[type] ?? OUT_OF_MARKS[type] ?? []), ...CONTROLS]

  it('is in the table of this test', () => expect(OUT_OF_LINES[type] ?? OUT_OF_MARKS[type]).toBeDefined())

  it.each(ways)('the last line: %j', async (way) => {
    await checkWay(name, start + end, way)
    // Without the newline, csh does not run the last line at all.
    if (type !== 'csh') await checkWay(name, (start + end).trimEnd(), way)
  })

  it.each(ways)('a placeholder: %j', async (way) => {
    await checkWay(name, `${start}${comment.open}${PLACEHOLDER}${comment.close}\n${end}`, way)
  })

  it.each(OUT_OF_BLOCKS[type]?.ways ?? [])('a placeholder in a block: %j', async (way) => {
    const { open, close } = OUT_OF_BLOCKS[type]!
    await checkWay(name, `${start}${open}${PLACEHOLDER}${close}\n${end}`, way)
  })

  it.runIf(comment.close.length === 0)('what is but comment in it may be spelled in both ways', async () => {
    const lineEnds = OUT_OF_LINES[type]!
    for (const raw of HARMLESS.filter(
      (raw) => !lineEnds.some((way) => raw.includes(way) || way.includes(raw)),
    )) {
      const marked = (await markedWith(name, start + end, raw)) as Buffer
      expect(await read(name, respelled(marked, raw))).toEqual({ mark: true, broken: undefined, valid: true })
    }
  })
})

describe('a page', () => {
  it.each(['*/', '*/ evil(); /*', '*/ ?><script>evil()</script>'])('of PHP: %j', async (way) => {
    await checkWay('a.php', '<p>page</p>', way)
    await checkWay('a.php', '<p>page</p><?php /* … */ ?>'.replace('…', PLACEHOLDER), way)
  })

  it.each(['-->', '--!>'])('of HTML, in a comment of any kind: %j', async (way) => {
    await checkWay('a.html', `<p>\n<!--x ${PLACEHOLDER}-->\n<p>`, way)
    await checkWay('a.html', `<p>\n<!---${PLACEHOLDER}--->\n<p>`, way)
  })
})

describe('blanks that end a line', () => {
  it.each(['\n', '\r', '\r\n'])('are not read over: %j', async (blank) => {
    for (const name of ['a.js', 'a.py', 'a.sh', 'a.lua', 'a.cr']) {
      const marked = (await markedWith(name, 'x\n', 'y')) as Buffer
      const { valid } = await read(
        name,
        Buffer.from(marked.toString().replace(', "X-NOTE"', `,${blank}"X-NOTE"`)),
      )
      expect(valid).toBe(false)
    }
  })
})
