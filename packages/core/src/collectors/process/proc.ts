/**
 * One process, from the files that Linux has of it: proc(5), /proc/PID.
 *
 *     stat      state, parents, terminal, times          status    users, groups, umask, seccomp
 *     cmdline   command line                             comm      short name
 *     exe, cwd  links                                    fd, fdinfo, mountinfo
 *
 * A process can end while it is read, and many files are only for its own user. What cannot be read is missing.
 */
import type { Dict } from '@chalkmark/mark'
import { redactArgv } from '../env.js'
import type { Host } from '../host.js'

/** A process as `_PROCESS_DETAIL` has it, but for descriptors and mounts. Names are the reference program's. */
export interface Process extends Dict {
  pid: number
  name: string
  state: string
  ppid: number
  pgrp: number
  sid: number
  tty_nr: number
  tpgid: number
  /** This time and the next ones in seconds of processor time. */
  user_time: number
  system_time: number
  child_utime: number
  child_stime: number
  priority: number
  nice: number
  num_threads: number
}

/** What Linux tells user space, on every processor but Alpha: USER_HZ. */
const TICKS_PER_SECOND = 100

/** Letters of the state, as proc(5) has them. */
const STATES: Readonly<Record<string, string>> = {
  R: 'Running',
  S: 'Sleeping',
  D: 'Waiting',
  Z: 'Zombie',
  T: 'Stopped',
  t: 'Traced',
  I: 'Idle',
  P: 'Parked',
  X: 'Dead',
  x: 'Dead',
}

const SECCOMP = ['disabled', 'strict', 'filter']

