/**
 * Patterns in the syntax of gitignore(5), without regard to case. They may come from strangers, so matching must
 * take no longer than the pattern's length times the path's. Matching therefore never goes back further than to the
 * last star.
 */

/** What one line says. */
interface IgnorePattern {
  /** Whether it takes files in again that an earlier pattern leaves out. */
  negated: boolean
  /** Whether only folders match. */
  foldersOnly: boolean
  parts: readonly Part[]
}

/** `FOLDERS`: any number of folders, also none. A list: what one name has to look like. Undefined: no name matches. */
type Part = typeof FOLDERS | readonly Unit[] | undefined

const FOLDERS = Symbol('**')
const STAR = Symbol('*')

/** A character of a name. */
interface Character {
  lower: string
  upper: string
}

/** Any text, or a test of one character. */
type Unit = typeof STAR | ((character: Character) => boolean)

/**
 * What a file's patterns say of a path: `true` if it is left out, `false` if it is taken in again, undefined if none
 * matches. What is in a folder that is left out is left out.
 * @param path relative to the file's folder, with `/` separators.
 */
export type IgnoreTest = (path: string, isFolder: boolean) => boolean | undefined

/** @param text the file's. */
export function ignoreTest(text: string): IgnoreTest {
  const patterns = text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .flatMap((line) => parseLine(line) ?? [])
  const folders = new Map<string, boolean | undefined>()
  const folder = (path: string) => {
    if (!folders.has(path)) folders.set(path, test(path, true))
    return folders.get(path)
  }
  const test: IgnoreTest = (path, isFolder) => {
    const parent = path.slice(0, Math.max(0, path.lastIndexOf('/')))
    if (parent !== '' && folder(parent)) return true
    return lastWord(patterns, path.split('/').map(charactersOf), isFolder)
  }
  return test
}

function charactersOf(name: string): Character[] {
  return Array.from(name, (character) => ({ lower: character.toLowerCase(), upper: character.toUpperCase() }))
}

function lastWord(
  patterns: readonly IgnorePattern[],
  names: readonly Character[][],
  isFolder: boolean,
): boolean | undefined {
  for (let i = patterns.length - 1; i >= 0; i--) {
    const { negated, foldersOnly, parts } = patterns[i]!
    if ((isFolder || !foldersOnly) && matches(parts, names, FOLDERS, matchesName)) return !negated
  }
  return undefined
}

function parseLine(line: string): IgnorePattern | undefined {
  if (line.startsWith('#')) return undefined
  const negated = line.startsWith('!')
  let text = withoutTrailingBlanks(negated ? line.slice(1) : line)
  const foldersOnly = text.endsWith('/')
  if (foldersOnly) text = text.slice(0, -1)
  if (text === '') return undefined
  const isAnchored = text.includes('/')
  const names = (text.startsWith('/') ? text.slice(1) : text).split('/')
  const parts: Part[] = names.map((name, i) =>
    isAnchored && /^\*{2,}$/.test(name) && !(i === 0 && names.length === 1) ? FOLDERS : parseName(name),
  )
  // A pattern that ends in `/**` means everything in the folder, not the folder itself.
  if (parts.at(-1) === FOLDERS) parts.push([STAR])
  return { negated, foldersOnly, parts: isAnchored ? parts : [FOLDERS, ...parts] }
}

/** A blank with a backslash before it stays. */
function withoutTrailingBlanks(text: string): string {
  let end = text.length
  while (text[end - 1] === ' ') end--
  let backslashes = 0
  while (text[end - 1 - backslashes] === '\\') backslashes++
  return text.slice(0, end < text.length && backslashes % 2 === 1 ? end + 1 : end)
}

/** Undefined if a bracket has no end or a backslash stands last: such a name matches nothing. */
function parseName(text: string): Unit[] | undefined {
  const units: Unit[] = []
  for (let at = 0; at < text.length; ) {
    const character = text[at]!
    if (character === '*') {
      if (units.at(-1) !== STAR) units.push(STAR)
      at++
    } else if (character === '?') {
      units.push(() => true)
      at++
    } else if (character === '[') {
      const bracket = parseBracket(text, at + 1)
      if (!bracket) return undefined
      units.push(bracket.unit)
      at = bracket.end
    } else {
      const literal = character === '\\' ? text[++at] : character
      if (literal === undefined) return undefined
      const wanted = literal.toLowerCase()
      units.push(({ lower }) => lower === wanted)
      at++
    }
  }
  return units
}

/** git's own classes, which hold ASCII characters only. */
const CLASSES: Readonly<Record<string, RegExp>> = {
  alnum: /[0-9A-Za-z]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  cntrl: /[\x00-\x1f\x7f]/,
  digit: /[0-9]/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[ \t\n\r]/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/,
}

/**
 * Parses what stands between brackets; `from` is behind the opening one. A `]` at the start is one of the
 * characters.
 */
function parseBracket(text: string, from: number): { unit: Unit; end: number } | undefined {
  let at = from
  const isNegated = text[at] === '!' || text[at] === '^'
  if (isNegated) at++
  const tests: ((character: string) => boolean)[] = []
  for (const first = at; text[at] !== ']' || at === first; ) {
    const named = /^\[:([a-z]*):\]/.exec(text.slice(at, at + 12))
    if (named) {
      const test = Object.hasOwn(CLASSES, named[1]!) ? CLASSES[named[1]!] : undefined
      if (!test) return undefined
      tests.push((character) => test.test(character))
      at += named[0].length
      continue
    }
    const low = literalAt(text, at)
    if (!low) return undefined
    const isRange = text[low.end] === '-' && text[low.end + 1] !== undefined && text[low.end + 1] !== ']'
    const high = isRange ? literalAt(text, low.end + 1) : low
    if (!high) return undefined
    tests.push((character) => character >= low.character && character <= high.character)
    // The first character of a range counts even if the range is the wrong way round.
    tests.push((character) => character === low.character)
    at = high.end
  }
  const unit = ({ lower, upper }: Character) => tests.some((test) => test(lower) || test(upper)) !== isNegated
  return { unit, end: at + 1 }
}

function literalAt(text: string, at: number): { character: string; end: number } | undefined {
  const end = text[at] === '\\' ? at + 2 : at + 1
  const character = text[end - 1]
  return character === undefined ? undefined : { character, end }
}

function matchesName(units: Part, name: readonly Character[]): boolean {
  return typeof units === 'object' && matches(units, name, STAR, matchesCharacter)
}

function matchesCharacter(unit: Unit, character: Character): boolean {
  return unit !== STAR && unit(character)
}

/**
 * Whether the items match the pattern, in which `any` stands for any number of items. If a later `any` follows, the
 * first place where the parts between the two fit is as good as any other. So only the last `any` is ever tried
 * again.
 */
function matches<P, I>(
  pattern: readonly P[],
  items: readonly I[],
  any: P,
  fits: (part: P, item: I) => boolean,
): boolean {
  let part = 0
  let item = 0
  let retryPart = -1
  let retryItem = 0
  while (item < items.length) {
    if (part < pattern.length && pattern[part] === any) {
      retryPart = ++part
      retryItem = item
    } else if (part < pattern.length && fits(pattern[part]!, items[item]!)) {
      part++
      item++
    } else if (retryPart < 0) return false
    else {
      part = retryPart
      item = ++retryItem
    }
  }
  while (part < pattern.length && pattern[part] === any) part++
  return part === pattern.length
}
