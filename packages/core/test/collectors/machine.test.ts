import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { machine } from '../../src/collectors/machine.js'
import { runCollectors } from '../../src/collectors/run.js'
import { asking, madeUp, NOW, withSignal } from './worlds.js'

const argv = ['/usr/bin/node', join('/app', 'bin', 'chalkmark.js'), 'insert', '--token', 'hunter2', 'dist']
const env = { PATH: '/bin', NPM_TOKEN: 'hunter2', CI: 'true' }

describe('machine', () => {
  it('tells the time, the machine and the process', async () => {
    const asked = asking(machine.keys, { argv, env, policy: { show: ['CI'] } })
    const { keys, errors } = await runCollectors([machine], ...asked)
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
    const commandLine = [join('/app', 'bin', 'chalkmark.js'), 'insert', '--token', '<<redact>>', 'dist']
    expect(errors).toEqual([])
    expect(keys).toMatchObject({
      INJECTOR_VERSION: version,
      _OP_CHALKER_VERSION: version,
      TIMESTAMP_WHEN_CHALKED: 1795321306399,
      _TIMESTAMP: 1795321306399,
      _OP_HOSTNAME: hostname(),
      HOST_NODENAME_WHEN_CHALKED: hostname(),
      INJECTOR_ARGV: commandLine,
      _OP_ARGV: commandLine,
      _ARGV: commandLine.slice(1),
      _OP_EXE_NAME: 'chalkmark.js',
      _OP_EXE_PATH: join('/app', 'bin'),
      INJECTOR_ENV: { CI: 'true', NPM_TOKEN: '<<redact>>', PATH: '<<redact>>' },
      _ENV: { CI: 'true', NPM_TOKEN: '<<redact>>', PATH: '<<redact>>' },
    })
    for (const key of Object.keys(keys)) expect(machine.keys).toContain(key)
    // A machine without a network has no such address.
    const optional = ['PUBLIC_IPV4_ADDR_WHEN_CHALKED', '_OP_PUBLIC_IPV4_ADDR']
    for (const key of machine.keys.filter((name) => !optional.includes(name)))
      expect(keys).toHaveProperty([key])
    expect(JSON.stringify(keys)).not.toContain('hunter2')
  })

  it.skipIf(process.platform === 'win32')('agrees with uname', async () => {
    const [host, question] = asking(['_OP_PLATFORM'])
    const { keys } = await machine.collect(host, withSignal(question))
    const uname = (...args: string[]) => execFileSync('uname', args, { encoding: 'utf8' }).trim()
    expect(keys._OP_HOST_SYSNAME).toBe(uname('-s'))
    expect(keys._OP_HOST_NODENAME).toBe(uname('-n'))
    expect(keys._OP_HOST_RELEASE).toBe(uname('-r'))
    expect(keys._OP_HOST_VERSION).toBe(uname('-v'))
    expect(keys._OP_HOST_MACHINE).toBe(uname('-m'))
    expect(keys._OP_PLATFORM).toBe(
      `${process.platform === 'linux' ? 'GNU/Linux' : uname('-s')} ${uname('-m')}`,
    )
  })

  it('asks for the address and the environment only if they are wanted', async () => {
    const [host, question] = asking(['_TIMESTAMP'], { env })
    const { keys } = await machine.collect(host, withSignal(question))
    expect(keys).not.toHaveProperty('_ENV')
    expect(keys).not.toHaveProperty('_OP_PUBLIC_IPV4_ADDR')
  })

  it('says nothing of the machine when the build is to be reproducible', async () => {
    const [, question] = asking(machine.keys, { reproducible: true })
    const { keys } = await machine.collect(madeUp({ env, argv }), withSignal(question))
    expect(Object.keys(keys)).toEqual(['INJECTOR_VERSION', '_OP_CHALKER_VERSION'])
  })

  it('gives no program where there is none', async () => {
    const [host, question] = asking(['_OP_ARGV'], { argv: ['/usr/bin/node'] })
    const { keys } = await machine.collect(host, withSignal(question))
    expect(keys).toMatchObject({ _OP_ARGV: [], _ARGV: [] })
    expect(keys).not.toHaveProperty('_OP_EXE_NAME')
  })

  it('tells of any system that it is told of', async () => {
    const mac = {
      sysname: 'Darwin',
      nodename: 'mini',
      release: '25.1.0',
      version: 'Darwin Kernel',
      hardware: 'arm64',
    }
    const host = madeUp({ machine: () => mac, now: () => NOW, outgoingAddress: async () => '192.0.2.7' })
    const [, question] = asking(['_OP_PLATFORM', '_OP_PUBLIC_IPV4_ADDR'])
    const { keys } = await machine.collect(host, withSignal(question))
    expect(keys).toMatchObject({
      _OP_PLATFORM: 'Darwin arm64',
      HOST_VERSION_WHEN_CHALKED: 'Darwin Kernel',
      _OP_NODENAME: 'mini',
      PUBLIC_IPV4_ADDR_WHEN_CHALKED: '192.0.2.7',
    })
  })
})
