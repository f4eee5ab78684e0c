import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hostCollector } from '../../src/collectors/host.js'
import { publicIpv4Address } from '../../src/collectors/public-address.js'
import { runCollectors } from '../../src/collectors/run.js'
import { contextFor, withSignal } from './context.js'

const argv = ['/usr/bin/node', join('/app', 'bin', 'chalkmark.js'), 'insert', '--token', 'hunter2', 'dist']
const env = { PATH: '/bin', NPM_TOKEN: 'hunter2', CI: 'true' }

describe('hostCollector', () => {
  it('tells the time, the machine and the process', async () => {
    const collector = hostCollector({ argv, env: { show: ['CI'] } })
    const { keys, errors } = await runCollectors([collector], contextFor(collector.keys, { env }))
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
    for (const key of Object.keys(keys)) expect(collector.keys).toContain(key)
    // A machine without a network has no such address.
    const optional = ['PUBLIC_IPV4_ADDR_WHEN_CHALKED', '_OP_PUBLIC_IPV4_ADDR']
    for (const key of collector.keys.filter((name) => !optional.includes(name)))
      expect(keys).toHaveProperty([key])
    expect(JSON.stringify(keys)).not.toContain('hunter2')
  })

  it.skipIf(process.platform === 'win32')('agrees with uname', async () => {
    const collector = hostCollector()
    const { keys } = await collector.collect(withSignal(contextFor(['_OP_PLATFORM'])))
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
    const { keys } = await hostCollector().collect(withSignal(contextFor(['_TIMESTAMP'], { env })))
    expect(keys).not.toHaveProperty('_ENV')
    expect(keys).not.toHaveProperty('_OP_PUBLIC_IPV4_ADDR')
  })

  it('says nothing of the machine when the build is to be reproducible', async () => {
    const collector = hostCollector({ argv })
    const { keys } = await collector.collect(
      withSignal(contextFor(collector.keys, { env, reproducible: true })),
    )
    expect(Object.keys(keys)).toEqual(['INJECTOR_VERSION', '_OP_CHALKER_VERSION'])
  })

  it('gives no program where there is none', async () => {
    const { keys } = await hostCollector({ argv: ['/usr/bin/node'] }).collect(
      withSignal(contextFor(['_OP_ARGV'])),
    )
    expect(keys).toMatchObject({ _OP_ARGV: [], _ARGV: [] })
    expect(keys).not.toHaveProperty('_OP_EXE_NAME')
  })
})

describe('publicIpv4Address', () => {
  it('is one of the addresses of the machine, or none', async () => {
    const address = await publicIpv4Address(new AbortController().signal)
    expect(address ?? '127.0.0.1').toMatch(/^\d+\.\d+\.\d+\.\d+$/)
  })

  it('gives up when told to', async () => {
    const controller = new AbortController()
    const address = publicIpv4Address(controller.signal)
    controller.abort()
    await expect(address).resolves.toBeUndefined()
  })
})
