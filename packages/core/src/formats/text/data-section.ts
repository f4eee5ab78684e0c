/**
 * Programs that carry data behind their last line, such as behind `__END__` in Perl and Ruby. A comment there would
 * become part of the data, so the mark goes before the line that starts it.
 */
import type { Syntax } from './language-table.js'
import { type DataDialect, isInString } from './open-string.js'

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

/** Longest part of a line that is looked at. */
const LINE_LIMIT = 4096

/**
 * Offset of the newline before the line that starts the data; undefined if there is no such line, -1 if it is
 * the first one.
 */
export function dataSection(program: Buffer, dialect: DataDialect): number | undefined {
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
    else if (!documentation) i = behindHeredocs(text, i, lastLineOf)
  }
  return undefined
}

/** Whether the line that seems to start the data may be text within a string. */
export function isDataUnsure(program: Buffer, dialect: DataDialect): boolean {
  const newline = dataSection(program, dialect)
  if (newline === undefined) return false
  const lines = linesOf(program)
  const offsets = new Map<string, number[]>()
  for (const [text, indices] of indexLines(lines))
    offsets.set(
      text,
      indices.map((i) => lines[i]!.at),
    )
  return isInString(program.toString('latin1'), dialect, newline + 1, (text, from) =>
    next(offsets.get(text), from - 1),
  )
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
  for (const [i, { text }] of lines.entries()) {
    const key = text.trim()
    const found = index.get(key)
    if (found) found.push(i)
    else index.set(key, [i])
  }
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
