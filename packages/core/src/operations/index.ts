/** Operations on files: what the command does. */
export { type FoundFile, type SymlinkPolicy, type WalkOptions, walk } from '../files/walk.js'
export { type OperationReport, reportOperation, runFacts } from '../report/operation.js'
export { extract } from './extract.js'
export type { FileOptions, Outcome, Problem } from './files.js'
export { type Inserted, type InsertOptions, insert } from './insert.js'
export { type RemoveOptions, remove } from './remove.js'
export { judgeAll, type Verified, type VerifyOptions, verify } from './verify.js'
