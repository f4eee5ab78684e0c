/**
 * Whether a line of a program in Perl, Ruby or Raku begins within a string. In these languages a string of any kind
 * may span lines, and the meaning of a slash or a percent sign depends on what stands before it. This is not a
 * parser: it takes the usual meaning of each sign.
 */

import { type Blanks, FORMAT_END, HEREDOC, type LineBehind } from './heredoc-ends.js'

/** Dialects that can carry data behind their last line. */
export type DataDialect = 'perl' | 'ruby' | 'raku'

/** Quote-like operators by their names: how many parts they have (perldoc.perl.org/perlop, "Quote-Like Operators"). */
const OPERATORS = new Map(Object.entries({ q: 1, qq: 1, qw: 1, qx: 1, qr: 1, m: 1, s: 2, y: 2, tr: 2 }))

/** Words behind which a slash begins a pattern, since they are no operands. */
const BEFORE_OPERAND = new Set(
  (
    'and or not xor x if elsif unless while until when return split grep map join push unshift print say puts p ' +
    'lt gt le ge eq ne cmp in do then else'
  ).split(' '),
)

const CLOSERS: Record<string, string> = { '(': ')', '[': ']', '{': '}', '<': '>' }

const WORD = /\w(?:\w|::)*/y
const HEREDOC_HERE = new RegExp(HEREDOC, 'y')
const FORMAT = /format(?:[ \t]+[\w:]+)?[ \t]*=[ \t]*\r?(?=\n)/y
/** `%w[`, `%(` and the like (docs.ruby-lang.org, "Literals"). */
const PERCENT = /%[qQwWiIrsx]?[^\w\s]/y

/**
 * Whether the byte at `at`, which begins a line, is within a string, a pattern or a here-document.
 * @param program bytes as Latin-1
 */
export function isInString(
  program: string,
  dialect: DataDialect,
  at: number,
  lineBehind: LineBehind,
): boolean {
  const reader: Reader = { program, dialect, lineBehind, i: 0, last: 'operator', heredocs: [] }
  beginLine(reader, 0)
  while (reader.i < at) step(reader)
  return reader.i > at
}

/** What a program ends in besides code, and the offset of the line in which that starts. */
export interface ProgramEnd {
  data?: number
  documentation?: number
}

/**
 * What ends a program's code: data, or documentation that goes on to the end of the file.
 * @param program bytes as Latin-1
 */
export function endingOf(program: string, dialect: DataDialect, lineBehind: LineBehind): ProgramEnd {
  const reader: Reader = { program, dialect, lineBehind, i: 0, last: 'operator', heredocs: [], ending: {} }
  beginLine(reader, 0)
  while (reader.i < program.length && isEmpty(reader.ending!)) step(reader)
  return reader.ending!
}

function isEmpty({ data, documentation }: ProgramEnd): boolean {
  return data === undefined && documentation === undefined
}

interface Reader {
  program: string
  dialect: DataDialect
  lineBehind: LineBehind
  /** Offset of the next byte to read. */
  i: number
  /** The kind of the last token. Behind an operand a slash is a division. */
  last: 'operator' | 'operand' | 'word'
  /** The end words of the here-documents that begin in the next line. */
  heredocs: { end: string; blanks: Blanks }[]
  /** Where the code ends, if that is looked for. */
  ending?: ProgramEnd
}

function step(reader: Reader): void {
  const { program, i } = reader
  const char = program[i]!
  if (char === '\n') beginLine(reader, i + 1)
  else if (char === '#') {
    reader.i = program.indexOf('\n', i)
    if (reader.i < 0) reader.i = program.length
  } else if (/\s/.test(char)) reader.i++
  else if (/\w/.test(char)) word(reader)
  else if (char === '"' || char === "'" || char === '`') string(reader, i, 1)
  else if (char === '/') slash(reader)
  else if (char === '$' || char === '@') variable(reader)
  else if (char === '<' && program[i + 1] === '<') heredoc(reader)
  else if (reader.dialect === 'ruby' && (char === '%' || char === '?')) rubyLiteral(reader)
  else {
    reader.last = char === ')' || char === ']' || char === '}' ? 'operand' : 'operator'
    reader.i++
  }
}

/** Goes to a new line, behind here-documents and documentation that begin there. */
function beginLine(reader: Reader, at: number): void {
  const { program, dialect, lineBehind, ending } = reader
  for (const { end, blanks } of reader.heredocs.splice(0))
    at = behindLine(program, lineBehind(end, at, blanks) ?? at)
  const [opens, closes] = dialect === 'perl' ? [/=[A-Za-z]/y, '\n=cut'] : [/=begin\b/y, '\n=end']
  while (match(opens, program, at)) {
    const end = program.indexOf(closes, at)
    if (end < 0 && ending && dialect === 'perl') ending.documentation ??= at
    at = end < 0 ? program.length : behindLine(program, end + 1)
  }
  if (ending && match(DATA_LINE[dialect], program, at)) ending.data ??= at
  reader.i = at
}

/** A line that starts data. Perl's may begin with other statements ({@link word}). */
const DATA_LINE: Record<DataDialect, RegExp> = {
  perl: /__(?:END|DATA)__(?!\w)/y,
  ruby: /__END__\r?(?=\n|$(?!\n))/y,
  raku: /=finish\b/y,
}

function behindLine(program: string, at: number): number {
  const newline = program.indexOf('\n', at)
  return newline < 0 ? program.length : newline + 1
}

