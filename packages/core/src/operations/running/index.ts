/** What a command runs: its files, and their marks. */
export type { RunningCommand, RunningContext, RunningFile } from './command.js'
export { filesOfCommand } from './command-files.js'
export { type Running, type RunningLimits, type RunningOptions, readRunning } from './read.js'
