/**
 * Declarations that interpreters, bundlers and editors read from comments anywhere in a file. A mark must not hold
 * one, since strangers choose its values (commit messages, for example). When a mark is written, one character of
 * each declaration becomes an escape, so that those programs do not see it.
 */

/**
 * Words before a `:` or `=`. `coding`: Python (PEP 263), Ruby, Erlang and Emacs; modelines of vim (`:help
 * modeline`) and Kate; Emacs' local variables; links to source maps (ECMA-426), which loaders look for within
 * comments, too; what makes a linter skip a whole file.
 */
const SIGN =
  /[:=](?<=(?:coding\s*|(?<=\s)(?:vim?[<=>]?\d{0,9}|ex)|(?:\bkate|\bpylint|Local Variables|sourceMappingURL|sourceURL|debugId|\bisort|\bcheckov|\btfsec|\btrivy)\s*)[:=])/gi

/** The star of `-*-`, between which Emacs and Ruby read variables (docs.ruby-lang.org, "Code Comments"). */
const STAR = /(?<=-)\*(?=-)/g

/** Annotations of the code that follows, as bundlers and compilers read them: `#__PURE__`, `@jsx`. */
const ANNOTATION = /(?<=[#@])_(?=_[A-Z])|(?<=@)j(?=sx)/g

const ALL = new RegExp(`${SIGN.source}|${STAR.source}|${ANNOTATION.source}`, 'gi')

/**
 * The text of a mark with an escape in each declaration. All of them stand in JSON strings, and no character
 * replaced is an escape yet.
 */
export function escapeDeclarations(mark: string): string {
  return mark.replace(ALL, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/**
 * The first declaration in a mark's text that counts in the mark's place.
 * @param everywhere the declarations that count below the top of the text; undefined at the top, where all of them
 *   count.
 */
export function declarationIn(mark: string, everywhere?: readonly RegExp[]): string | undefined {
  for (const pattern of everywhere ?? [ALL]) {
    pattern.lastIndex = 0
    const match = pattern.exec(mark)
    if (match) return wordAround(mark, match.index)
  }
  return undefined
}

/** What is read on every line, by the language's syntax. */
export const READ_EVERYWHERE: Readonly<Record<string, readonly RegExp[]>> = {
  ruby: [STAR],
  javascript: [ANNOTATION, /(?<=sourceMappingURL|sourceURL|debugId)=/g],
  css: [/(?<=sourceMappingURL|sourceURL|debugId)=/g],
}

/** Letters around `at`, for a message. */
function wordAround(text: string, at: number): string {
  return (
    (/[\w@#*-]*$/.exec(text.slice(Math.max(0, at - 20), at))?.[0] ?? '') +
    (/^.[\w*-]{0,12}/.exec(text.slice(at))?.[0] ?? '')
  )
}
