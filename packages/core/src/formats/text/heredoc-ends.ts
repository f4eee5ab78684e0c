/** Where the here-documents of Perl, Ruby and Raku end: at the next line that holds nothing but their word. */

/** What may open one, by the sign before its word: the first group; the word is the third or the fourth. */
export const HEREDOC = /<<([-~]?)(?:[ \t]*(["'`])([^\n]*?)\2|\\?([A-Za-z_\x80-\xff][\w\x80-\xff]*))/g

/** What opens one if a line ends it. Without quotes no blank may precede the word. */
const CERTAIN = /<<[-~]?(?:(["'`])([^"'`\n]+)\1|([A-Za-z_]\w*))/g

/** The line that ends a format of Perl (perldoc.perl.org/perlform). */
export const FORMAT_END = '.'

const NEWLINE = 0x0a

/** Where a line may have blanks besides the word. A carriage return at its end is none. */
export type Blanks = 'none' | 'before' | 'around'

/** Offset of the first line, of those that begin at or behind `from`, that holds only `word` and such blanks. */
export type LineBehind = (word: string, from: number, blanks: Blanks) => number | undefined

/** The lines that hold a word, by the word. */
type Index = Map<string, number[]>

/**
 * Answers for one program. It is read when the first answer is needed. Only lines that some here-document could end at
 * are kept, so a program of many short lines needs no more memory than its own.
 */
export function lineFinder(program: Buffer): LineBehind {
  let lines: Record<Blanks, Index> | undefined
  return (word, from, blanks) => {
    lines ??= linesOfWords(program, wordsIn(program))
    return firstFrom(lines[blanks].get(word) ?? [], from)
  }
}

/** Offset behind the end of the line that holds the byte at `at`. Faster than a search where lines are short. */
export function behindLineOf(program: Buffer, at: number): number {
  while (at < program.length && program[at] !== NEWLINE) at++
  return at + 1
}

/** The words of the here-documents that a line opens, if there are lines at which they end. */
export function heredocsIn(line: string): string[] {
  const words: string[] = []
  CERTAIN.lastIndex = 0
  for (let match: RegExpExecArray | null; (match = CERTAIN.exec(line)); ) words.push(match[2] ?? match[3]!)
  return words
}

/** All words behind `<<` in a program, also without the blanks around them. */
function wordsIn(program: Buffer): Set<string> {
  const words = new Set([FORMAT_END])
  const text = program.toString('latin1')
  HEREDOC.lastIndex = 0
  for (let match: RegExpExecArray | null; (match = HEREDOC.exec(text)); ) {
    const word = match[3] ?? match[4]!
    words.add(word)
    words.add(word.trim())
    const certain = /^\w+/.exec(word)?.[0]
    if (certain !== undefined && certain !== word) words.add(certain)
    // There can be another one within its quotes, if these are not what they seem.
    HEREDOC.lastIndex = match.index + 2
  }
  return words
}

function linesOfWords(program: Buffer, words: ReadonlySet<string>): Record<Blanks, Index> {
  const lines: Record<Blanks, Index> = { none: new Map(), before: new Map(), around: new Map() }
  const begins = new Uint8Array(256)
  let longest = 0
  for (const word of words) {
    begins[word.charCodeAt(0)] = 1
    longest = Math.max(longest, word.length)
  }
  for (let at = 0, behind: number; at < program.length; at = behind) {
    behind = behindLineOf(program, at)
    const lineEnd = Math.min(behind - 1, program.length)
    let start = at
    let end = lineEnd
    while (start < end && isBlank(program[start]!)) start++
    while (end > start && isBlank(program[end - 1]!)) end--
    const mayHold = start === end ? words.has('') : end - start <= longest && begins[program[start]!] === 1
    const word = mayHold ? program.toString('latin1', start, end) : undefined
    if (word === undefined || !words.has(word)) continue
    append(lines.around, word, at)
    const text = program.toString('latin1', at, lineEnd).replace(/\r$/, '')
    if (words.has(text)) append(lines.none, text, at)
    if (words.has(text.trimStart())) append(lines.before, text.trimStart(), at)
  }
  return lines
}

function append(index: Index, word: string, at: number): void {
  const found = index.get(word)
  if (found) found.push(at)
  else index.set(word, [at])
}

/** What `String.prototype.trim` takes for a blank, of Latin-1. */
function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0xa0 || (byte >= 0x09 && byte <= 0x0d)
}

/** The first of the ascending `numbers` that is not below `from`. */
function firstFrom(numbers: readonly number[], from: number): number | undefined {
  let low = 0
  let high = numbers.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (numbers[middle]! >= from) high = middle
    else low = middle + 1
  }
  return numbers[low]
}
