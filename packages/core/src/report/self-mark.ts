/**
 * What the reference program keeps in the mark of its own program: its config, and the source text of what the config
 * imports. A report shows the beginning of each, so that one program does not fill it.
 */
import { type Dict, Float, type Value } from '@chalkmark/mark'

/** In characters, of each text. */
const LONGEST = 4096

/** Of the items of a list or dict. */
const MOST = 64

/** Names the keys of which not all is shown. */
const SHORTENED = '_X-SHORTENED'

/** A mark's keys with those that begin with `$` shortened. What is not shown of them is in the artifact. */
export function withShortSelfMark(claims: Dict): Dict {
  const shortened: string[] = []
  const entries = Object.entries(claims).map(([key, value]): [string, Value] => {
    if (!key.startsWith('$')) return [key, value]
    const short = shortenedValue(value)
    if (JSON.stringify(short, exact) !== JSON.stringify(value, exact)) shortened.push(key)
    return [key, short]
  })
  return { ...Object.fromEntries(entries), ...(shortened.length > 0 && { [SHORTENED]: shortened }) }
}

function exact(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}

function shortenedValue(value: Value): Value {
  if (typeof value === 'string') return value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value
  if (typeof value !== 'object' || value === null || value instanceof Float) return value
  if (Array.isArray(value)) return value.slice(0, MOST).map(shortenedValue)
  const entries = Object.entries(value).slice(0, MOST)
  return Object.fromEntries(entries.map(([key, item]) => [key.slice(0, LONGEST), shortenedValue(item)]))
}
