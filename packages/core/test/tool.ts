import { type SpawnSyncOptions, spawnSync } from 'node:child_process'

/**
 * Whether a program that a test needs can be run. On a developer's machine a test may be skipped for want of it;
 * in CI, where everything is installed, that would hide a broken test, so there it is a failure.
 * @param probe arguments with which the program ends at once and successfully.
 * @param user who has to be able to run it.
 */
export function hasTool(
  name: string,
  probe: string[] = ['--version'],
  user: Pick<SpawnSyncOptions, 'uid' | 'gid'> = {},
): boolean {
  const found = spawnSync(name, probe, { stdio: 'ignore', ...user }).status === 0
  if (!found && process.env.CI) throw new Error(`${name} is needed by the tests and cannot be run`)
  return found
}
