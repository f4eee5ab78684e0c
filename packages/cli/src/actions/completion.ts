/** chalkmark completion: a script for the shell, made from the commands and their options. */
import { completionFor } from '../completion.js'
import type { Invocation } from '../invocation.js'
import { createProgram } from '../program.js'
import { writeText } from '../terminal/write.js'

export async function run({ paths: [shell] }: Invocation): Promise<number> {
  writeText('stdout', completionFor(shell!, createProgram()))
  return 0
}
