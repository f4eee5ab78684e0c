/** Texts that hold a command line: split into words. */

/**
 * Words between blanks, in which quotes of both kinds keep blanks and a backslash keeps the next sign, as for
 * `env -S`, NODE_OPTIONS and argument files of Java.
 */
export function shellWords(text: string): string[] {
  const words: string[] = []
  let word: string | undefined
  let quote = ''
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]!
    if (sign === '\\' && quote !== "'" && at + 1 < text.length) word = (word ?? '') + text[++at]
    else if (quote !== '') {
      if (sign === quote) quote = ''
      else word += sign
    } else if (sign === '"' || sign === "'") {
      quote = sign
      word ??= ''
    } else if (/\s/.test(sign)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else word = (word ?? '') + sign
  }
  return word === undefined ? words : [...words, word]
}