/** Ids of all processes that can be seen, ascending. */
export function processIds(host: Host): number[] {
  return host
    .list('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((a, b) => a - b)
}

/** When a process started, in seconds since the machine booted; undefined if it has ended. */
export function startTime(host: Host, pid: number): number | undefined {
  const fields = statFields(host, pid)
  return fields && Number(fields.rest[19]) / TICKS_PER_SECOND
}

/**
 * Reads a process.
 * @param uptime seconds since the machine booted, for `runtime`.
 * @returns undefined if it has ended.
 */
export function readProcess(host: Host, pid: number, uptime = uptimeOf(host)): Process | undefined {
  const stat = statFields(host, pid)
  if (!stat) return undefined
  const { name, rest } = stat
  const number = (index: number) => Number(rest[index])
  const seconds = (index: number) => number(index) / TICKS_PER_SECOND
  const argv = readArgv(host, pid)
  const command = text(host, pid, 'comm')?.trimEnd()
  const cwd = host.readLink(`/proc/${pid}/cwd`)
  const path = host.readLink(`/proc/${pid}/exe`)
  return {
    pid,
    name,
    state: STATES[rest[0]!] ?? rest[0]!,
    ppid: number(1),
    pgrp: number(2),
    sid: number(3),
    tty_nr: number(4),
    tpgid: number(5),
    user_time: seconds(11),
    system_time: seconds(12),
    child_utime: seconds(13),
    child_stime: seconds(14),
    priority: number(15),
    nice: number(16),
    num_threads: number(17),
    ...(uptime !== undefined && { runtime: Math.max(0, Math.round((uptime - seconds(19)) * 100) / 100) }),
    ...statusOf(host, pid),
    ...(argv && { argv }),
    ...(command && { command }),
    ...(cwd && { cwd }),
    ...(path && { path }),
  }
}

/** The command line of a process, redacted; undefined for threads of the kernel and for what has ended. */
export function readArgv(host: Host, pid: number): string[] | undefined {
  const line = text(host, pid, 'cmdline')
  return line ? redactArgv(line.replace(/\0$/, '').split('\0')) : undefined
}

/** Seconds since the machine booted. */
export function uptimeOf(host: Host): number | undefined {
  const uptime = Number.parseFloat(host.readFile('/proc/uptime')?.toString() ?? '')
  return Number.isFinite(uptime) ? uptime : undefined
}

/**
 * What each open descriptor is, by number: position, flags (open(2)), mount, inode, and what it leads to. undefined if
 * they may not be seen.
 */
export function readDescriptors(host: Host, pid: number): Dict | undefined {
  const folder = `/proc/${pid}/fd`
  const found: Dict = {}
  for (const number of listed(host, folder).sort((a, b) => Number(a) - Number(b))) {
    const path = host.readLink(`${folder}/${number}`)
    if (path === undefined) continue
    const entry: Dict = {}
    for (const [, name, value] of (text(host, pid, `fdinfo/${number}`) ?? '').matchAll(
      /^(pos|mnt_id|ino|flags):\s*(\d+)$/gm,
    ))
      entry[name!] = Number.parseInt(value!, name === 'flags' ? 8 : 10)
    found[number] = { ...entry, path }
  }
  return Object.keys(found).length > 0 ? found : undefined
}

/** proc(5), /proc/PID/mountinfo: `36 35 98:0 /root /point rw,noatime master:1 - ext3 /dev/root rw,errors=continue` */
const MOUNT = /^(\d+) (\d+) (\d+):(\d+) (\S+) (\S+) (\S+)((?: \S+)*?) - (\S+) (\S*) (\S+)$/gm

/** The file systems that a process sees; undefined if they may not be seen. */
export function readMounts(host: Host, pid: number): Dict[] | undefined {
  const mounts: Dict[] = []
  for (const [, id, parent, major, minor, root, point, options, tags, type, source, superOptions] of (
    text(host, pid, 'mountinfo') ?? ''
  ).matchAll(MOUNT)) {
    mounts.push({
      mount_id: Number(id),
      parent_id: Number(parent),
      major: Number(major),
      minor: Number(minor),
      root: unescaped(root!),
      mount_point: unescaped(point!),
      options: options!.split(','),
      tags: tags!.trim() === '' ? [] : tags!.trim().split(' '),
      fs_type: type!,
      source: unescaped(source!),
      super: superOptions!.split(','),
    })
  }
  return mounts.length > 0 ? mounts : undefined
}

/** The name of a program may hold blanks and brackets, so the fields begin behind its last bracket. */
function statFields(host: Host, pid: number): { name: string; rest: string[] } | undefined {
  const [, name, rest] = /^\d+ \((.*)\) (.*)$/s.exec(text(host, pid, 'stat')?.trimEnd() ?? '') ?? []
  return rest === undefined ? undefined : { name: name!, rest: rest.split(' ') }
}

function statusOf(host: Host, pid: number): Dict {
  const status = new Map(
    [...(text(host, pid, 'status') ?? '').matchAll(/^(\w+):[ \t]*(.*?)[ \t]*$/gm)].map(([, name, value]) => [
      name!,
      value!,
    ]),
  )
  const keys: Dict = {}
  const numbers = (name: string) => status.get(name)?.split(/\s+/).filter(Boolean).map(Number)
  const add = (key: string, value: number | string | number[] | undefined) => {
    if (value !== undefined) keys[key] = value
  }
  const umask = status.get('Umask')
  // 0022 stands as 22, as in the reference program's reports.
  add('umask', umask === undefined ? undefined : Number(umask))
  add('uid', numbers('Uid'))
  add('gid', numbers('Gid'))
  add('fdsize', numbers('FDSize')?.[0])
  add('groups', numbers('Groups'))
  const seccomp = numbers('Seccomp')?.[0]
  add('seccomp', seccomp === undefined ? undefined : SECCOMP[seccomp])
  return keys
}

/** Blanks, tabs, ends of lines and backslashes stand as `\040` and the like. */
function unescaped(field: string): string {
  return field.replace(/\\([0-7]{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)))
}

function listed(host: Host, folder: string): string[] {
  try {
    return host.list(folder)
  } catch {
    // Only its own user may look, or it has ended.
    return []
  }
}

function text(host: Host, pid: number, file: string): string | undefined {
  try {
    return host.readFile(`/proc/${pid}/${file}`)?.toString()
  } catch {
    return undefined
  }
}
