/** Everything that the plugins and the command share. */
export { type Dict, encodeMark, Float, FORMAT_VERSION, type Value, validate } from '@chalkmark/mark'
export { bufferSource, type Source, type Splice } from './bytes/source.js'
export { applySplices, hashSpliced, sha256Hex } from './bytes/splices.js'
export * from './collectors/collector.js'
export { collectFacts, type Facts, type FactsRequest, type Moment, momentOf } from './collectors/facts.js'
export { openPlaces, type Places } from './collectors/places.js'
export { headOf } from './collectors/vcs/git/head.js'
export { checkOptions } from './config/check.js'
export type { ChalkOptions, EnvPolicy, HashedFiles, KeyContext, KeyValue } from './config/options.js'
export { ChalkError, CodecError, reasonOf } from './error.js'
export * from './formats/artifact.js'
export * from './formats/format.js'
export { unpacked as unpackedGzip } from './formats/npm-tarball/gzip.js'
export { text } from './formats/text/index.js'
export { takeOutMarks } from './formats/text/take-out.js'
export { wasm } from './formats/wasm.js'
export * from './keys/index.js'
export { type FactsByPlace, factsByPlace, type PlaceFacts, sayNoCommit } from './mark/by-place.js'
export { type Composed, type Composer, composeMark, type Subject } from './mark/compose.js'
export { contentHash, type Inspected, inspect, judge, type Verdict } from './mark/inspect.js'
export { type BuildFacts, beginPreparation, type Preparation, type PrepareOptions } from './mark/prepare.js'
export type { Sealed } from './mark/seal.js'
export {
  type InspectedBytes,
  inspectBytes,
  type MarkedBytes,
  markBytes,
  spliceText,
} from './output/mark-bytes.js'
export { keepNamed, redact } from './redact/index.js'
export { printable } from './redact/printable.js'
export { reportInserted } from './report/chalk.js'
export { type HostReport, hostReport } from './report/host.js'
export { serializeReport } from './report/serialize.js'
export { unmarkedReasons } from './report/unmarked.js'
