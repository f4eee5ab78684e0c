/**
 * Programs that carry data behind their last line, such as behind `__END__` in Perl and Ruby. A comment there would
 * become part of the data, so the mark goes before the line that starts it.
 */
import { behindLineOf, heredocsIn, type LineBehind, lineFinder } from './heredoc-ends.js'
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

/** How much of a line tells what it begins. */
const BEGIN = 32
/** Longest part of a line in which here-documents are looked for. */
const LINE_LIMIT = 4096

const SHIFT = Buffer.from('<<')
const UNDERSCORE = 0x5f
const EQUALS = 0x3d
const COMMENT = /^[ \t]*#/

/**
 * Offset of the newline before the line that starts the data; undefined if there is no such line, -1 if it is
 * the first one.
 * @param skipComments leave out here-documents that a comment seems to open. Earlier releases did not.
 */
export function dataSection(program: Buffer, dialect: DataDialect, skipComments = false): number | undefined {
  const marker = MARKER[dialect]
  if (!program.includes(dialect === 'raku' ? '=finish' : '__')) return undefined
  const [opens, closes] = DOCUMENTATION[dialect]
  const lineBehind = lineFinder(program)
  let documentation = false
  let shift = -1
  for (let at = 0, behind: number; at < program.length; at = behind) {
    behind = behindLineOf(program, at)
    // Other lines do not matter, so no string is made of them.
    if (program[at] === UNDERSCORE || program[at] === EQUALS) {
      const begin = program.toString('latin1', at, Math.min(behind - 1, at + BEGIN))
      if (marker.test(begin) && !documentation) return at - 1
      if ((documentation ? closes : opens).test(begin)) {
        documentation = !documentation
        continue
      }
    }
    if (documentation) continue
    if (shift < at) shift = offsetOf(program, SHIFT, at)
    if (shift >= behind) continue
    const line = program.toString('latin1', at, Math.min(behind - 1, at + LINE_LIMIT))
    if (skipComments && COMMENT.test(line)) continue
    const last = lastLineOfHeredocs(line, at, lineBehind)
    if (last > at) behind = behindLineOf(program, last)
  }
  return undefined
}

/** Offset of the first `what` at or behind `from`; infinity if there is none. */
function offsetOf(program: Buffer, what: Buffer, from: number): number {
  const at = program.indexOf(what, from)
  return at < 0 ? Number.POSITIVE_INFINITY : at
}

/**
 * Offset of the last line of the here-documents that the line at `at` opens, or `at`. A `<<` without an end is a shift
 * operator.
 */
function lastLineOfHeredocs(line: string, at: number, lineBehind: LineBehind): number {
  for (const word of heredocsIn(line)) at = lineBehind(word, at + 1, 'around') ?? at
  return at
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

/** Whether a line behind the program would begin within a string. */
export function endsInString(program: Buffer, dialect: DataDialect): boolean {
  const text = program.toString('latin1')
  return isInString(`${text}\n\n`, dialect, text.length + 1, lineFinder(program))
}

/** Whether the line that seems to start the data may be text within a string. */
export function isDataUnsure(program: Buffer, dialect: DataDialect): boolean {
  const newline = dataSection(program, dialect)
  if (newline === undefined) return false
  return isInString(program.toString('latin1'), dialect, newline + 1, lineFinder(program))
}
