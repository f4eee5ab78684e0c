/** Operations on files: what the command does. */

export { tenantIn } from '../collectors/settings.js'
export { type KeySource, keySources } from '../collectors/sources.js'
export { DURATION, duration } from '../config/duration.js'
export { type Policy, type PolicyRule, parsePolicy, rulesOf } from '../config/policy.js'
export { codecs } from '../formats/index.js'
export { NOT_COVERED, UNCHECKED } from '../keys/catalogue.js'
export type { BuildFacts } from '../mark/prepare.js'
export type { Difference } from '../report/against.js'
export {
  CONVERT_FORMATS,
  type Converted,
  type ConvertFormat,
  convertReports,
} from '../report/convert/index.js'
export {
  differenceAsDict,
  diffReports,
  type FileDifference,
  type FileState,
  type ReportDifference,
} from '../report/diff.js'
export type { FactDifference } from '../report/diff-facts.js'
export { type GateSubject, openGate, type Violation } from '../report/gate.js'
export {
  type Fingerprint,
  type FoundBy,
  indexReports,
  type ReadReport,
  type ReportIndex,
  type ReportMatch,
} from '../report/lookup.js'
export { type OperationReport, reportOperation, runFacts } from '../report/operation.js'
export { type Origin, originOf } from '../report/origin.js'
export { addLeftOut, addProblem, newOutcome, type Outcome, type Problem } from '../report/outcome.js'
export { type Query, queryReports } from '../report/query.js'
export { reportedArtifacts } from '../report/reported.js'
export { line as serializeLine, serializeHost } from '../report/serialize.js'
export { timeOf } from '../report/values.js'
export { eachReport, type PlacedReport, reportsIn, type TellBad } from '../sinks/each-report.js'
export { readReports, reportsBeside } from '../sinks/read-reports.js'
export { type BuildReports, liesInOutput, readBuildReports } from './build-reports.js'
export { type Checked, checkOne } from './check-one.js'
export { type Comparison, compareWithReports, type ServedFile, sorted as sortDifferences } from './compare.js'
export { compareCompressed, SAME_CONTENT } from './compressed-copies.js'
export { type EnvironmentOptions, reportEnvironment } from './env.js'
export {
  type ExecMoment,
  type ExecOptions,
  type Execution,
  type Instant,
  instant,
  observeExecution,
  type StartedProgram,
} from './exec.js'
export { extract, extractLoose, type LooseArtifact } from './extract.js'
export type { FileOptions } from './files.js'
export { buildOf, type FileOrigin, type FindOptions, find, type MarkState } from './find.js'
export { type Inserted, type InsertOptions, insert, KEPT } from './insert.js'
export { extractInside, type InsidePath, parseInsidePath } from './inside.js'
export { type Packed, type PackOptions, pack, sourceDate } from './pack.js'
export { type RemoveOptions, remove } from './remove.js'
export {
  extractVariables,
  filesOfCommand,
  type Running,
  type RunningCommand,
  type RunningContext,
  type RunningFile,
  type RunningLimits,
  type RunningOptions,
  readRunning,
  variableName,
} from './running/index.js'
export {
  beginSession,
  type Marking,
  type Session,
  type SessionOptions,
  type SessionOutcome,
} from './session.js'
export { type Allowances, judgeAll, type Verified, type VerifyOptions, verify } from './verify.js'
