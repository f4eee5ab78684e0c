/** What the command and the plugins need of the disk. */

export { lookUp } from './folder.js'
export { globFilter } from './globs.js'
export { IGNORE_FILE, isLeftOutAsData, isLeftOutByDefault } from './ignore-rules.js'
export { below, inside } from './paths.js'
export { readPlainFile } from './plain.js'
export { forEachConcurrent } from './pool.js'
export { findProgram } from './search-path.js'
export { strangerIn } from './trust.js'
export {
  type FoundFile,
  type FoundPaths,
  findPaths,
  type SymlinkPolicy,
  type WalkOptions,
  walk,
} from './walk.js'
export { makeFolder, writeWholeIn } from './whole.js'
