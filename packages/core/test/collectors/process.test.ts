import { describe, expect, it } from 'vitest'
import { PROCESS_KEYS, processes, processKeys } from '../../src/collectors/process/index.js'
import { checkValue } from '../../src/keys/index.js'
import { asking, madeUp, withSignal } from './worlds.js'

/** Three processes as Linux 6.1 shows them: a shell, this one, and a thread of the kernel. */
const files = {
  '/proc/uptime': '3141.62 6000.00\n',
  '/proc/7/stat':
    '7 (sh (odd) name) S 1 7 7 0 -1 4194560 0 0 0 0 72 1 4 6 20 0 1 0 200000 2576384 228 18446744073709551615 1\n',
  '/proc/7/status':
    'Name:\tsh\nUmask:\t0022\nState:\tS (sleeping)\nUid:\t0\t0\t0\t0\nGid:\t5\t5\t5\t5\nFDSize:\t256\nGroups:\t0 27 \nSeccomp:\t2\n',
  '/proc/7/cmdline': 'sh\0-c\0curl -u me:hunter2xyz https://example.com\0',
  '/proc/7/comm': 'sh\n',
  '/proc/7/mountinfo':
    '45 44 254:0 / /mnt\\040a rw,relatime master:1 - ext4 /dev/vda rw,discard\n47 45 0:21 / /proc rw - proc proc rw\n',
  '/proc/7/fdinfo/0': 'pos:\t12\nflags:\t0100002\nmnt_id:\t24\nino:\t3\n',
  '/proc/9/stat': '9 (node) R 7 9 7 0 -1 0 0 0 0 0 0 0 0 0 20 0 11 0 300000 0 0 0 1\n',
  '/proc/9/cmdline': 'mysql\0-phunter2xyz\0shop\0',
  '/proc/2/stat': '2 (kthreadd) I 0 0 0 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 5 0 0 0 1\n',
  '/proc/2/cmdline': '',
}
const links = { '/proc/7/cwd': '/srv', '/proc/7/exe': '/usr/bin/dash', '/proc/7/fd/0': '/dev/null' }
const world = () => madeUp({ files, links, pid: 9 })
const collect = async (...wanted: string[]) =>
  (await processes.collect(world(), withSignal(asking(wanted)[1]))).keys

describe('processes', () => {
  it('reads one process, with every key', () => {
    const keys = processKeys(world(), 7)
    expect(Object.keys(keys).sort()).toEqual([...PROCESS_KEYS].sort())
    for (const [key, value] of Object.entries(keys))
      expect([key, checkValue(key, value)]).toEqual([key, undefined])
    expect(keys).toMatchObject({
      _PROCESS_PID: 7,
      _PROCESS_PARENT_PID: 1,
      _PROCESS_STATE: 'Sleeping',
      _PROCESS_START_TIME: 2000,
      _PROCESS_UTIME: 0.72,
      _PROCESS_CHILDREN_STIME: 0.06,
      _PROCESS_UMASK: 22,
      _PROCESS_UID: [0, 0, 0, 0],
      _PROCESS_GID: [5, 5, 5, 5],
      _PROCESS_GROUPS: [0, 27],
      _PROCESS_NUM_FD_SIZE: 256,
      _PROCESS_SECCOMP_STATUS: 'filter',
      _PROCESS_COMMAND_NAME: 'sh',
      _PROCESS_CWD: '/srv',
      _PROCESS_EXE_PATH: '/usr/bin/dash',
      _PROCESS_FD_INFO: { 0: { pos: 12, flags: 0o100002, mnt_id: 24, ino: 3, path: '/dev/null' } },
    })
    expect(keys._PROCESS_DETAIL).toMatchObject({ name: 'sh (odd) name', runtime: 1141.62 })
    expect(keys._PROCESS_MOUNT_INFO).toContainEqual({
      mount_id: 45,
      parent_id: 44,
      major: 254,
      minor: 0,
      root: '/',
      mount_point: '/mnt a',
      options: ['rw', 'relatime'],
      tags: ['master:1'],
      fs_type: 'ext4',
      source: '/dev/vda',
      super: ['rw', 'discard'],
    })
  })

  it('shows no password of a command line, wherever it stands', async () => {
    const keys = await collect('_OP_ALL_PS_INFO', '_OP_ANCESTOR_ARGVS', '_PROCESS_ARGV')
    expect(JSON.stringify(keys)).not.toContain('hunter2xyz')
    expect(keys._PROCESS_ARGV).toEqual(['mysql', '-pREDACTED', 'shop'])
    expect(keys._OP_ANCESTOR_ARGVS).toEqual([['sh', '-c', 'curl -u me:REDACTED https://example.com']])
  })

  it('lists all processes with texts for values, as the catalogue types them', async () => {
    const { _OP_ALL_PS_INFO: all } = await collect('_OP_ALL_PS_INFO')
    expect(checkValue('_OP_ALL_PS_INFO', all)).toBeUndefined()
    expect(Object.keys(all as object)).toEqual(['2', '7', '9'])
    expect(all).toMatchObject({ 2: { state: 'Idle', ppid: '0' }, 7: { uid: '0 0 0 0', user_time: '0.72' } })
    expect(all).not.toHaveProperty(['2', 'argv'])
  })

  it('reads only what is wanted, and nothing for a reproducible build', async () => {
    expect(await collect('_OP_CPU_INFO')).toEqual({})
    const [, question] = asking(PROCESS_KEYS, { reproducible: true })
    expect((await processes.collect(world(), withSignal(question))).keys).toEqual({})
  })

  it('has no keys of a process that has ended', () => {
    expect(processKeys(world(), 1234)).toEqual({})
  })

  it('tells on other systems what Node knows of itself', async () => {
    const host = madeUp({
      platform: 'darwin',
      pid: 9,
      argv: ['node', 'app.js', '--token', 'hunter2xyz'],
      own: () => ({
        parent: 7,
        cwd: '/srv',
        executable: '/bin/node',
        user: 501,
        group: 20,
        groups: [20],
        userTime: 0.5,
        systemTime: 0.25,
      }),
    })
    const { keys } = await processes.collect(host, withSignal(asking(processes.keys)[1]))
    expect(keys).toMatchObject({
      _PROCESS_PID: 9,
      _PROCESS_UID: [501],
      _PROCESS_CWD: '/srv',
      _PROCESS_UTIME: 0.5,
    })
    expect(keys).not.toHaveProperty('_OP_ALL_PS_INFO')
    expect(JSON.stringify(keys)).not.toContain('hunter2xyz')
  })

  it.runIf(process.platform === 'linux')('reads this very process', async () => {
    const [host, question] = asking(processes.keys)
    const { keys } = await processes.collect(host, withSignal(question))
    for (const [key, value] of Object.entries(keys))
      expect([key, checkValue(key, value)]).toEqual([key, undefined])
    expect(keys).toMatchObject({
      _PROCESS_PID: process.pid,
      _PROCESS_PARENT_PID: process.ppid,
      _PROCESS_CWD: process.cwd(),
      _PROCESS_EXE_PATH: process.execPath,
    })
    expect(keys._OP_ALL_PS_INFO).toHaveProperty(String(process.pid))
  })
})
