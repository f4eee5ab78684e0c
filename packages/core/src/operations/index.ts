/** Operations on files: what the command does. */
export { codecs } from '../codecs/index.js'
export { below } from '../files/below.js'
export { IGNORE_FILE } from '../files/ignore-rules.js'
export { type Packed, type PackOptions, pack, sourceDate } from '../files/pack.js'
export { forEachConcurrent } from '../files/pool.js'
export { type FoundFile, type SymlinkPolicy, type WalkOptions, walk } from '../files/walk.js'
export { NOT_COVERED, UNCHECKED } from '../keys/own.js'
export { type Journal, openJournal } from '../report/journal.js'
export { type OperationReport, reportOperation, runFacts } from '../report/operation.js'
export { line as serializeLine } from '../report/serialize.js'
export { type Checked, checkOne } from './check-one.js'
export type { Collected } from './collect.js'
export { extract, extractLoose, type LooseArtifact } from './extract.js'
export { addLeftOut, addProblem, type FileOptions, newOutcome, type Outcome, type Problem } from './files.js'
export { type Inserted, type InsertOptions, insert } from './insert.js'
export { extractInside, type InsidePath, parseInsidePath } from './inside.js'
export { type RemoveOptions, remove } from './remove.js'
export {
  beginSession,
  type Marking,
  type Session,
  type SessionOptions,
  type SessionOutcome,
} from './session.js'
export { type Allowances, judgeAll, type Verified, type VerifyOptions, verify } from './verify.js'
