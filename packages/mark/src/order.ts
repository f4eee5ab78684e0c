/** In which order a mark's keys stand in its text and in what METADATA_HASH is computed from. */
import { sortUtf8 } from './text.js'

/** The order of keys; one that is not here is the ninth, as the empty one. */
const ORDER = [
  'MAGIC',
  'CHALK_ID',
  'CHALK_VERSION',
  'TIMESTAMP_WHEN_CHALKED',
  'DATE_CHALKED',
  'TIME_CHALKED',
  'TZ_OFFSET_WHEN_CHALKED',
  'DATETIME_WHEN_CHALKED',
  '',
  'ERR_INFO',
  'METADATA_HASH',
  'METADATA_ID',
  'SIGNATURE',
  'SIGNING',
]

/** Keys that METADATA_HASH does not cover. They are left out of the mark's own dict only, not of nested ones. */
const UNHASHED = ['MAGIC', 'METADATA_HASH', 'METADATA_ID', 'SIGNING', 'SIGNATURE', 'EMBEDDED_CHALK']

/** The keys of a mark's own dict as they stand in its text. Changes the array. */
export function textOrder(keys: string[]): string[] {
  return sortUtf8(keys).sort((a, b) => rank(a) - rank(b))
}

/** Those that METADATA_HASH covers, as it is computed from them. */
export function hashOrder(keys: readonly string[]): string[] {
  return sortUtf8(keys.filter((key) => !UNHASHED.includes(key)))
}

function rank(key: string): number {
  return ORDER.indexOf(key) + 1 || 9
}
