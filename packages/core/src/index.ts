/** Everything that the plugins and the command share. */
export { type Dict, encodeMark, Float, FORMAT_VERSION, type Value, validate } from '@chalkmark/mark'
export * from './codecs/codec.js'
export { text } from './codecs/text/index.js'
export { wasm } from './codecs/wasm.js'
export * from './collectors/collector.js'
export type { EnvPolicy } from './collectors/env.js'
export { checkOptions } from './config/check.js'
export type { ChalkOptions, HashedFiles, KeyContext, KeyValue } from './config/options.js'
export { ChalkError, reasonOf } from './error.js'
export { writeWhole } from './files/whole.js'
export * from './keys/index.js'
export { type Composed, type Composer, composeMark, type Subject } from './operations/compose.js'
export { collectFacts, type Facts, type FactsRequest, type Moment, momentOf } from './operations/facts.js'
export { contentHash, type Inspected, inspect, judge, type Verdict } from './operations/inspect.js'
export {
  type InspectedBytes,
  inspectBytes,
  type MarkedBytes,
  markBytes,
  spliceText,
} from './operations/mark-bytes.js'
export { type Sealed, Sealer } from './operations/sealer.js'
export { printable } from './printable.js'
export { keepNamed, redact } from './redact/index.js'
export { reportInserted } from './report/chalk.js'
export { fallbackPlace } from './report/file.js'
export { type HostReport, hostReport } from './report/host.js'
export { serializeReport } from './report/serialize.js'
export { applySplices, hashSpliced, sha256Hex } from './splices.js'
