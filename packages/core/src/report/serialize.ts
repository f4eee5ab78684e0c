/** A report as JSON text, with integers and floats as exact as a mark keeps them. */
import { type Dict, Float, type Value } from '@chalkmark/mark'
import { printableJson } from '../redact/printable.js'

/** Above this many artifacts each one takes a single line, which makes the file ten times shorter in lines. */
const ONE_LINE_EACH = 500

/** Characters: the longest line of several items, and the longest of these items, such as names of variables. */
const WIDTH = 100
const SHORT = 50

/**
 * The report file's text: a JSON array with one host report, indented for readers.
 * @param hosts the host reports, their keys in the order in which they shall stand.
 */
export function serializeReport(hosts: readonly Value[]): string {
  return `${write(hosts as Value[], '\n')}\n`
}

/** The text of one of several host reports, for {@link serializeHosts}. */
export function serializeHost(host: Dict): string {
  return write(host, '\n  ')
}

/** The report file's text for several builds. */
export function serializeHosts(hosts: readonly string[]): string {
  return hosts.length === 0 ? '[]\n' : `[\n  ${hosts.join(',\n  ')}\n]\n`
}

/**
 * Texts are concatenated, never joined from lists. V8 then copies them once at the end, and not at every level of
 * the report.
 * @param margin the newline and the indentation of this depth.
 */
function write(value: Value, margin: string): string {
  if (!isNested(value)) return scalar(value)
  const inner = `${margin}  `
  if (Array.isArray(value)) {
    if (value.length > ONE_LINE_EACH || !value.some(isNested)) {
      const items = value.map(line)
      const oneLine = `[${items.join(', ')}]`
      if (oneLine.length <= WIDTH) return oneLine
      const lines = items.every((item) => item.length <= SHORT) ? filled(items) : items
      return `[${inner}${lines.join(`,${inner}`)}${margin}]`
    }
    let text = ''
    for (const item of value) text += `${text && ','}${inner}${write(item, inner)}`
    return `[${text}${margin}]`
  }
  let text = ''
  for (const key of Object.keys(value))
    text += `${text && ','}${inner}${quote(key)}: ${write(value[key]!, inner)}`
  return text ? `{${text}${margin}}` : '{}'
}

/** Short items, as many on a line as fit. */
function filled(items: readonly string[]): string[] {
  const lines: string[] = []
  for (const item of items) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + item.length + 2 <= WIDTH) lines.push(`${lines.pop()}, ${item}`)
    else lines.push(item)
  }
  return lines
}

/** A value on one line. */
export function line(value: Value): string {
  if (!isNested(value)) return scalar(value)
  if (Array.isArray(value)) return `[${value.map(line).join(', ')}]`
  let text = ''
  for (const key of Object.keys(value)) text += `${text && ','} ${quote(key)}: ${line(value[key]!)}`
  return text ? `{${text} }` : '{}'
}

function isNested(value: Value): value is Value[] | Dict {
  return typeof value === 'object' && value !== null && !(value instanceof Float)
}

function scalar(value: Exclude<Value, Value[] | Dict>): string {
  if (typeof value === 'string') return quote(value)
  return value instanceof Float ? value.text : String(value)
}

/** A string as JSON. Reports are also printed on terminals, so what would act there is escaped. */
function quote(text: string): string {
  return printableJson(JSON.stringify(text))
}
