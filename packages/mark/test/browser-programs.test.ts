import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findChromium, isCi } from '../../../scripts/chromium.mjs'
import { chalkId, findMark, metadataHash, metadataId, validate } from '../src/index.js'
import { buildBrowserBundle } from './browser-bundle.js'
import { loadVectors } from './vectors.js'

const executablePath = findChromium()
const vectors = loadVectors()

/** No sandbox: containers and CI machines often forbid it. The rest keeps the browser off the network. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

// In CI a missing browser is a failure, which the launch then is.
describe.skipIf(!executablePath && !isCi())('in a browser, without a bundler', () => {
  let server: Server
  let browser: Browser
  let url: string

  beforeAll(async () => {
    server = await serve({
      '/': ['text/html', readFileSync(new URL('browser.html', import.meta.url))],
      '/mark.min.js': ['text/javascript', await buildBrowserBundle()],
      '/vectors.json': ['application/json', Buffer.from(JSON.stringify(vectors.map(forPage)))],
    })
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    browser = await chromium.launch({ ...(executablePath && { executablePath }), headless: true, args })
  })

  afterAll(async () => {
    await browser?.close()
    server?.close()
  })

  test('every vector gives what it gives in Node', async () => {
    const page = await browser.newPage()
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(String(error)))
    await page.goto(url)
    await page.waitForFunction('window.results', undefined, { timeout: 120_000 }).catch((error) => {
      throw new Error([...errors, error.message].join('\n'))
    })
    const results = await page.evaluate('window.results')
    expect(results).toEqual(vectors.map(expected))
    expect(errors).toEqual([])
  })
})

const forPage = ({ name, bytes }: (typeof vectors)[number]) => ({
  name,
  base64: Buffer.from(bytes).toString('base64'),
})

/** What the page has to find, from this side: see browser.html. */
function expected({ name, bytes, reported }: (typeof vectors)[number]) {
  const { dict, start, end } = findMark(bytes)!
  const hash = reported?.METADATA_HASH ?? metadataHash(dict)
  const changed = { ...dict, HASH: '0'.repeat(64) }
  return {
    name,
    start,
    end,
    placeholder: false,
    hash,
    id: reported?.METADATA_ID ?? metadataId(hash),
    chalkId: reported?.CHALK_ID ?? dict.CHALK_ID,
    hashAgain: hash,
    validation: { valid: true, errors: [] },
    changed: validate(changed, chalkId(changed.HASH)),
  }
}

/** Serves files from memory on a free port of this machine only. */
function serve(files: Record<string, [type: string, body: Buffer]>): Promise<Server> {
  const server = createServer((request, response) => {
    const [type, body] = files[request.url ?? ''] ?? []
    if (body) response.writeHead(200, { 'content-type': type }).end(body)
    else response.writeHead(404).end()
  })
  return new Promise((resolve, reject) => {
    server.on('error', reject).listen(0, '127.0.0.1', () => resolve(server))
  })
}
