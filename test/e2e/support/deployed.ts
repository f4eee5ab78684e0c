/** A site whose versions are deployed one after the other, and somebody who visits each of them. */
import { readFileSync } from 'node:fs'
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

/**
 * Serves the site at one address. What stands for one content is cached for ever, so the second visit gets it from the
 * browser's cache. Everything else is always asked for.
 */
export async function deploy(browser: Browser): Promise<Deployed> {
  let folder = ''
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://localhost')
    const name = decodeURIComponent(pathname.endsWith('/') ? `${pathname}index.html` : pathname)
    try {
      const body = readFileSync(join(folder, name))
      response.setHeader('content-type', typeOf(name))
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
