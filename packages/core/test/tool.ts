import { spawnSync } from 'node:child_process'

/**
 * Whether a program that a test needs is installed. On a developer's machine a test may be skipped for want of it;
 * in CI, where everything is installed, that would hide a broken test, so there it is a failure.
 * @param probe arguments with which the program ends at once and successfully.
 */
export function hasTool(name: string, probe: string[] = ['--version']): boolean {
  const found = spawnSync(name, probe, { stdio: 'ignore' }).status === 0
  if (!found && process.env.CI) throw new Error(`${name} is needed by the tests and not installed`)
  return found
}
