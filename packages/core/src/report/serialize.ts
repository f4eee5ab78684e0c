/** A report as JSON text, with integers and floats as exact as a mark keeps them. */
import { Float, type Value } from '@chalkmark/mark'

/** Above this many artifacts each one takes a single line: the file stays a tenth of the lines long. */
const ONE_LINE_EACH = 500

/**
 * The report file's text: a JSON array with one host report, indented for readers.
 * @param hosts the host reports, their keys in the order in which they shall stand.
 */
export function serializeReport(hosts: readonly Value[]): string {
  return `${write(hosts as Value[], 0)}\n`
}

function write(value: Value, depth: number): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (value instanceof Float) return value.text
  if (value === null || typeof value !== 'object') return String(value)
  const open = '  '.repeat(depth + 1)
  const close = '  '.repeat(depth)
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]'
    const flat =
      value.length > ONE_LINE_EACH || value.every((item) => typeof item !== 'object' || item === null)
    const items = value.map((item) => (flat ? line(item) : write(item, depth + 1)))
    const oneLine = `[${items.join(', ')}]`
    return flat && oneLine.length <= 100 ? oneLine : `[\n${open}${items.join(`,\n${open}`)}\n${close}]`
  }
  const entries = Object.entries(value)
  if (entries.length === 0) return '{}'
  const pairs = entries.map(([key, item]) => `${JSON.stringify(key)}: ${write(item, depth + 1)}`)
  return `{\n${open}${pairs.join(`,\n${open}`)}\n${close}}`
}

/** A value on one line. */
export function line(value: Value): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (value instanceof Float) return value.text
  if (value === null || typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return `[${value.map(line).join(', ')}]`
  return `{ ${Object.entries(value)
    .map(([key, item]) => `${JSON.stringify(key)}: ${line(item)}`)
    .join(', ')} }`
}
