import { describe, expect, it } from 'vitest'
import { cpu } from '../../src/collectors/cpu.js'
import { checkValue } from '../../src/keys/index.js'
import { asking, madeUp, withSignal } from './worlds.js'

const collect = async (host: Parameters<typeof madeUp>[0]) =>
  (await cpu.collect(madeUp(host), withSignal(asking(cpu.keys)[1]))).keys

describe('cpu', () => {
  it('reads /proc/loadavg', async () => {
    const keys = await collect({ files: { '/proc/loadavg': '14.46 15.24 16.02 12/238 27\n' } })
    expect(keys._OP_CPU_INFO).toEqual({
      load: '14.46 15.24 16.02',
      runnable_procs: '12',
      total_procs: '238',
      lastpid: '27',
    })
    expect(checkValue('_OP_CPU_INFO', keys._OP_CPU_INFO)).toBeUndefined()
  })

  it('is absent where nothing is known, and the load alone on macOS', async () => {
    expect(await collect({})).toEqual({})
    expect(await collect({ platform: 'win32', loadAverages: () => undefined })).toEqual({})
    const mac = await collect({ platform: 'darwin', loadAverages: () => [1.5, 2, 2.25] })
    expect(mac).toEqual({ _OP_CPU_INFO: { load: '1.50 2.00 2.25' } })
  })
})
