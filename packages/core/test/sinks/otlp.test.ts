/** The sink `otlp`, against servers that answer in every way. */
import { gunzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { sinksFromEnv } from '../../src/config/sinks.js'
import { openDelivery } from '../../src/sinks/delivery.js'
import {
  deliverAll,
  jsonOf,
  newReport,
  ownStateFolder,
  type TestAnswer,
  type TestServer,
  testServer,
} from './support.js'

ownStateFolder()

describe('servers that answer in every way', () => {
  let server: TestServer
  afterEach(() => server.close())
  const send = (more: object = {}, env: Record<string, string> = {}, time = 10_000) =>
    deliverAll(
      [newReport()],
      { deliveryTimeout: time, sinks: { logs: { type: 'otlp', url: server.url, ...more } as never } },
      { env },
    )
  const says =
    (status: number, body: object | string, headers = {}): TestAnswer =>
    (_, response) =>
      response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body))

  it.each([429, 502, 503, 504])('%i passes, after the time that it names', async (status) => {
    server = await testServer()
    server.answer(says(status, '', { 'retry-after': '0' }), 200)
    expect(await send()).toEqual([])
    expect(server.requests).toHaveLength(2)
  })

  it.each([401, 403, 404, 408, 500, 501, 307, 301])('%i must not be sent again at once', async (status) => {
    server = await testServer()
    server.answer(status)
    expect(await send()).toEqual([expect.stringMatching(`answered ${status}; they are sent with the next`)])
    expect(server.requests).toHaveLength(1)
  })

  it.each<[string, TestAnswer, RegExp]>([
    ['bad data', 400, /answered 400; it is sent again by chalkmark report flush only/],
    [
      'a record that is rejected',
      says(200, { partialSuccess: { rejectedLogRecords: '1', errorMessage: 'too old' } }),
      /the record was rejected: too old; it is sent again by/,
    ],
  ])('%s is set aside', async (_, answer, problem) => {
    server = await testServer()
    server.answer(answer)
    expect(await send()).toEqual([expect.stringMatching(problem)])
    expect(server.requests).toHaveLength(1)
  })

  it('a server that repeats the credential that it was given', async () => {
    server = await testServer()
    server.answer(says(200, { partialSuccess: { errorMessage: 'key plain-credential may not write' } }))
    const logs = { type: 'otlp' as const, url: server.url, headersFrom: 'HEADERS' }
    const env = { HEADERS: 'x-api-key=plain-credential' }
    const delivery = openDelivery({ options: { sinks: { logs } }, env, root: '/' })
    delivery.put(newReport() as never)
    expect(await delivery.end()).toEqual([])
    expect(delivery.notes().join()).toContain('key REDACTED may not write')
  })

  it.each<[object | string, string[]]>([
    [
      { partialSuccess: { rejectedLogRecords: 0, errorMessage: 'old \x1b[31m schema' } },
      ['old \\x1b[31m schema'],
    ],
    [{ partialSuccess: { errorMessage: 7 } }, []],
    [{ partialSuccess: null }, []],
    [{}, []],
    ['OK', []],
    ['null', []],
  ])('a success that says %j', async (body, said) => {
    server = await testServer()
    server.answer(says(200, body))
    const options = { sinks: { logs: { type: 'otlp' as const, url: server.url } } }
    const delivery = openDelivery({ options, env: {}, root: '/' })
    delivery.put(newReport() as never)
    expect(await delivery.end()).toEqual([])
    expect(delivery.notes()).toEqual(said.map((text) => `logs: a record was taken: ${text} (${server.url})`))
  })

  it('a loop of redirects ends, and one to another server is not followed', async () => {
    server = await testServer()
    const redirect = (location: string): TestAnswer => says(307, '', { location })
    server.answer(redirect('/reports'))
    expect(await send()).toEqual([expect.stringContaining('redirects in a loop')])
    server.answer(redirect('http://127.0.0.1:9/'))
    expect(await send()).toEqual([expect.stringContaining('the server redirects to http://127.0.0.1:9')])
  })

  it.each<[string, TestAnswer]>([
    ['no answer', () => {}],
    ['a connection that is reset', (_, response) => response.destroy()],
    [
      'a body that is cut off',
      (_, response) => {
        response.writeHead(200, { 'content-length': '100' })
        response.write('{"partial')
        setTimeout(() => response.destroy(), 20)
      },
    ],
  ])('%s: the report waits, and comes again with the same id', async (_, answer) => {
    server = await testServer()
    server.answer(answer)
    expect(await send({ timeout: 300 }, {}, 900)).toEqual([expect.stringContaining('they are sent with')])
    const idIn = (index: number) =>
      jsonOf(server.requests[index]!).resourceLogs[0].scopeLogs[0].logRecords[0].attributes[0]
    const first = idIn(0)
    expect(first).toEqual({ key: 'chalk.report.id', value: { stringValue: expect.stringMatching(/-logs$/) } })
    server.answer(200)
    server.requests.splice(0)
    expect(await send()).toEqual([])
    expect(idIn(0)).toEqual(first)
  })

  it('headers of a variable, credentials and compression', async () => {
    server = await testServer()
    const more = {
      headersFrom: 'HEADERS',
      auth: { bearer: 'TOKEN' },
      headers: { 'x-team': 'web' },
      gzip: true,
    }
    expect(await send(more, { HEADERS: 'Api-Key=a%2Cb%3D, x-tenant = t1 ', TOKEN: 'abc' })).toEqual([])
    const [{ headers, body } = {} as never] = server.requests
    expect(headers).toMatchObject({
      'api-key': 'a,b=',
      'x-tenant': 't1',
      'x-team': 'web',
      authorization: 'Bearer abc',
      'content-type': 'application/json',
      'content-encoding': 'gzip',
    })
    expect(JSON.parse(String(gunzipSync(body)))).toHaveProperty('resourceLogs')
  })

  it.each<[string, string, string, RegExp]>([
    ['no list', 'Api-Key: abc', 'http://127.0.0.1:9', /HEADERS is no list of headers/],
    ['a line end', 'a=b%0d%0ac', 'http://127.0.0.1:9', /HEADERS is no list of headers/],
    ['a broken escape', 'a=%zz', 'http://127.0.0.1:9', /HEADERS is no list of headers/],
    ['no TLS', 'a=QqKeyqQ', 'http://collector.example.com', /the headers of the variable HEADERS need https/],
  ])('headers with %s are refused', async (_, HEADERS, url, problem) => {
    server = await testServer()
    const problems = await send({ url, headersFrom: 'HEADERS' }, { HEADERS })
    expect(problems).toEqual([expect.stringMatching(problem)])
    expect(problems[0]).not.toContain('QqKeyqQ')
  })
})

