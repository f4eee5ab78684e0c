/** The sink `presign`: one server signs, another stores. */
import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  deliverAll,
  newReport,
  ownStateFolder,
  type TestAnswer,
  type TestServer,
  testServer,
} from './support.js'

ownStateFolder()
let signer: TestServer
let store: TestServer
beforeEach(async () => {
  signer = await testServer()
  store = await testServer()
  signer.answer(signs())
})
afterEach(async () => {
  await signer.close()
  await store.close()
})

const SECRET = 'X-Amz-Signature=5e7d0fQqSecretqQ'
const signed = () => `${store.url}/object?${SECRET}`
const signs =
  (status = 307, more: Record<string, string> = {}): TestAnswer =>
  (_, response) =>
    response.writeHead(status, { location: signed(), ...more }).end()

async function send(
  more: object = {},
  env: Record<string, string> = {},
  time = 10_000,
  report = newReport(),
) {
  const sinks = {
    up: { type: 'presign', url: `${signer.url}?key=QqQueryqQ`, timeout: 300, ...more } as never,
  }
  const problems = await deliverAll([report], { deliveryTimeout: time, sinks }, { env })
  expect(problems.join()).not.toMatch(/QqSecretqQ|QqQueryqQ/)
  return problems
}

it.each([302, 307])('asks without the report, and puts it where a %s leads', async (status) => {
  signer.answer(signs(status))
  const report = newReport()
  expect(await send({}, {}, 10_000, report)).toEqual([])
  const body = String(store.requests[0]!.body)
  expect(JSON.parse(body)).toEqual([report])
  expect(signer.requests[0]).toMatchObject({
    method: 'PUT',
    url: '/reports?key=QqQueryqQ',
    body: Buffer.alloc(0),
    headers: {
      'x-chalk-operation': 'insert',
      'x-chalk-action-id': report._ACTION_ID,
      'x-content-length': String(body.length),
      'x-chalk-digest-sha256': createHash('sha256').update(body).digest('hex'),
      'idempotency-key': `${report._ACTION_ID}-up`,
    },
  })
  expect(store.requests).toHaveLength(1)
  expect(store.requests[0]).toMatchObject({ method: 'PUT', url: `/reports/object?${SECRET}` })
})

it.runIf(process.platform !== 'win32')('a server elsewhere leads to no program of this machine', async () => {
  // Not spelled as this machine, and yet the test's server.
  const url = signer.url.replace(/127\.0\.0\.1|localhost/, '0.0.0.0')
  expect(await send({ url })).toEqual([
    expect.stringContaining('the server named an address of this machine, where it has nothing to say'),
  ])
  expect(signer.requests).toHaveLength(1)
  expect(store.requests).toHaveLength(0)
})

it('credentials and headers of the config go to the first address only', async () => {
  const more = { auth: { bearer: 'TOKEN' }, headers: { 'X-Team': 'web' } }
  expect(await send(more, { TOKEN: 'abc' })).toEqual([])
  expect(signer.requests[0]!.headers).toMatchObject({ authorization: 'Bearer abc', 'x-team': 'web' })
  const names = Object.keys(store.requests[0]!.headers).sort()
  expect(names).toEqual(['connection', 'content-length', 'host', 'user-agent'])
})

it('headers that the answer names go along, but none that frames a message', async () => {
  signer.answer(
    signs(307, {
      'x-forward-headers': 'X-Amz-Meta-Env, content-type , Host,content-length,Transfer-Encoding, not-there,',
      'x-amz-meta-env': 'production',
      'content-type': 'application/json',
      'x-other': 'not named',
    }),
  )
  expect(await send()).toEqual([])
  expect(store.requests[0]!.headers).toMatchObject({
    'x-amz-meta-env': 'production',
    'content-type': 'application/json',
    host: new URL(store.url).host,
  })
  expect(store.requests[0]!.headers['content-length']).toBe(String(store.requests[0]!.body.length))
  expect(store.requests[0]!.headers).not.toHaveProperty('transfer-encoding')
  expect(store.requests[0]!.headers).not.toHaveProperty('x-other')
})

describe('the server that signs', () => {
  it.each<[string, TestAnswer, RegExp]>([
    ['takes the report itself', 200, /answered 200 where it must answer 302 or 307/],
    ['redirects for good', signs(308), /answered 308 where it must/],
    ['names nothing', 307, /answered 307 without an address/],
    ['names a path', (_, response) => response.writeHead(307, { location: '/x' }).end(), /not complete/],
    [
      'names a file',
      (_, response) => response.writeHead(307, { location: 'file:///etc/x' }).end(),
      /not complete/,
    ],
    [
      'names an address that all can read',
      (_, response) => response.writeHead(307, { location: `http://store.example.com/?${SECRET}` }).end(),
      /an address without https/,
    ],
    ['wants a login', 401, /answered 401/],
  ])('%s: refused, and the report waits', async (_, answer, problem) => {
    signer.answer(answer)
    expect(await send()).toEqual([expect.stringMatching(problem)])
    expect(signer.requests).toHaveLength(1)
    expect(store.requests).toEqual([])
    signer.answer(signs())
    expect(await send()).toEqual([])
    expect(store.requests).toHaveLength(2)
  })

  it.each<[string, TestAnswer]>([
    ['is busy', (_, response) => response.writeHead(429, { 'retry-after': '0' }).end()],
    ['fails', 500],
    ['resets', (_, response) => response.destroy()],
  ])('%s: asked again', async (_, answer) => {
    signer.answer(answer, signs())
    expect(await send()).toEqual([])
    expect(store.requests).toHaveLength(1)
  })
})

describe('the store', () => {
  it.each<[string, TestAnswer]>([
    ['says that the address has run out', 403],
    ['is busy', (_, response) => response.writeHead(503, { 'retry-after': '0' }).end()],
    ['redirects', (_, response) => response.writeHead(307, { location: '/elsewhere' }).end()],
    ['resets', (_, response) => response.destroy()],
    ['says nothing', () => {}],
    [
      'cuts its answer off',
      (_, response) => {
        response.writeHead(200, { 'content-length': '100' })
        response.write('half')
        setTimeout(() => response.destroy(), 20)
      },
    ],
  ])('%s: a new address is asked for', async (_, answer) => {
    store.answer(answer, 200)
    expect(await send()).toEqual([])
    expect(signer.requests).toHaveLength(2)
    expect(store.requests.map(({ url }) => url)).toEqual(Array(2).fill(`/reports/object?${SECRET}`))
  })

  it('redirects in a loop, until the time is over', async () => {
    store.answer((_, response) => response.writeHead(307, { location: '/reports' }).end())
    expect(await send({}, {}, 600)).toEqual([
      expect.stringMatching(/at the signed address: the server answered 307; they are sent with/),
    ])
  })

  it('finds the report too long: it is set aside', async () => {
    store.answer(413)
    expect(await send()).toEqual([expect.stringContaining('chalkmark report flush only')])
  })

  it('is not there: the address is in no message', async () => {
    await store.close()
    expect(await send({}, {}, 500)).toEqual([expect.stringContaining('at the signed address: ')])
    store = await testServer()
  })
})
