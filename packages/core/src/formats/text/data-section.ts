/**
 * Programs that carry data behind their last line, such as behind `__END__` in Perl and Ruby. A comment there would
 * become part of the data, so the mark goes before the line that starts it.
 */
import type { Syntax } from './language-table.js'
import { type DataDialect, endingOf, isInString } from './open-string.js'

export function hasDataSection(syntax: Syntax): syntax is DataDialect {
  return syntax in MARKER
}

/** perldoc.perl.org/perldata, "Special Literals"; docs.ruby-lang.org, "Miscellaneous Syntax"; docs.raku.org, "Pod6". */
const MARKER: Record<DataDialect, RegExp> = {
  perl: /^__(?:END|DATA)__(?!\w)/,
  ruby: /^__END__\r?$/,
  raku: /^=finish\b/,
}

/** Documentation among the code, in which such a line is only text. */
const DOCUMENTATION: Record<DataDialect, [RegExp, RegExp]> = {
  perl: [/^=[A-Za-z]/, /^=cut\b/],
  ruby: [/^=begin\b/, /^=end\b/],
  raku: [/^=begin\b/, /^=end\b/],
}

/** Here-documents, in which it is only text, too. Without quotes no blank may precede the name. */
const HEREDOC = /<<([-~]?)(?:(["'`])([^"'`\n]+)\2|([A-Za-z_]\w*))/g

const COMMENT = /^[ \t]*#/

/** Longest part of a line that is looked at. */
const LINE_LIMIT = 4096

/**
 * Offset of the newline before the line that starts the data; undefined if there is no such line, -1 if it is
 * the first one.
 * @param skipComments leave out here-documents that a comment seems to open. Earlier releases did not.
 */
export function dataSection(program: Buffer, dialect: DataDialect, skipComments = false): number | undefined {
  const marker = MARKER[dialect]
  if (!program.includes(dialect === 'raku' ? '=finish' : '__')) return undefined
  const [opens, closes] = DOCUMENTATION[dialect]
  const lines = linesOf(program)
  const lastLineOf = indexLines(lines)
  let documentation = false
  for (let i = 0; i < lines.length; i++) {
    const { text, at } = lines[i]!
    if (marker.test(text) && !documentation) return at - 1
    if (documentation ? closes.test(text) : opens.test(text)) documentation = !documentation
    else if (!documentation && !(skipComments && COMMENT.test(text))) i = behindHeredocs(text, i, lastLineOf)
  }
  return undefined
}

/** What has to stay behind the code of a program. */
export interface LastPart {
  /** Offset of the newline before the line that starts it, or before blank lines above that; -1 if it comes first. */
  at: number
  kind: 'data' | 'documentation'
  /** Two ways to read the program do not agree on where it starts. */
  unsure?: true
}

/**
 * The data or the documentation that ends a program. The program is read in two ways: line by line
 * ({@link dataSection}), and sign by sign. Where they differ, it takes the language's own parser to tell.
 */
export function lastPart(program: Buffer, dialect: DataDialect): LastPart | undefined {
  if (!parts.has(program)) parts.set(program, findLastPart(program, dialect))
  return parts.get(program)
}

/** What was found, since each program is asked about several times. */
const parts = new WeakMap<Buffer, LastPart | undefined>()

function findLastPart(program: Buffer, dialect: DataDialect): LastPart | undefined {
  const mayHoldData = program.includes(dialect === 'raku' ? '=finish' : '__')
  const documentation = dialect === 'perl' ? openDocumentation(program) : undefined
  if (!mayHoldData && documentation === undefined) return undefined
  const data = dataSection(program, dialect, true)
  const ending = endingOf(program.toString('latin1'), dialect, lineFinder(program))
  const found = ending.data ?? ending.documentation
  const guess = data === undefined ? documentation : data + 1
  if (found === undefined && guess === undefined) return undefined
  const kind = (ending.data ?? data) === undefined ? 'documentation' : 'data'
  const start = found ?? guess!
  const at = kind === 'data' ? start - 1 : behindText(program, start)
  return found === guess ? { at, kind } : { at, kind, unsure: true }
}

/** Offset of the last line that starts documentation, if nothing ends that (perldoc.perl.org/perlpod). */
function openDocumentation(program: Buffer): number | undefined {
  let open: number | undefined
  for (let at = 0; at >= 0; at = program.indexOf('\n=', at)) {
    if (program[at] === 0x0a) at++
    const line = program.toString('latin1', at, at + 8)
    if (/^=cut(?![A-Za-z])/.test(line) && open !== undefined) open = undefined
    else if (/^=[A-Za-z]/.test(line)) open ??= at
  }
  return open
}

/** Offset of the newline that ends the last line with text before `start`, or -1. */
function behindText(program: Buffer, start: number): number {
  let at = start
  while (at > 0 && /\s/.test(String.fromCharCode(program[at - 1]!))) at--
  return at === 0 ? -1 : program.indexOf(0x0a, at)
}

/** Whether the line that seems to start the data may be text within a string. */
export function isDataUnsure(program: Buffer, dialect: DataDialect): boolean {
  const newline = dataSection(program, dialect)
  if (newline === undefined) return false
  return isInString(program.toString('latin1'), dialect, newline + 1, lineFinder(program))
}

/** Finds the first line at or behind `from` that holds only a text, or blanks and that text. */
function lineFinder(program: Buffer): (text: string, from: number, indented?: boolean) => number | undefined {
  const lines = linesOf(program)
  const [exact, indented] = [new Map<string, number[]>(), new Map<string, number[]>()]
  for (const { text, at } of lines) {
    const line = text.replace(/\r$/, '')
    add(exact, line, at)
    add(indented, line.trimStart(), at)
  }
  return (text, from, isIndented) => next((isIndented ? indented : exact).get(text), from - 1)
}

function add(index: Map<string, number[]>, key: string, value: number): void {
  const found = index.get(key)
  if (found) found.push(value)
  else index.set(key, [value])
}

interface Line {
  text: string
  at: number
}

function linesOf(program: Buffer): Line[] {
  const lines: Line[] = []
  for (let at = 0; at < program.length; ) {
    const newline = program.indexOf(0x0a, at)
    const end = newline < 0 ? program.length : newline
    lines.push({ text: program.toString('latin1', at, Math.min(end, at + LINE_LIMIT)), at })
    at = end + 1
  }
  return lines
}

/** For each text of a line, without the blanks around it, the indices of the lines that have it. */
function indexLines(lines: Line[]): Map<string, number[]> {
  const index = new Map<string, number[]>()
  for (const [i, { text }] of lines.entries()) add(index, text.trim(), i)
  return index
}

/**
 * Index of the last line of the here-documents that line `i` opens, or `i`. A `<<` without an end is a shift
 * operator.
 */
function behindHeredocs(text: string, i: number, lines: Map<string, number[]>): number {
  for (const [, , , quoted, bare] of text.matchAll(HEREDOC)) i = next(lines.get((quoted ?? bare)!), i) ?? i
  return i
}

/** The first of the ascending `numbers` above `than`. */
function next(numbers: number[] | undefined, than: number): number | undefined {
  if (!numbers) return undefined
  let low = 0
  let high = numbers.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (numbers[middle]! > than) high = middle
    else low = middle + 1
  }
  return numbers[low]
}
