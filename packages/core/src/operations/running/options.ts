/** Command lines of interpreters: which words are options, which are their values, and where the program's own begin. */

/** The options of one program, as far as they decide where its own arguments begin. */
export interface OptionTable {
  /**
   * Options that have a value, with blanks between them: `-r --require`. The value is the next word; or it follows
   * behind `=`; or, for a letter where letters stand together, in the same word.
   */
  values: string
  /** Options behind which no other option is read, with blanks between them: `-c -m`. */
  last?: string
  /**
   * For programs whose letters may stand together in a word (`-euo pipefail`): what else belongs to a letter without
   * a blank, such as the digits behind `-l` of Perl. Undefined for programs that have none such.
   */
  letters?: Readonly<Record<string, RegExp>>
  /**
   * As in shells: options may begin with `+`, a single `-` ends them, and values are the next words even for a letter in
   * the midst of others.
   */
  isShell?: boolean
}

/** A command line, taken apart. */
export interface CommandLine {
  /** The options with their values, in their order; an empty text for an option without one. */
  options: readonly (readonly [name: string, value: string])[]
  /** Everything from the first word that is no option. */
  rest: readonly string[]
  /** Whether a `--` stands before the rest. */
  isEnded: boolean
}

/** The rest of a word. */
export const REST = /.*/sy

/** Takes a command line apart, up to the first word that is neither an option nor its value. */
export function takeApart(args: readonly string[], table: OptionTable): CommandLine {
  const values = new Set(table.values.split(/\s+/))
  const last = new Set(table.last?.split(/\s+/))
  const options: (readonly [string, string])[] = []
  let at = 0
  while (at < args.length) {
    const word = args[at]!
    const isEnd = word === '--' || (word === '-' && table.isShell === true)
    if (isEnd) return { options, rest: args.slice(at + 1), isEnded: true }
    const isOption = (word.startsWith('-') && word !== '-') || (table.isShell === true && /^\+./.test(word))
    if (!isOption) break
    const found =
      table.letters && !word.startsWith('--')
        ? lettersOf(word, args.slice(at + 1, at + 1 + word.length), values, table)
        : wordOf(word, args[at + 1], values)
    options.push(...found.options)
    at += 1 + found.taken
    if (found.options.some(([name]) => last.has(name))) break
  }
  return { options, rest: args.slice(at), isEnded: false }
}

/** The values of an option that has several names; empty if it was not given. */
export function valuesOf({ options }: CommandLine, ...names: readonly string[]): string[] {
  return options.filter(([name]) => names.includes(name)).map(([, value]) => value)
}

interface Found {
  options: (readonly [string, string])[]
  /** How many of the next words are values. */
  taken: number
}

function wordOf(word: string, next: string | undefined, values: ReadonlySet<string>): Found {
  const [, name, value] = /^([^=]*)(?:=(.*))?$/s.exec(word)!
  const takesNext = value === undefined && values.has(name!)
  return { options: [[name!, value ?? (takesNext ? (next ?? '') : '')]], taken: takesNext ? 1 : 0 }
}

/** Letters in one word, up to one that has a value. */
function lettersOf(
  word: string,
  next: readonly string[],
  values: ReadonlySet<string>,
  { letters = {}, isShell = false }: OptionTable,
): Found {
  const options: (readonly [string, string])[] = []
  let taken = 0
  for (let at = 1; at < word.length; ) {
    const name = word[0]! + word[at++]!
    if (values.has(name)) {
      const behind = isShell ? '' : word.slice(at)
      options.push([name, behind || (next[taken] ?? '')])
      if (behind === '') taken++
      if (!isShell) break
      continue
    }
    const pattern = letters[name[1]!]
    if (pattern) pattern.lastIndex = at
    const own = pattern?.exec(word)?.[0] ?? ''
    options.push([name, own])
    at += own.length
  }
  return { options, taken }
}
