/** Where programs are looked for. */
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'

/**
 * A `PATH` without its relative and empty entries: these mean the working directory, where a stranger may have put
 * programs. An empty `PATH` would be such an entry, so a `PATH` without absolute entries becomes the path of a
 * file, in which nothing is found.
 */
function absoluteEntries(path: string): string {
  const kept = path.split(delimiter).filter((entry) => isAbsolute(entry))
  return kept.join(delimiter) || process.execPath
}

/** The environment with such a `PATH`, in whatever case its name is spelled. */
export function withAbsolutePath<E extends Readonly<Record<string, string | undefined>>>(env: E): E {
  const names = Object.keys(env).filter((name) => /^path$/i.test(name) && env[name] !== undefined)
  return { ...env, ...Object.fromEntries(names.map((name) => [name, absoluteEntries(env[name]!)])) }
}

/**
 * Where a program is: in the first absolute folder of the `PATH` that has it. A system that is given only a name
 * also looks in other places: Windows first in the working directory.
 * @param name without an ending, such as `git`.
 * @returns its absolute path; undefined if it is in none of the folders.
 */
export function findProgram(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const isWindows = process.platform === 'win32'
  const file = isWindows ? `${name}.exe` : name
  const spelled = Object.keys(env).filter((key) => (isWindows ? /^path$/i.test(key) : key === 'PATH'))
  // The default of systems without a PATH.
  const paths = spelled.length > 0 ? spelled.map((key) => env[key] ?? '') : ['/usr/bin:/bin']
  return paths
    .flatMap((path) => path.split(delimiter))
    .filter((folder) => isAbsolute(folder))
    .map((folder) => join(folder, file))
    .find(isProgram)
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
