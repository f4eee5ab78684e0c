/** What a command runs: its files, and their marks. And what its environment holds. */
export type { RunningCommand, RunningContext, RunningFile } from './command.js'
export { filesOfCommand } from './command-files.js'
export { type Running, type RunningLimits, type RunningOptions, readRunning } from './read.js'
export { extractVariables, variableName } from './variables.js'
