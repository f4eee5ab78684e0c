/**
 * JSON within a text (RFC 8259): what a name in it tells is secret, in any depth, as in the dicts of reports.
 *
 *     the answer was {"passwords":{"db":["…"]}}
 */
import type { Dict, Value } from '@chalkmark/mark'
import { REDACTED } from './names.js'
import { isPasswordLike, isPlaceholder } from './shape.js'
import { secretEntries, secretItems } from './structure.js'

/** The text with {@link REDACTED} for the texts and numbers of such values; all else keeps its spelling. */
export function redactJson(text: string): string {
  let rest = ''
  let done = 0
  let open = 0
  const start = /\{\s{0,99}"|\[\s{0,99}[[{"]/g
  for (let found = start.exec(text); found !== null && open < MOST_OPEN; found = start.exec(text)) {
    const to = endOf(text, found.index)
    if (to === undefined) {
      open++
      continue
    }
    rest += text.slice(done, found.index) + redactPiece(text.slice(found.index, to))
    done = to
    start.lastIndex = to
  }
  return rest + text.slice(done)
}

/** For so many brackets that nobody closes, the text is read to its end. */
const MOST_OPEN = 5

/** Where the bracket that opens at a place is closed again. */
function endOf(text: string, from: number): number | undefined {
  let depth = 0
  let isText = false
  for (let at = from; at < text.length; at++) {
    const sign = text[at]!
    if (isText && sign === '\\') at++
    else if (sign === '"') isText = !isText
    else if (!isText && (sign === '{' || sign === '[')) depth++
    else if (!isText && (sign === '}' || sign === ']') && --depth === 0) return at + 1
  }
  return undefined
}

function redactPiece(piece: string): string {
  const secrets = new Set<string>()
  try {
    collect(JSON.parse(piece), secrets)
  } catch {
    // It is of another language, or deeper than any JSON that is meant.
    return piece
  }
  if (secrets.size === 0) return piece
  return piece.replace(/((?<!\\)"(?:[^"\\]|\\.)*")(\s{0,99}:)?|-?\d[\d.eE+-]*/g, (leaf, _, colon?: string) =>
    colon === undefined && secrets.has(String(JSON.parse(leaf))) ? `"${REDACTED}"` : leaf,
  )
}

/** @param isSecret whether a name tells this value; what is deeper has to look like a password, as in a schema of JSON. */
function collect(value: Value, secrets: Set<string>, isSecret: boolean | 'within' = false): void {
  if (typeof value === 'string') {
    const is = isSecret === 'within' ? isPasswordLike(value) : isSecret && !isPlaceholder(value)
    if (is && value.trim() !== '') secrets.add(value)
  } else if (typeof value === 'number') {
    if (isSecret === true && value > 999) secrets.add(String(value))
  } else if (Array.isArray(value)) {
    const items = secretItems(value)
    for (const [index, item] of value.entries())
      collect(item, secrets, items.includes(index) || (isSecret && 'within'))
  } else if (typeof value === 'object' && value !== null) {
    const isEntrySecret = secretEntries(value as Dict)
    for (const [name, item] of Object.entries(value as Dict))
      collect(item, secrets, isEntrySecret(name) || (isSecret && 'within'))
  }
}