describe('the variables of OpenTelemetry', () => {
  const BASE = 'https://collector.example.com:4318'
  const one = (env: Record<string, string>) => sinksFromEnv(env).otlp

  it.each<[Record<string, string>, object]>([
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: BASE }, { url: `${BASE}/v1/logs` }],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: `${BASE}/otlp/` }, { url: `${BASE}/otlp/v1/logs` }],
    [
      { OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: `${BASE}/in`, OTEL_EXPORTER_OTLP_ENDPOINT: 'x' },
      { url: `${BASE}/in` },
    ],
    [
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: BASE,
        OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: '',
        OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
        OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'http/protobuf',
        OTEL_LOGS_EXPORTER: 'console, otlp',
        OTEL_SDK_DISABLED: 'false',
        OTEL_EXPORTER_OTLP_HEADERS: 'a=b',
        OTEL_EXPORTER_OTLP_TIMEOUT: '1500',
        OTEL_EXPORTER_OTLP_LOGS_TIMEOUT: '2500',
        OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
        OTEL_EXPORTER_OTLP_CERTIFICATE: '/ca.pem',
      },
      {
        url: `${BASE}/v1/logs`,
        timeout: 2500,
        ca: '/ca.pem',
        headersFrom: 'OTEL_EXPORTER_OTLP_HEADERS',
        gzip: true,
      },
    ],
    [
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: BASE,
        OTEL_EXPORTER_OTLP_TIMEOUT: 'soon',
        OTEL_EXPORTER_OTLP_COMPRESSION: 'none',
      },
      { url: `${BASE}/v1/logs` },
    ],
  ])('%j', (env, options) => {
    expect(one(env)).toEqual({ type: 'otlp', ...options })
  })

  it.each([
    {},
    { OTEL_EXPORTER_OTLP_ENDPOINT: '' },
    { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: BASE },
    { OTEL_EXPORTER_OTLP_ENDPOINT: BASE, OTEL_SDK_DISABLED: 'TRUE' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: BASE, OTEL_LOGS_EXPORTER: 'none' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: BASE, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
  ])('%j switches nothing on', (env) => {
    expect(one(env as never)).toBeUndefined()
  })

  it.each([
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'no address' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://u:QqPwqQ@x.test' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' },
  ])('%j is meant for others: a note, and no problem', async (env) => {
    const options = { deliveryTimeout: 500 }
    const delivery = openDelivery({ options, env: env as never, root: '/' })
    delivery.put(newReport() as never)
    expect(await delivery.end()).toEqual([])
    const notes = delivery.notes()
    expect(notes).toEqual([expect.stringMatching(/OTEL_EXPORTER_OTLP_ENDPOINT|not delivered to otlp/)])
    expect(notes[0]).not.toContain('QqPwqQ')
  })
})
