/** A site whose versions are deployed one after the other, and somebody who visits each of them. */
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { typeOf } from './page.js'

export interface Deployed {
  /**
   * Deploys a folder and visits it.
   * @param drive looks at the page. @returns what the browser complained of, one line each.
   */
  visit(folder: string, drive: (page: Page) => Promise<void>): Promise<string[]>
  close(): Promise<void>
}

/** Addresses that stand for one content: with a hash in the name, or a version behind it. */
const FIXED = /[-.](?:[\w-]{8}|[0-9a-f]{20})\.(?:js|css)$|\.(?:js|css)\?\w/

/** The page's template, if a site has no page: its server leaves the comment at the beginning out. */
const TEMPLATE = 'views/page.html.erb'

/** What a server sends for a name: the first of these that is there. */
function answer(
  folder: string,
  name: string,
  accepted: string,
): { body: Buffer; headers: [string, string][] } {
  const headers: [string, string][] = [['content-type', typeOf(name)]]
  const policies = join(folder, '_headers')
  if (existsSync(policies))
    for (const [, key, value] of readFileSync(policies, 'utf8').matchAll(/^ +([\w-]+): (.*)$/gm))
      headers.push([key!, value!])
  for (const [encoding, extension] of [
    ['br', '.br'],
    ['gzip', '.gz'],
  ] as const) {
    const path = join(folder, name + extension)
    if (accepted.includes(encoding) && existsSync(path))
      return { body: readFileSync(path), headers: [...headers, ['content-encoding', encoding]] }
  }
  const template = join(folder, TEMPLATE)
  if (name !== '/index.html' || !existsSync(template))
    return { body: readFileSync(join(folder, name)), headers }
  return { body: Buffer.from(readFileSync(template, 'utf8').replace(/<%#.*?%>/g, '')), headers }
}

/**
 * Serves the site at one address, compressed if there are files for that. What stands for one content is cached for ever, so the second visit gets it from the
 * browser's cache. Everything else is always asked for.
 */
export async function deploy(browser: Browser): Promise<Deployed> {
  let folder = ''
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://localhost')
    const name = decodeURIComponent(pathname.endsWith('/') ? `${pathname}index.html` : pathname)
    try {
      const { body, headers } = answer(folder, name, String(request.headers['accept-encoding']))
      for (const [key, value] of headers) response.setHeader(key, value)
      response.setHeader(
        'cache-control',
        FIXED.test(request.url!) ? 'max-age=31536000, immutable' : 'no-cache',
      )
      response.end(body)
    } catch {
      response.writeHead(name === '/favicon.ico' ? 204 : 404).end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const context = await browser.newContext()
  return {
    async visit(next, drive) {
      folder = next
      const problems: string[] = []
      const page = await context.newPage()
      page.on('console', (message) => {
        if (message.type() === 'error') problems.push(`console: ${message.text()}`)
      })
      page.on('pageerror', (error) => problems.push(`uncaught: ${error.message}`))
      page.on('response', (response) => {
        if (response.status() >= 400) problems.push(`response: ${response.url()}: ${response.status()}`)
      })
      try {
        await page.goto(`http://127.0.0.1:${port}/`)
        await drive(page).catch((error: Error) => problems.push(error.message))
        return problems
      } finally {
        await page.close()
      }
    },
    async close() {
      await context.close()
      server.closeAllConnections()
      server.close()
    },
  }
}

/** Waits until a page shows what it loads at once, and what it loads later. */
export async function look(page: Page): Promise<void> {
  for (const when of ['now', 'later'])
    await page.locator(`#${when}`, { hasText: `shown ${when}` }).waitFor({ timeout: 60_000 })
}

/**
 * If the site has a service worker, waits until that is the deployed one and its files are in the cache, and looks at the
 * page that it gives.
 */
export async function lookAtWorker(page: Page): Promise<void> {
  await look(page)
  if (!(await page.evaluate('navigator.serviceWorker.getRegistration().then(Boolean)'))) return
  await page.waitForFunction(
    `(async () => {
      await (await navigator.serviceWorker.getRegistration()).update()
      const worker = await (await fetch('/sw.js', { cache: 'no-store' })).text()
      const revisions = [...worker.matchAll(/"revision":"(\\w+)"/g)].map(([, revision]) => revision)
      return String(await caches.keys()) === 'v-' + revisions.join('')
    })()`,
    undefined,
    { timeout: 30_000 },
  )
  await page.reload()
  await look(page)
}
