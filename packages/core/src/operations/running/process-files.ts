/**
 * The files of a process, from /proc on Linux: proc(5).
 *
 *     /proc/PID/exe         the program's file, even if another one has its name by now
 *     /proc/PID/cmdline     the command line of the program that runs now: a shell may have started another in its place
 *     /proc/PID/map_files   links to what is mapped, for root; /proc/PID/maps has the paths for everybody
 *     /proc/PID/fd          links to what is open
 *     /proc/PID/task/TID/children
 */
import { statSync } from 'node:fs'
import type { Host } from '../../collectors/host.js'
import type { RunningCommand, RunningContext, RunningFile } from './command.js'

/** A process may start thousands of others. */
const MOST_PROCESSES = 64
/** Of one kind and process. */
const MOST_FILES = 4096

/** The marks of a file's name that is gone. */
const DELETED = / \(deleted\)$/

/** Files in memory, of the kernel and of devices are no artifacts. */
const NO_FILES = /^\/(?:proc|sys|dev|run\/shm)\/|^\/memfd:|^\/SYSV|^\/\[/

/** A process and what it has started, this one first; empty if it has ended or if this system does not tell. */
export function familyOf(host: Host, pid: number): number[] {
  if (host.platform !== 'linux') return []
  const family = [pid]
  for (const one of family) {
    if (family.length >= MOST_PROCESSES) break
    family.push(...childrenOf(host, one).filter((child) => !family.includes(child)))
  }
  return family.slice(0, MOST_PROCESSES).filter((one) => host.readLink(`/proc/${one}/exe`) !== undefined)
}

function childrenOf(host: Host, pid: number): number[] {
  return listed(host, `/proc/${pid}/task`).flatMap((task) => {
    const children = text(host, `/proc/${pid}/task/${task}/children`) ?? ''
    return children.split(' ').filter(Boolean).map(Number)
  })
}

/**
 * The command that a process runs now, with its own folder and environment.
 * @param otherwise what is taken for what may not be read.
 */
export function commandOf(
  host: Host,
  pid: number,
  otherwise: Pick<RunningCommand, 'cwd' | 'env'>,
): RunningCommand | undefined {
  const line = text(host, `/proc/${pid}/cmdline`)
  if (!line) return undefined
  const [command = '', ...args] = line.replace(/\0$/, '').split('\0')
  const cwd = host.readLink(`/proc/${pid}/cwd`)?.replace(DELETED, '') ?? otherwise.cwd
  const block = text(host, `/proc/${pid}/environ`)
  const entries = block?.split('\0').map((entry) => entry.split(/=(.*)/s, 2))
  const env = entries && Object.fromEntries(entries.filter((entry) => entry.length === 2))
  return { command, args, cwd, env: env ?? otherwise.env }
}

/** What a process runs, has mapped and has open, in this order. */
export function filesOfProcess(host: Host, pid: number): RunningFile[] {
  const own = `/proc/${pid}`
  const exe = `${own}/exe`
  const program = held(host, exe, 'executable')
  const mapped = mappedPaths(host, pid).map((path) => asFile(path, 'library'))
  const open = listed(host, `${own}/fd`)
    .slice(0, MOST_FILES)
    .flatMap((number) => held(host, `${own}/fd/${number}`, 'open') ?? [])
  const files = [...(program ? [program] : []), ...mapped, ...open]
  return files.filter(({ path }) => path.startsWith('/') && !NO_FILES.test(path))
}

/** A file behind a link of /proc. If another one has its name by now, it is read through that link. */
function held(host: Host, link: string, context: RunningContext): RunningFile | undefined {
  const target = host.readLink(link)
  if (target === undefined) return undefined
  const path = target.replace(DELETED, '')
  return { path, context, accessed: true, ...(!isSame(link, target) && { content: link }) }
}

function asFile(path: string, context: RunningContext): RunningFile {
  return { path, context, accessed: true }
}

function isSame(link: string, path: string): boolean {
  const [one, other] = [link, path].map(identityOf)
  return one !== undefined && one === other
}

/** Device and number of a file; undefined if there is none. Nothing is opened. */
export function identityOf(path: string): string | undefined {
  try {
    const { dev, ino } = statSync(path, { bigint: true })
    return `${dev}:${ino}`
  } catch {
    return undefined
  }
}

/**
 * The paths that are mapped, each once. What is gone from its path is left out: only root may read it.
 *
 *     7f1c2a000000-7f1c2a028000 r--p 00000000 08:01 1835   /usr/lib/libc.so.6
 */
function mappedPaths(host: Host, pid: number): string[] {
  const lines = (text(host, `/proc/${pid}/maps`) ?? '').matchAll(
    /^[0-9a-f]+-[0-9a-f]+ \S{4} [0-9a-f]+ [0-9a-f:]+ \d+ +(\/.*)$/gm,
  )
  const paths = new Set<string>()
  for (const [, path] of lines) {
    if (!DELETED.test(path!)) paths.add(path!.replaceAll('\\012', '\n'))
    if (paths.size >= MOST_FILES) break
  }
  return [...paths]
}

function listed(host: Host, folder: string): string[] {
  try {
    return host.list(folder)
  } catch {
    // It has ended, or only its own user may look.
    return []
  }
}

function text(host: Host, path: string): string | undefined {
  try {
    return host.readFile(path)?.toString()
  } catch {
    return undefined
  }
}
