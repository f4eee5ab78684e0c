/** Options and their check. Bundlers load this with every config file, so nothing that marks is imported here. */

export { ChalkError, reasonOf } from '../error.js'
export { checkOptions } from './check.js'
export { DURATION, duration } from './duration.js'
export {
  type ChalkOptions,
  DEFAULT_REPORT,
  type EnvPolicy,
  type HashedFiles,
  type KeyContext,
  type KeyValue,
} from './options.js'
export { heartbeatKeys, type ReportChoices, reportKeys } from './report-keys.js'
export { reportFolder, reportPath } from './report-path.js'
export type { SinkConfig } from './sink-options.js'
export type { ReportContext, ReportingOptions, SinkFunction, Subscription } from './sinks.js'
export { reproducibleDate } from './source-date.js'
