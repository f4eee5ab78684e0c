/** One browser for all looks at pages, style sheets and pictures. */
import { type Browser, chromium, type Page } from 'playwright-core'
import { findChromium } from '../../../scripts/chromium.mjs'

let opened: Promise<{ browser: Browser; page: Page }> | undefined

async function open() {
  const executablePath = findChromium()
  if (!executablePath) throw new Error('no Chromium')
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking']
  const browser = await chromium.launch({ executablePath, args })
  return { browser, page: await browser.newPage() }
}

/** Runs in the page: a text, as the tests' types know no browser. */
const PARSE = `(base64, type) => {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
  const text = new TextDecoder().decode(bytes)
  if (type === 'text/css') {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(text)
    return [...sheet.cssRules].map((rule) => rule.cssText).join('\\n')
  }
  const parsed = new DOMParser().parseFromString(text, type)
  const walker = parsed.createTreeWalker(parsed, NodeFilter.SHOW_COMMENT)
  const comments = []
  while (walker.nextNode()) comments.push(walker.currentNode)
  for (const comment of comments) comment.remove()
  return parsed.compatMode + new XMLSerializer().serializeToString(parsed)
}`

/** What the browser's parser makes of the bytes, without comments. */
export async function page(bytes: Buffer, type: string): Promise<string> {
  opened ??= open()
  const { page } = await opened
  return page.evaluate(`(${PARSE})('${bytes.toString('base64')}', '${type}')`)
}

export async function closeBrowser(): Promise<void> {
  await (await opened)?.browser.close()
}
