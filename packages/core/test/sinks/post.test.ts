import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import {
  deliverAll,
  newReport,
  ownStateFolder,
  type TestAnswer,
  type TestServer,
  testServer,
} from './support.js'

ownStateFolder()
let server: TestServer
let other: TestServer | undefined
afterEach(async () => {
  await server?.close()
  await other?.close()
  other = undefined
})

const post = (report: object, more: object = {}, env: Record<string, string> = {}, time = 30_000) =>
  deliverAll(
    [report],
    { deliveryTimeout: time, sinks: { central: { type: 'post', url: server.url, ...more } as never } },
    { env },
  )

describe('what is sent', () => {
  it('a JSON list with the headers of the reference program', async () => {
    server = await testServer()
    const report = newReport()
    expect(await post(report)).toEqual([])
    const [{ method, headers, body } = {} as never] = server.requests
    expect(method).toBe('POST')
    expect(JSON.parse(String(body))).toEqual([report])
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'x-chalk-operation': 'insert',
      'x-chalk-action-id': report._ACTION_ID,
      'x-chalk-attempt': '1',
      'x-content-length': String(body.length),
      'x-chalk-digest-sha256': createHash('sha256').update(body).digest('hex'),
    })
  })

  it('a long one compressed, unless told otherwise', async () => {
    server = await testServer()
    const report = newReport(
      {},
      Array.from({ length: 50 }, (_, index) => `/dist/${index}.js`),
    )
    await post(report)
    await post(report, { gzip: false })
    const [packed, plain] = server.requests
    expect(packed!.headers['content-encoding']).toBe('gzip')
    expect(JSON.parse(String(gunzipSync(packed!.body)))).toEqual([report])
    expect(plain!.headers['content-encoding']).toBeUndefined()
    expect(JSON.parse(String(plain!.body))).toEqual([report])
  })

  it('headers of the config, and credentials of the environment', async () => {
    server = await testServer()
    await post(newReport(), { headers: { 'X-Team': 'web' }, auth: { bearer: 'TOKEN' } }, { TOKEN: 'abc' })
    await post(newReport(), { auth: { user: 'U', password: 'P' } }, { U: 'me', P: 'pw:1' })
    const [first, second] = server.requests.map(({ headers }) => headers)
    expect(first).toMatchObject({ 'x-team': 'web', authorization: 'Bearer abc' })
    expect(second!.authorization).toBe(`Basic ${Buffer.from('me:pw:1').toString('base64')}`)
  })
})

describe('what servers answer', () => {
  const redirect =
    (to: string, status = 307): TestAnswer =>
    (_, response) =>
      response.writeHead(status, { location: to }).end()

  it('a redirect on the same server is followed, with the report', async () => {
    server = await testServer()
    server.answer(redirect('/elsewhere', 308), 200)
    expect(await post(newReport())).toEqual([])
    expect(server.requests.map(({ url }) => url)).toEqual(['/reports', '/elsewhere'])
    expect(server.requests[1]!.body.length).toBeGreaterThan(100)
  })

  it('one to another server is not, since credentials would go there', async () => {
    server = await testServer()
    other = await testServer()
    server.answer(redirect(other.url))
    expect(await post(newReport(), { auth: { bearer: 'TOKEN' } }, { TOKEN: 'abc' })).toEqual([
      expect.stringContaining('the server redirects to http://127.0.0.1'),
    ])
    expect(other.requests).toEqual([])
  })

  it.each([301, 302, 303])('a %s would lose the report', async (status) => {
    server = await testServer()
    server.answer(redirect('/elsewhere', status))
    expect(await post(newReport())).toEqual([expect.stringContaining(`answered ${status}`)])
    expect(server.requests).toHaveLength(1)
  })

  it('a loop of redirects ends', async () => {
    server = await testServer()
    server.answer(redirect('/reports'))
    expect(await post(newReport())).toEqual([expect.stringContaining('redirects in a loop')])
    expect(server.requests).toHaveLength(6)
  })

  it.each<[string, TestAnswer]>([
    ['no answer', () => {}],
    ['a connection that is reset', (_, response) => response.destroy()],
    [
      'a body that is cut off',
      (_, response) => {
        response.writeHead(200, { 'content-length': '100' })
        response.write('half')
        setTimeout(() => response.destroy(), 20)
      },
    ],
    [
      'a body that does not end',
      (_, response) => {
        response.writeHead(200)
        response.write('half')
      },
    ],
  ])('%s: the report waits, and comes again', async (_, answer) => {
    server = await testServer()
    server.answer(answer)
    expect(await post(newReport(), { timeout: 300 }, {}, 900)).toEqual([
      expect.stringContaining('they are sent with the next'),
    ])
    server.answer(200)
    server.requests.splice(0)
    expect(await post(newReport())).toEqual([])
    expect(server.requests).toHaveLength(2)
  })
})

it('proxies come from the environment, and so do the servers that need none', async () => {
  server = await testServer()
  const through: (string | undefined)[] = []
  // RFC 9110, section 9.3.6
  const proxy = createServer().on('connect', (request, socket) => {
    through.push(request.url)
    const tunnel = connect(Number(request.url!.split(':')[1]), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      tunnel.pipe(socket)
      socket.pipe(tunnel)
    })
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const before = { ...process.env }
  for (const name of ['http_proxy', 'no_proxy', 'NO_PROXY']) delete process.env[name]
  process.env.HTTP_PROXY = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
  try {
    expect(await post(newReport())).toEqual([])
    expect(through).toEqual([new URL(server.url).host])
    process.env.NO_PROXY = '127.0.0.1'
    expect(await post(newReport())).toEqual([])
    expect(through).toHaveLength(1)
    expect(server.requests).toHaveLength(2)
  } finally {
    process.env = before
    proxy.closeAllConnections()
    proxy.close()
  }
})

describe('credentials that cannot be sent: the report waits, and the reason is said', () => {
  const send = (more: object, env: Record<string, string> = {}) =>
    deliverAll(
      [newReport()],
      { sinks: { central: { type: 'post', url: 'https://127.0.0.1:9/', ...more } as never } },
      { env },
    )

  it('a variable that is not set is named', async () => {
    expect(await send({ auth: { bearer: 'NO_SUCH' } })).toEqual([
      expect.stringContaining('auth names the variable NO_SUCH, which is not set; they are sent with'),
    ])
  })

  it('a secret in the place of a name is not told', async () => {
    const said = (await send({ auth: { bearer: 'Lk7plainsecretvalue' } })).join()
    expect(said).toContain('auth names a variable, which is not set')
    expect(said).not.toContain('Lk7')
  })

  it('none goes unencrypted', async () => {
    expect(await send({ url: 'http://x.test/', auth: { bearer: 'T' } }, { T: 'x' })).toEqual([
      expect.stringContaining('auth needs https'),
    ])
  })

  it('one with a line end is no header', async () => {
    expect(await send({ auth: { bearer: 'T' } }, { T: 'x\r\nHost: y' })).toEqual([
      expect.stringContaining('must hold one line'),
    ])
  })
})
