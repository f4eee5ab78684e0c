/** The output step, and what a bundler's plugin needs around it. */
export { bytesOf, type Change, type OutputFile, type Reference, renamedIn } from './file.js'
export type { StepOptions, StepResult } from './options.js'
export { commonFolder, isInside, nameIn, pathIn } from './path.js'
export { renameSalt } from './salt.js'
export { markOutput } from './step.js'
export { reader, writeChanges } from './write.js'
