/**
 * Processes: this one, those that started it, and all that can be seen. Linux tells from /proc (proc.ts). On other
 * systems Node knows a few things of this process, and nothing of others.
 */
import type { Dict } from '@chalkmark/mark'
import type { Collector } from '../collector.js'
import { redactArgv } from '../env.js'
import type { Host } from '../host.js'
import {
  type Process,
  processIds,
  readArgv,
  readDescriptors,
  readMounts,
  readProcess,
  startTime,
  uptimeOf,
} from './proc.js'

const ANCESTORS = '_OP_ANCESTOR_ARGVS'
const ALL = '_OP_ALL_PS_INFO'

/** By key, the field of {@link Process} that it holds. */
const FIELDS: Readonly<Record<string, string>> = {
  _PROCESS_PID: 'pid',
  _PROCESS_PARENT_PID: 'ppid',
  _PROCESS_UTIME: 'user_time',
  _PROCESS_STIME: 'system_time',
  _PROCESS_CHILDREN_UTIME: 'child_utime',
  _PROCESS_CHILDREN_STIME: 'child_stime',
  _PROCESS_STATE: 'state',
  _PROCESS_PGID: 'pgrp',
  _PROCESS_UMASK: 'umask',
  _PROCESS_UID: 'uid',
  _PROCESS_GID: 'gid',
  _PROCESS_NUM_FD_SIZE: 'fdsize',
  _PROCESS_GROUPS: 'groups',
  _PROCESS_SECCOMP_STATUS: 'seccomp',
  _PROCESS_ARGV: 'argv',
  _PROCESS_CWD: 'cwd',
  _PROCESS_EXE_PATH: 'path',
  _PROCESS_COMMAND_NAME: 'command',
}

/** The keys of one process. */
export const PROCESS_KEYS: readonly string[] = [
  ...Object.keys(FIELDS),
  '_PROCESS_START_TIME',
  '_PROCESS_DETAIL',
  '_PROCESS_FD_INFO',
  '_PROCESS_MOUNT_INFO',
]

/** This process, its ancestors, and all processes. */
export const processes: Collector = {
  name: 'process',
  keys: [...PROCESS_KEYS, ANCESTORS, ALL],
  collect(host, { wanted, reproducible }) {
    if (reproducible) return { keys: {} }
    const keys = PROCESS_KEYS.some((key) => wanted.has(key)) ? processKeys(host, host.pid) : {}
    if (host.platform !== 'linux') return { keys }
    if (wanted.has(ANCESTORS)) {
      const argvs = ancestorArgvs(host)
      if (argvs.length > 0) keys[ANCESTORS] = argvs
    }
    if (wanted.has(ALL)) {
      const all = allProcesses(host)
      if (Object.keys(all).length > 0) keys[ALL] = all
    }
    return { keys }
  },
}

/**
 * The `_PROCESS_*` keys of a process.
 * @param pid of a process of this machine. On other systems than Linux, only this process is known.
 * @returns no keys if it has ended.
 */
export function processKeys(host: Host, pid: number): Dict {
  if (host.platform !== 'linux') return pid === host.pid ? ofThisProcess(host) : { _PROCESS_PID: pid }
  const found = readProcess(host, pid)
  if (!found) return {}
  const started = startTime(host, pid)
  const mounts = readMounts(host, pid)
  const fds = readDescriptors(host, pid)
  return {
    ...ofFields(found),
    ...(started !== undefined && { _PROCESS_START_TIME: started }),
    ...(fds && { _PROCESS_FD_INFO: fds }),
    ...(mounts && { _PROCESS_MOUNT_INFO: mounts }),
    _PROCESS_DETAIL: { ...found, ...(mounts && { mounts }), ...(fds && { fds }) },
  }
}

function ofFields(found: Dict): Dict {
  const entries = Object.entries(FIELDS).map(([key, field]) => [key, found[field]] as const)
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Dict
}

/** What Node knows of itself. */
function ofThisProcess(host: Host): Dict {
  const { parent, cwd, executable, user, group, groups, userTime, systemTime } = host.own()
  const found: Dict = {
    pid: host.pid,
    ppid: parent,
    user_time: userTime,
    system_time: systemTime,
    argv: redactArgv(host.argv),
    cwd,
    path: executable,
    ...(user !== undefined && { uid: [user] }),
    ...(group !== undefined && { gid: [group] }),
    ...(groups && { groups: [...groups] }),
  }
  return { ...ofFields(found), _PROCESS_DETAIL: found }
}

/** Command lines of the parent process, its parent and so on. */
function ancestorArgvs(host: Host): string[][] {
  const argvs: string[][] = []
  const seen = new Set<number>()
  // A process in a namespace of its own has the parent 0.
  for (let pid = readProcess(host, host.pid)?.ppid ?? 0; pid > 0 && !seen.has(pid); ) {
    seen.add(pid)
    const argv = readArgv(host, pid)
    if (argv) argvs.push(argv)
    pid = readProcess(host, pid)?.ppid ?? 0
  }
  return argvs
}

function allProcesses(host: Host): Dict {
  const uptime = uptimeOf(host)
  const found = processIds(host).map((pid) => readProcess(host, pid, uptime))
  return Object.fromEntries(found.flatMap((one) => (one ? [[String(one.pid), asTexts(one)]] : [])))
}

/** The catalogue has all values of this table as texts: a list's items with blanks between them. */
function asTexts(found: Process): Dict {
  return Object.fromEntries(
    Object.entries(found).map(([name, value]) => [
      name,
      name === 'argv' ? quoted(value as string[]) : Array.isArray(value) ? value.join(' ') : String(value),
    ]),
  )
}

/** A command line as one would type it. */
function quoted(argv: readonly string[]): string {
  return argv
    .map((one) => (/^[\w@%+=:,./<>-]+$/.test(one) ? one : `'${one.replaceAll("'", "'\\''")}'`))
    .join(' ')
}
