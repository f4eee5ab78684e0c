/** chalkmark completion: a script for the shell, made from the tables of commands and options. */
import { completionFor, SHELLS } from '../completion.js'
import type { Invocation } from '../invocation.js'
import { writeText } from '../terminal/write.js'
import { UsageError } from '../usage-error.js'

export async function run({ paths: [shell] }: Invocation): Promise<number> {
  const script = completionFor(shell)
  if (script === undefined) {
    throw new UsageError(
      `say which shell: ${SHELLS.map((name) => `chalkmark completion ${name}`).join(', ')}`,
    )
  }
  writeText('stdout', script)
  return 0
}
