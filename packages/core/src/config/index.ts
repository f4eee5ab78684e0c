/**
 * What reading a config needs, without anything that marks: bundlers load it with every config, also for their
 * dev servers.
 */
export type { EnvPolicy } from '../collectors/env.js'
export { reproducibleDate } from '../collectors/time.js'
export { ChalkError, reasonOf } from '../error.js'
export { inside } from '../files/inside.js'
export { readPlainFile } from '../files/plain.js'
export { printable, printableJson, printableLine } from '../printable.js'
export { checkOptions } from './check.js'
export {
  type ChalkOptions,
  DEFAULT_REPORT,
  type HashedFiles,
  type KeyContext,
  type KeyValue,
} from './options.js'
