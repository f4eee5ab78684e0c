/**
 * The user's own folder for what one run tells the next: `$XDG_STATE_HOME/chalkmark` (XDG Base Directory
 * Specification 0.8), by default `~/.local/state/chalkmark`; `~/Library/Application Support/chalkmark` on macOS and
 * `%LOCALAPPDATA%\chalkmark` on Windows. Its contents are trusted, so nobody else may be able to write to it.
 */
import { lstatSync } from 'node:fs'
import { homedir, userInfo } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import { makeFolders } from './make-folders.js'
import { isOurs, isOutOfReach } from './trust.js'

let found: { asked: string; folder: string | undefined } | undefined

/** The folder, which is made if necessary; undefined if no private one can be made. */
export function stateFolder(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const asked = JSON.stringify([env.XDG_STATE_HOME, env.LOCALAPPDATA, env.HOME, env.USERPROFILE])
  if (found?.asked !== asked) found = { asked, folder: candidates(env).find(isUsable) }
  return found.folder
}

function candidates(env: NodeJS.ProcessEnv): string[] {
  const homes = [homedir]
  // With sudo, HOME can still be that of the calling user. The second home is the one in the list of users.
  homes.push(() => userInfo().homedir)
  const folders = homes.flatMap((home) => {
    try {
      return [underHome(home(), env)]
    } catch {
      // The user is in no list, as in some containers.
      return []
    }
  })
  const { XDG_STATE_HOME } = env
  if (XDG_STATE_HOME !== undefined && isAbsolute(XDG_STATE_HOME)) folders.unshift(XDG_STATE_HOME)
  return folders.filter(isAbsolute).map((folder) => join(folder, 'chalkmark'))
}

function underHome(home: string, { LOCALAPPDATA }: NodeJS.ProcessEnv): string {
  if (process.platform === 'win32') return LOCALAPPDATA || join(home, 'AppData', 'Local')
  if (process.platform === 'darwin') return join(home, 'Library', 'Application Support')
  return join(home, '.local', 'state')
}

function isUsable(folder: string): boolean {
  try {
    // Before anything is made: with sudo, HOME can be the home of another user, who chooses what links in it lead to.
    if (!isOutOfReach(join(lowestThere(folder), 'any'))) return false
    makeFolders(folder, 0o700)
    const stats = lstatSync(folder)
    return stats.isDirectory() && isOurs(stats) && isOutOfReach(folder)
  } catch {
    // The system is read-only, or the home does not exist. Left-over folders then cannot be recognised.
    return false
  }
}

/** The folder, or the lowest one above it that is there. */
function lowestThere(folder: string): string {
  let there = folder
  while (!lstatSync(there, { throwIfNoEntry: false })) there = dirname(there)
  return there
}
