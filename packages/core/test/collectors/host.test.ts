import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { thisHost } from '../../src/collectors/host.js'

const host = thisHost({ PATH: process.env.PATH, SystemRoot: process.env.SystemRoot, GREETING: 'hello' })
const signal = new AbortController().signal

let folder: string
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'chalkmark-host-')))
})
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

describe('files', () => {
  it('tells what is at a path', () => {
    writeFileSync(join(folder, 'file'), '1234')
    symlinkSync('file', join(folder, 'link'))
    expect(host.stat(join(folder, 'link'))).toMatchObject({ kind: 'file', size: 4 })
    expect(host.linkStat(join(folder, 'link'))?.kind).toBe('other')
    expect(host.stat(folder)?.kind).toBe('folder')
    expect(host.stat(join(folder, 'gone'))).toBeUndefined()
    expect(host.list(folder).sort()).toEqual(['file', 'link'])
    expect(host.realPath(join(folder, 'link'))).toBe(join(folder, 'file'))
  })

  it('reads regular files alone', () => {
    writeFileSync(join(folder, 'file'), '1234')
    expect(host.readFile(join(folder, 'file'))?.toString()).toBe('1234')
    expect(host.readFile(folder)).toBeUndefined()
    expect(host.readFile(join(folder, 'gone'))).toBeUndefined()
    expect(host.readFile(join(folder, 'file', 'below'))).toBeUndefined()
  })

  it.runIf(process.platform === 'linux')('reads what the kernel tells, and no device', () => {
    expect(host.readFile('/proc/self/cgroup')?.toString()).toBe(readFileSync('/proc/self/cgroup', 'utf8'))
    expect(host.readFile('/dev/zero')).toBeUndefined()
  })

  it('makes a file once, and whole', async () => {
    const path = join(folder, 'id')
    const made = await Promise.all(Array.from({ length: 8 }, (_, n) => host.createFile(path, `number ${n}`)))
    expect(made.filter(Boolean)).toHaveLength(1)
    expect(readFileSync(path, 'utf8')).toBe(`number ${made.indexOf(true)}`)
    expect(readdirSync(folder)).toEqual(['id'])
    await expect(host.createFile(join(folder, 'gone', 'id'), '')).rejects.toThrow('ENOENT')
  })
})

describe('programs', () => {
  const node = process.execPath
  const run = (script: string, more: object = {}) =>
    host.run(node, ['-e', script], { cwd: folder, signal, ...more })

  it('run where and with what they are told to', async () => {
    const script = `
      process.stdin.pipe(process.stdout)
      console.error(process.cwd(), process.env.GREETING)
      process.exitCode = 3`
    const { code, stdout, stderr } = await run(script, { input: 'in and out' })
    expect([code, stdout.toString(), stderr.toString()]).toEqual([3, 'in and out', `${folder} hello\n`])
  })

  it('that do not start are an error', async () => {
    await expect(host.run(join(folder, 'gone'), [], { cwd: folder, signal })).rejects.toThrow('ENOENT')
  })

  it('may end before they have read their input', async () => {
    await expect(run('process.exit()', { input: 'x'.repeat(1 << 20) })).resolves.toMatchObject({ code: 0 })
  })

  it('that say too much are ended', async () => {
    const script = `process.stdout.write('x'.repeat(100)); setInterval(() => {}, 1000)`
    await expect(run(script, { limit: 99 })).rejects.toThrow(/says more than 99 bytes$/)
    await expect(run(`process.stdout.write('x'.repeat(99))`, { limit: 99 })).resolves.toMatchObject({
      code: 0,
    })
  })

  it('end with what they have started when the signal is aborted', async () => {
    const pids = join(folder, 'pids')
    // Both hold the pipes and do nothing.
    const script = `
      const { spawn } = require('node:child_process')
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' })
      require('node:fs').writeFileSync('pids', process.pid + ' ' + child.pid)
      setInterval(() => {}, 1000)`
    const controller = new AbortController()
    const running = run(script, { signal: controller.signal })
    await expect.poll(() => host.stat(pids)?.size).toBeGreaterThan(0)
    controller.abort(new Error('time is up'))
    await expect(running).rejects.toThrow('time is up')
    const both = readFileSync(pids, 'utf8').split(' ').map(Number)
    expect(both).toHaveLength(2)
    await expect.poll(() => both.filter(isRunning)).toEqual([])
    await expect(run('', { signal: controller.signal })).rejects.toThrow('time is up')
  })

  it('are looked for in absolute folders alone', () => {
    const name = process.platform === 'win32' ? 'git.exe' : 'git'
    const place = join(folder, 'bin')
    mkdirSync(place)
    expect(thisHost({ PATH: place }).findProgram('git')).toBeUndefined()
    writeFileSync(join(place, name), '', { mode: 0o755 })
    expect(thisHost({ PATH: place }).findProgram('git')).toBe(join(place, name))
    expect(thisHost({ PATH: ['.', '', 'bin', place].join(delimiter) }).findProgram('git')).toBe(
      join(place, name),
    )
    expect(thisHost({ PATH: '.' }).findProgram('git')).toBeUndefined()
    expect(thisHost({ PATH: '' }).findProgram('git')).toBeUndefined()
  })
})

describe('outgoingAddress', () => {
  it('is one of the addresses of the machine, or none', async () => {
    const address = await host.outgoingAddress(new AbortController().signal)
    expect(address ?? '127.0.0.1').toMatch(/^\d+\.\d+\.\d+\.\d+$/)
  })

  it('gives up when told to', async () => {
    const controller = new AbortController()
    const address = host.outgoingAddress(controller.signal)
    controller.abort()
    await expect(address).resolves.toBeUndefined()
  })
})

/** A process that has ended stays in the list until its parent asks for it. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  return !/^\d+ \(.*\) Z/s.test(host.readFile(`/proc/${pid}/stat`)?.toString() ?? '')
}
