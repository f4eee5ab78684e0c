/** What the command and the plugins need of the disk. */

export { globFilter } from './globs.js'
export { IGNORE_FILE, isLeftOutByDefault } from './ignore-rules.js'
export { below, inside } from './paths.js'
export { readPlainFile } from './plain.js'
export { forEachConcurrent } from './pool.js'
export { strangerIn } from './trust.js'
export { type FoundFile, type SymlinkPolicy, type WalkOptions, walk } from './walk.js'
export { writeWhole } from './whole.js'
