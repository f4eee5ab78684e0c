/** Where programs are looked for. */
import { delimiter, isAbsolute } from 'node:path'

/**
 * A `PATH` without its relative and empty entries: these name the working directory, and with it the programs of whoever
 * made what is worked on. An empty `PATH` is an empty entry, so one that has no other gets a file, in which nothing is found.
 */
function absoluteEntries(path: string): string {
  const kept = path.split(delimiter).filter((entry) => isAbsolute(entry))
  return kept.join(delimiter) || process.execPath
}

/** The same environment, with such a `PATH`, however it is spelled. */
export function withAbsolutePath<E extends Readonly<Record<string, string | undefined>>>(env: E): E {
  const names = Object.keys(env).filter((name) => /^path$/i.test(name) && env[name] !== undefined)
  return { ...env, ...Object.fromEntries(names.map((name) => [name, absoluteEntries(env[name]!)])) }
}
