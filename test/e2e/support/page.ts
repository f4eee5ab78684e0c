/** Pages from a build's output folder in a real browser. */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { type Browser, chromium, type Page, type PageScreenshotOptions } from 'playwright-core'
import { findChromium, isCi } from '../../../scripts/chromium.mjs'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
  '.map': 'application/json',
}

/** The media type of a file in an output folder. */
export function typeOf(name: string): string {
  return TYPES[extname(name)] ?? 'application/octet-stream'
}

/**
 * No sandbox: containers and CI machines often forbid it. No partial raster: it draws again only what a change touches,
 * and clips a shape at that edge, so the pixels of an icon's slope depend on which texts came in one frame. The rest
 * keeps the browser off the network.
 */
const ARGS = [
  '--no-sandbox',
  '--disable-partial-raster',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Whether browser tests are to be skipped: never in CI, where a missing browser is a failure. */
export const hasNoBrowser = !findChromium() && !isCi()

/** Starts the browser: one for a test file. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: findChromium(), args: ARGS })
}

/** An open page and everything that went wrong in it. */
export interface Visit {
  page: Page
  /** Console errors, uncaught errors, dialogs, requests that failed or were answered with an error; a line each. */
  problems: string[]
}

/**
 * Serves `folder` on this machine, opens `path` of it and hands the page to `drive`.
 * @returns what `drive` returns.
 */
export async function visit<T>(
  browser: Browser,
  folder: string,
  drive: (visit: Visit) => Promise<T>,
  path = '/',
): Promise<T> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://localhost')
    const name = decodeURIComponent(pathname.endsWith('/') ? `${pathname}index.html` : pathname)
    try {
      const body = readFileSync(join(folder, name))
      response.setHeader('content-type', typeOf(name)).end(body)
    } catch {
      // Every browser asks for one; no page of ours has one.
      response.writeHead(name === '/favicon.ico' ? 204 : 404).end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const page = await browser.newPage()
  try {
    const problems: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(`console: ${message.text()}`)
    })
    page.on('pageerror', (error) => problems.push(`uncaught: ${error.message}`))
    page.on('dialog', async (dialog) => {
      problems.push(`dialog: ${dialog.message()}`)
      await dialog.dismiss()
    })
    page.on('requestfailed', (request) => {
      problems.push(`request: ${request.url()}: ${request.failure()?.errorText}`)
    })
    page.on('response', (response) => {
      if (response.status() >= 400) problems.push(`response: ${response.url()}: ${response.status()}`)
    })
    await page.goto(`http://127.0.0.1:${port}${path}`)
    return await drive({ page, problems })
  } finally {
    await page.close()
    server.closeAllConnections()
    server.close()
  }
}

/**
 * A picture of the page once it stands still, that is, once two in a row are the same: what a click has set off, such as
 * a button's own change of colour, takes some frames.
 */
export async function picture(page: Page, options: PageScreenshotOptions = {}): Promise<Buffer> {
  let last: Buffer | undefined
  for (let tries = 0; ; tries++) {
    const next = await page.screenshot(options)
    if (last?.equals(next) || tries === 20) return next
    last = next
  }
}
