/** Who asks over HTTP whether a program runs. */
import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { listen } from '../../src/exec/listen.js'

const silent: Socket[] = []
afterEach(() => {
  for (const socket of silent) socket.destroy()
})

test('connections that say nothing keep nobody out', async () => {
  const warnings: string[] = []
  const server = listen(
    { host: '127.0.0.1', port: 0 },
    async () => '{}',
    (text) => warnings.push(text),
  )
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  for (let count = 0; count < 60; count++) {
    const socket = connect(port, '127.0.0.1').on('error', () => {})
    await once(socket, 'connect')
    socket.write('GET /healthz HT')
    silent.push(socket)
  }
  const { status } = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(10_000) })
  expect([status, warnings]).toEqual([200, []])
  server.close()
}, 20_000)
