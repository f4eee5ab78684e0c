/** A mark's keys: which it must have, in which order they stand in its text and in what METADATA_HASH is computed from. */
import { sortUtf8 } from './text.js'

/** What is there before a mark is sealed. */
export const REQUIRED = ['MAGIC', 'CHALK_ID', 'CHALK_VERSION']

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

/** A dict's keys as they stand in a mark's text: those of the mark itself (at depth 1) in its order. May change the array. */
export function textOrder(keys: string[], depth = 1): string[] {
  return depth > 1 ? keys : sortUtf8(keys).sort((a, b) => rank(a) - rank(b))
}

/** A dict's keys as METADATA_HASH has them, without those of the mark itself (at depth 1) that it does not cover. */
export function hashOrder(keys: string[], depth = 1): string[] {
  return sortUtf8(keys.filter((key) => depth > 1 || !UNHASHED.includes(key)))
}

function rank(key: string): number {
  return ORDER.indexOf(key) + 1 || 9
}
