/** The output step: marks what a bundler emits. */
export { LEFT_OUT } from './left-out.js'
export { lineOf, type StepOptions, type StepProblem, type StepResult } from './options.js'
export { renameSalt } from './salt.js'
export { emptyResult, markOutput, renameOutput, unmarkOutput } from './step.js'
