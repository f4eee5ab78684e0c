/**
 * Which file the system starts for a command: execvp(3) on POSIX systems; on Windows CreateProcess, with the endings
 * that `PATHEXT` lists. This only reads, so relative entries of the `PATH` count as they do when the command starts.
 */
import { accessSync, constants, statSync } from 'node:fs'
import { posix, win32 } from 'node:path'

type Env = Readonly<Record<string, string | undefined>>

/** What is looked at, in this order. */
export interface Lookup {
  command: string
  cwd: string
  env: Env
  platform?: NodeJS.Platform
}

/** Where a system looks that has no PATH. */
const NO_PATH = '/usr/bin:/bin'

/** The absolute path of the file that a command starts; undefined if there is none. */
export function locate(command: string, cwd: string, env: Env): string | undefined {
  return placesOf({ command, cwd, env }).find(process.platform === 'win32' ? isFile : isProgram)
}

/** Everything that a system looks at for a command, in its order. */
export function placesOf({ command, cwd, env, platform = process.platform }: Lookup): string[] {
  if (command === '') return []
  if (platform !== 'win32') {
    if (command.includes('/')) return [posix.resolve(cwd, command)]
    return (env.PATH ?? NO_PATH).split(':').map((folder) => posix.resolve(cwd, folder, command))
  }
  const folders = /[\\/:]/.test(command) ? [''] : ['', ...(variable(env, 'PATH') ?? '').split(';')]
  const endings = (variable(env, 'PATHEXT') ?? '.COM;.EXE;.BAT;.CMD').split(';').filter(Boolean)
  const hasEnding = endings.some((ending) => command.toLowerCase().endsWith(ending.toLowerCase()))
  const names = [...(hasEnding ? [command] : []), ...endings.map((ending) => command + ending)]
  return folders.flatMap((folder) => names.map((name) => win32.resolve(cwd, folder, name)))
}

/** A variable, in whatever case Windows spells its name. */
function variable(env: Env, name: string): string | undefined {
  const spelled = Object.keys(env).find((key) => key.toUpperCase() === name)
  return spelled === undefined ? undefined : env[spelled]
}

/** Whether there is a regular file, behind links, too. Nothing is opened. */
export function isFile(path: string): boolean {
  return sizeOfFile(path) !== undefined
}

/** Bytes of a regular file; undefined for all else, and if we may not look. Nothing is opened. */
export function sizeOfFile(path: string): number | undefined {
  try {
    const stats = statSync(path)
    return stats.isFile() ? stats.size : undefined
  } catch {
    return undefined
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return isFile(path)
  } catch {
    return false
  }
}
