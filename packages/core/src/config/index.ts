/** Options, their check, and what reading a config needs: nothing here marks, as bundlers load it with every config. */
export { ChalkError, reasonOf } from '../error.js'
export { checkOptions } from './check.js'
export {
  type ChalkOptions,
  DEFAULT_REPORT,
  type EnvPolicy,
  type HashedFiles,
  type KeyContext,
  type KeyValue,
} from './options.js'
export { reproducibleDate } from './source-date.js'
