/** The sink `otlp`, with a receiver that is not ours. */
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDelivery } from '../../src/sinks/delivery.js'
import { makeTree } from '../disk/tree.js'
import { hasRotel, type Program, ROTEL, startProgram } from './programs.js'
import { newReport, ownStateFolder } from './support.js'

ownStateFolder()

describe.runIf(hasRotel())('a receiver that is not ours', () => {
  let receiver: Program
  let url: string
  beforeAll(async () => {
    const [http, grpc] = [await freePort(), await freePort()]
    url = `http://127.0.0.1:${http}`
    receiver = await startProgram(
      ROTEL,
      ['start', '--exporter', 'blackhole', '--debug-log', 'logs', '--debug-log-verbosity', 'detailed']
        .concat('--pid-file', join(makeTree({}), 'pid'))
        .concat('--otlp-http-endpoint', `127.0.0.1:${http}`, '--otlp-grpc-endpoint', `127.0.0.1:${grpc}`),
      { ready: /Starting/ },
    )
  })
  afterAll(() => receiver?.stop())

  it('reads records with every type of value, plain and compressed', async () => {
    const report = newReport({
      _TIMESTAMP: 1764529200123,
      _ORIGIN_URI: 'git@github.com:acme/shop.git',
      large: 1.7976931348623157e308,
      list: [1, -2.5, 'ü', true, null, [{}]],
      nested: JSON.parse(`${'{"a":'.repeat(60)}1${'}'.repeat(60)}`),
    })
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: url,
      TRACEPARENT: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      OTEL_RESOURCE_ATTRIBUTES: 'team=a%20b',
    }
    const sent = async (more: object) => {
      const delivery = openDelivery({
        options: { deliveryTimeout: 10_000 },
        env: { ...env, ...more },
        root: '/',
      })
      delivery.put(report as never)
      return [await delivery.end(), delivery.notes()]
    }
    expect(await sent({})).toEqual([[], []])
    expect(await sent({ OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' })).toEqual([[], []])
    await expect.poll(() => receiver.output().split('LogRecord #0').length, { timeout: 10_000 }).toBe(3)
    const [, , last] = receiver.output().split('ResourceLog #0')
    for (const part of [
      'vcs.repository.url.full: Str(https://github.com/acme/shop)',
      `vcs.ref.head.revision: Str(${'f00d'.repeat(10)})`,
      'team: Str(a b)',
      'chalk.artifact.count: Int(1)',
      'Timestamp: 1764529200123000000',
      '0af7651916cd43dd8448eb211c80319c',
      'list:Slice(Int(1), Double(-2.5), Str(ü), Bool(true), Str(), Slice(Map()))',
    ])
      expect(last).toContain(part)
  })
})

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}
