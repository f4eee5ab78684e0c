/**
 * The simple commands of a shell script, after POSIX.1-2017, Shell Command Language, 2.3 Token Recognition: enough
 * to see which command gets which words. Words keep their quotes and expansions. Commands within substitutions come
 * before the command around them. Here-documents have to be taken out before.
 */

/** What a command's words stand in. */
interface Context {
  /** What ends it: `)`, a backquote, a brace of an expansion, a double quote; nothing at the top. */
  close: string
  /** The words of the command so far, and the beginning of the next one. */
  words: string[]
  word: string | undefined
}

/** Contexts open at once that are followed. */
const MOST_OPEN = 100

const BLANK = ' \t\r'
const ENDS_COMMAND = '\n;&|'

/**
 * Calls `onCommand` with the words of each command. Reserved words such as `if` count as words.
 * @returns false if the script nests too deep to be followed.
 */
export function eachCommand(script: string, onCommand: (words: string[]) => void): boolean {
  const open: Context[] = [{ close: '', words: [], word: undefined }]
  let at = 0
  const add = (text: string) => {
    const top = open.at(-1)!
    top.word = (top.word ?? '') + text
    at += text.length
  }
  const endCommand = (top: Context) => {
    if (top.word !== undefined) top.words.push(top.word)
    if (top.words.length > 0) onCommand(top.words)
    top.words = []
    top.word = undefined
  }
  const push = (text: string, close: string) => {
    open.push({ close, words: [], word: undefined })
    at += text.length
    starts.push(at - text.length)
  }
  const starts: number[] = []
  const pop = () => {
    const inner = open.pop()!
    const start = starts.pop()!
    at++
    if (inner.close === ')' || inner.close === '`') endCommand(inner)
    if (script[start] !== '(') open.at(-1)!.word = (open.at(-1)!.word ?? '') + script.slice(start, at)
  }
  while (at < script.length) {
    if (open.length > MOST_OPEN) return false
    const top = open.at(-1)!
    const char = script[at]!
    const isQuoted = top.close === '"' || top.close === '}'
    if (char === top.close) pop()
    else if (char === '\\') add(script.slice(at, at + 2))
    else if (char === '$' && script[at + 1] === '(') push('$(', ')')
    else if (char === '$' && script[at + 1] === '{') push('${', '}')
    else if (char === '`') push('`', '`')
    else if (char === '"') push('"', '"')
    else if (char === "'" && top.close !== '"') add(script.slice(at, singleQuoteEnd(script, at)))
    else if (isQuoted) add(char)
    else if (char === '(') {
      endCommand(top)
      push('(', ')')
    } else if (ENDS_COMMAND.includes(char) || char === ')') {
      endCommand(top)
      at++
    } else if (BLANK.includes(char)) {
      if (top.word !== undefined) top.words.push(top.word)
      top.word = undefined
      at++
    } else if (char === '#' && top.word === undefined) {
      const newline = script.indexOf('\n', at)
      at = newline < 0 ? script.length : newline
    } else if (char === '<' || char === '>') {
      if (top.word !== undefined && !/^\d+$/.test(top.word)) top.words.push(top.word)
      top.words.push(char)
      top.word = undefined
      at++
    } else add(char)
  }
  for (const context of open.reverse()) endCommand(context)
  return true
}

/** Offset behind the string between apostrophes; `$'…'` knows escapes. */
function singleQuoteEnd(script: string, at: number): number {
  const escapes = script[at - 1] === '$'
  for (at++; at < script.length; at++) {
    if (script[at] === "'") return at + 1
    if (escapes && script[at] === '\\') at++
  }
  return at
}
