/** Servers whose certificates are trusted, or not: the same for every sink that sends by HTTPS. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { makeTree } from '../disk/tree.js'
import { hasTool } from '../tool.js'
import { deliverAll, newReport, ownStateFolder, type TestServer, testServer } from './support.js'

ownStateFolder()

/** By the address of a server: options without certificates. */
const SINKS: Record<string, (url: string) => object> = {
  post: (url) => ({ type: 'post', url }),
  presign: (url) => ({ type: 'presign', url }),
  s3: (url) => ({ type: 's3', uri: 's3://bucket/x/', endpoint: new URL(url).origin }),
  otlp: (url) => ({ type: 'otlp', url }),
}
const KEY = { AWS_ACCESS_KEY_ID: 'AKIATEST', AWS_SECRET_ACCESS_KEY: 'secret' }

describe.runIf(hasTool('openssl', ['version'])).each(Object.entries(SINKS))('%s', (_, optionsFor) => {
  const folder = makeTree({})
  const at = (name: string) => join(folder, name)
  let server: TestServer
  beforeAll(() => {
    for (const name of ['ours', 'other']) makeCertificate(at(`${name}.key`), at(`${name}.pem`))
  })
  afterEach(() => server.close())
  const send = (more: object = {}) =>
    deliverAll(
      [newReport()],
      { sinks: { central: { ...optionsFor(server.url), ...more } as never } },
      { env: KEY },
    )

  it('a certificate that is not trusted: nothing is sent. One that is named: it is', async () => {
    const tls = { key: readFileSync(at('ours.key')), cert: readFileSync(at('ours.pem')) }
    server = await testServer((listener) => createServer(tls, listener) as never, 'https')
    // The sink presign is sent on, once, to where it puts the report.
    server.answer(({ method, body }, response) => {
      const isAsked = method === 'PUT' && body.length === 0
      response.writeHead(isAsked ? 307 : 200, isAsked ? { location: server.url } : {}).end()
    })
    const problem = [expect.stringContaining("the server's certificate is not trusted")]
    expect(await send()).toEqual(problem)
    expect(await send({ ca: at('other.pem') })).toEqual(problem)
    expect(await send({ ca: at('missing.pem') })).toEqual([expect.stringContaining('cannot be read')])
    expect(server.requests).toEqual([])
    expect(await send({ ca: at('ours.pem') })).toEqual([])
    expect(server.requests.filter(({ body }) => body.length > 0)).toHaveLength(4)
  })
})

function makeCertificate(key: string, certificate: string): void {
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  const subject = ['-subj', '/CN=test', '-addext', 'subjectAltName=IP:127.0.0.1']
  const files = ['-keyout', key, '-out', certificate]
  execFileSync('openssl', ['req', '-x509', '-days', '2', ...curve, ...subject, ...files], { stdio: 'ignore' })
}
