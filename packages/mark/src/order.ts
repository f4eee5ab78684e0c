/** A mark's keys: which ones it must have, and their order in its text and in the bytes for METADATA_HASH. */
import { sortUtf8 } from './text.js'

/** The keys that a mark must have before it is sealed. */
export const REQUIRED = ['MAGIC', 'CHALK_ID', 'CHALK_VERSION']

/** The order of keys. Keys that are not listed stand in the place of the empty one, which is the ninth. */
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

/** A dict's keys in the order of a mark's text, for the mark itself and the dicts in it. May change the array. */
export function textOrder(keys: string[]): string[] {
  return sortUtf8(keys).sort((a, b) => rank(a) - rank(b))
}

/** A dict's keys in the order for METADATA_HASH, at depth 1 without the keys that it does not cover. */
export function hashOrder(keys: string[], depth = 1): string[] {
  return sortUtf8(keys.filter((key) => depth > 1 || !UNHASHED.includes(key)))
}

function rank(key: string): number {
  return ORDER.indexOf(key) + 1 || 9
}
