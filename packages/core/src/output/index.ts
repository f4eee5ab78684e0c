/** The output step: marks what a bundler emits. */
export type { StepOptions, StepResult } from './options.js'
export { renameSalt } from './salt.js'
export { markOutput } from './step.js'
