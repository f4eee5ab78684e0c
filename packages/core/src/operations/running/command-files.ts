/** The files that a command line names: the program, what runs it, and what is loaded with it. */
import { realpathSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import type { Named, RunningCommand, RunningContext, RunningFile } from './command.js'
import { kindOf, type ProgramKind } from './interpreters.js'
import { isFile, locate } from './locate.js'
import { readShebang } from './shebang-line.js'

/** A wrapper may start a wrapper, and a script may be run by a script. */
const DEEPEST = 8

/** The parts by their weight: what says most about what runs comes first. */
const ORDER: readonly RunningContext[] = [
  'executable',
  'script',
  'archive',
  'image',
  'preload',
  'agent',
  'classpath',
  'interpreter',
  'wrapper',
  'library',
  'open',
]

/** Puts the parts that say most first, and keeps the order among equals. */
export function byWeight<T extends { context: RunningContext }>(files: readonly T[]): T[] {
  return [...files].sort((a, b) => ORDER.indexOf(a.context) - ORDER.indexOf(b.context))
}

/**
 * The files that take part in what a command runs, by its command line alone. Nothing is started, and only regular
 * files are opened, for their first line. Scripts of package managers (`npm start`, `npx`) are not followed: what they
 * start is known only by their own programs.
 * @returns each file once, the program first; files that do not exist are left out.
 */
export function filesOfCommand(command: RunningCommand): RunningFile[] {
  const found = new Map<string, RunningContext>()
  for (const { path, context } of named(command, DEEPEST)) {
    const real = realPath(path)
    if (real !== undefined && !found.has(real)) found.set(real, context)
  }
  return byWeight([...found].map(([path, context]) => ({ path, context })))
}

function named(call: RunningCommand, depth: number): Named[] {
  const { command, args, cwd, env } = call
  const executable = locate(command, cwd, env)
  if (executable === undefined || depth === 0) return []
  const kind = kindOf(command, executable) ?? kindBehind(executable)
  const shebang = readShebang(executable)
  const context: RunningContext = !kind ? 'executable' : kind.isWrapper ? 'wrapper' : 'interpreter'
  const files: Named[] = [{ path: executable, context }]
  if (kind) {
    const { files: own, next } = kind.parse(call)
    files.push(...own, ...(next ? named(next, depth - 1) : []))
  } else files.push(...besides(executable))
  // What an interpreter's script starts is known by its own command line: a shim of a version manager is such a script.
  if (shebang) {
    const { interpreter, argument } = shebang
    const behind = [...(argument === undefined ? [] : [argument]), executable, ...args]
    files.push(...named({ ...call, command: interpreter, args: behind }, depth - 1))
  }
  return files
}

/** What a link of another name leads to. A box of many programs, such as busybox, only goes by the link's own name. */
function kindBehind(executable: string): ProgramKind | undefined {
  const kind = kindOf(realPath(executable) ?? executable, executable)
  return kind?.isWrapper ? undefined : kind
}

/** What a program needs that stands beside it: the assembly of a program of .NET, which is only its starter. */
function besides(executable: string): Named[] {
  const name = basename(executable, extname(executable).toLowerCase() === '.exe' ? extname(executable) : '')
  const stem = join(dirname(executable), name)
  return isFile(`${stem}.runtimeconfig.json`) ? [{ path: `${stem}.dll`, context: 'script' }] : []
}

/** Where a regular file is, without links; undefined if there is none. */
function realPath(path: string): string | undefined {
  try {
    return isFile(path) ? realpathSync(path) : undefined
  } catch {
    return undefined
  }
}