/**
 * Whether a slash or a percent sign begins an operand. Behind a word, which may be a function, it does if it is
 * written as in `f /x/`.
 */
function beginsOperand({ program, i, last }: Reader): boolean {
  return last === 'operator' || (last === 'word' && /\s\S\S/.test(program.slice(i - 1, i + 2)))
}

/** Passes a pattern or a division, or `//` of Perl. */
function slash(reader: Reader): void {
  const { program, i, last } = reader
  if (beginsOperand(reader) && (last === 'operator' || program[i + 1] !== '/')) {
    string(reader, i, 1, true)
    return
  }
  reader.last = 'operator'
  reader.i += program[i + 1] === '/' ? 2 : 1
}

function word(reader: Reader): void {
  const { program, dialect, i } = reader
  if (dialect === 'perl' && match(FORMAT, program, i)) {
    reader.i = behindLine(program, reader.lineBehind(FORMAT_END, i, 'none') ?? i)
    return
  }
  const name = match(WORD, program, i)![0]
  if (reader.ending && dialect === 'perl' && startsData(program, i, name))
    reader.ending.data ??= program.lastIndexOf('\n', i) + 1
  const parts = dialect === 'ruby' ? undefined : OPERATORS.get(name)
  reader.i += name.length
  // In `$x->y`, `{y}`, `-s $file`, `&y` and `sub y` the name is no operator.
  const before = program.slice(Math.max(0, i - 8), i)
  if (parts !== undefined && !/(?:[-&>:]|\bsub\s+)$/.test(before)) {
    const open = behindBlanks(program, reader.i)
    const delimiter = program[open] ?? ''
    const isName = /[\w\s)}]/.test(delimiter) || program.startsWith('=>', open)
    if (!isName) {
      string(reader, open, parts, true)
      return
    }
  }
  reader.last = BEFORE_OPERAND.has(name) ? 'operator' : /^\d/.test(name) ? 'operand' : 'word'
}

/** Whether the name is Perl's token that ends a program, and no key or method (perldoc.perl.org/perldata). */
function startsData(program: string, i: number, name: string): boolean {
  if (name !== '__END__' && name !== '__DATA__') return false
  const behind = program.slice(i + name.length, i + name.length + 64)
  return (
    !/^\s*=>/.test(behind) &&
    !program
      .slice(Math.max(0, i - 8), i)
      .trimEnd()
      .endsWith('->')
  )
}

/** Skips a variable, also one whose name is a sign: `$"`, `$'`, `$/`, `$#x`. */
function variable(reader: Reader): void {
  const { program, i } = reader
  reader.last = 'operand'
  reader.i++
  const next = program[reader.i] ?? ''
  if (program[i] === '$' && next === '#' && /[\w{$]/.test(program[reader.i + 1] ?? '')) reader.i++
  else if (program[i] === '$' && /[^\w\s{$:]/.test(next)) reader.i++
  WORD.lastIndex = reader.i
  reader.i += match(WORD, program, reader.i)?.[0].length ?? 0
}

/** Records a here-document. A `<<` without an end is a shift operator. */
function heredoc(reader: Reader): void {
  const { program, i } = reader
  const [text, sign, , quoted, bare] = match(HEREDOC_HERE, program, i) ?? []
  const end = quoted ?? bare
  const blanks = sign === '~' || (sign === '-' && reader.dialect !== 'perl') ? 'before' : 'none'
  if (end !== undefined && reader.lineBehind(end, i + 1, blanks) !== undefined) {
    reader.heredocs.push({ end, blanks })
    reader.last = 'operand'
    reader.i += text!.length
  } else {
    reader.last = 'operator'
    reader.i += 2
  }
}

/** Passes `%q(…)` and the like, and characters such as `?"`. */
function rubyLiteral(reader: Reader): void {
  const { program, i, last } = reader
  const literal = match(PERCENT, program, i)?.[0]
  if (literal !== undefined && beginsOperand(reader)) {
    string(reader, i + literal.length - 1, 1)
    return
  }
  const isCharacter = program[i] === '?' && last !== 'operand' && /\S(?!\w)/.test(program.slice(i + 1, i + 3))
  reader.last = isCharacter ? 'operand' : 'operator'
  reader.i += isCharacter ? 2 : 1
}

/** Passes a string of `parts` parts whose opening sign stands at `open`. */
function string(reader: Reader, open: number, parts: number, hasFlags = false): void {
  const { program } = reader
  const close = CLOSERS[program[open]!]
  let end = closing(program, open)
  if (parts === 2 && end < program.length)
    end = closing(program, close === undefined ? end : behindBlanks(program, end + 1))
  reader.i = Math.min(program.length, end + 1)
  if (hasFlags) reader.i += match(/\w*/y, program, reader.i)?.[0].length ?? 0
  reader.last = 'operand'
}

/** Offset of the sign that closes the string opened at `open`, or the length of the program. */
function closing(program: string, open: number): number {
  const opener = program[open]
  const closer = CLOSERS[opener ?? '']
  let depth = 1
  for (let i = open + 1; i < program.length; i++) {
    const char = program[i]
    if (char === '\\') i++
    else if (closer !== undefined && char === opener) depth++
    else if (char === (closer ?? opener) && --depth === 0) return i
  }
  return program.length
}

/** Offset behind blanks and, where there are any, comments behind them. */
function behindBlanks(program: string, at: number): number {
  let i = at
  for (;;) {
    while (/\s/.test(program[i] ?? '')) i++
    if (program[i] !== '#' || i === at) return i
    i = behindLine(program, i)
  }
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}
