/** Names in DNS that hold facts of a report. */
import { domainToASCII } from 'node:url'
import type { Dict } from '@chalkmark/mark'
import type { SinkOptions } from '../config/sink-options.js'
import { Undelivered } from './undelivered.js'

/** RFC 1035, 2.3.4: the octets of a label, and of a name without its length bytes. */
const LONGEST_LABEL = 63
const LONGEST_NAME = 253

/**
 * The names for a report: one for each mark, each once; or one for the report, if there is no mark.
 * @throws Undelivered for a name that is too long; what a function of `normalize` throws.
 */
export function namesFor(report: Dict, options: SinkOptions['dns']): string[] {
  const chalks = Array.isArray(report._CHALKS) ? (report._CHALKS as Dict[]) : []
  if (chalks.length === 0 && options.requireMark) return []
  const each = chalks.length === 0 ? [{}] : chalks
  return [...new Set(each.map((chalk) => nameFor(report, chalk, options)))]
}

/** Keys of the report come before those of the mark, as in the reference program. */
function nameFor(
  report: Dict,
  chalk: Dict,
  { domain, missing = 'x', normalize = {} }: SinkOptions['dns'],
): string {
  const labelFor = (key: string) => {
    const dict = [report, chalk].find((dict) => Object.hasOwn(dict, key))
    const value = dict?.[key]
    const made = value !== undefined && Object.hasOwn(normalize, key) ? normalize[key]!(value) : value
    return labelOf(made) || missing
  }
  const labels = domain
    .split('.')
    .map((part) => part.replace(/\{([^{}]*)\}/g, (_, key: string) => labelFor(key.toUpperCase())))
    .map((part) => trimmed(/^[\x21-\x7e]*$/.test(part) ? part : domainToASCII(part)) || missing)
  // DNS does not tell cases apart, and resolvers change them.
  const name = labels.join('.').toLowerCase()
  if (name.length <= LONGEST_NAME) return name
  throw new Undelivered(
    `the name has ${name.length} characters, and DNS takes ${LONGEST_NAME}; name fewer keys in domain, or shorten them with normalize`,
    'unfit',
  )
}

/** A text, number or truth value as a label; of anything else, nothing. */
function labelOf(value: unknown): string {
  if (!['string', 'number', 'boolean', 'bigint'].includes(typeof value)) return ''
  return trimmed(
    String(value)
      .slice(0, 1024)
      .replace(/[^\w-]+/g, '-'),
  )
}

/** RFC 1035, 2.3.1: a label neither begins nor ends with a hyphen. */
function trimmed(label: string): string {
  return label.replace(/^-+/, '').slice(0, LONGEST_LABEL).replace(/-+$/, '')
}
