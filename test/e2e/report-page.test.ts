/** `chalkmark report show --html`: the page in a browser, with reports whose every text tries to get out of its place. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chalkmark } from '../../packages/cli/test/command.js'
import { makeTree } from '../../packages/core/test/disk/tree.js'
import { hasNoBrowser, launchBrowser } from './support/page.js'

const COMMIT = '0123456789abcdef0123456789abcdef01234567'

type Json = Record<string, unknown>

function artifact(index: number, more: Json = {}): Json {
  return {
    CHALK_ID: `ABCDEF-GHJK-MNPQ-${String(index).padStart(6, '0')}`,
    COMMIT_ID: COMMIT,
    _OP_ARTIFACT_TYPE: index % 2 === 0 ? 'JavaScript' : 'CSS',
    _OP_ARTIFACT_PATH: `/site/dist/chunk-${index}.${index % 2 === 0 ? 'js' : 'css'}`,
    _VALIDATED_METADATA: true,
    ...more,
  }
}

function extracted(number: number, more: Json = {}): Json {
  return {
    _OPERATION: 'extract',
    _DATETIME: '2026-11-30T19:14:09.991+00:00',
    _OP_ERRORS: [],
    _CHALKS: Array.from({ length: number }, (_, index) => artifact(index)),
    ...more,
  }
}

let browser: Browser
beforeAll(async () => {
  if (!hasNoBrowser) browser = await launchBrowser()
})
afterAll(() => browser?.close())

/** Makes the page of reports, opens it, and hands it to `drive`. Whatever the page asks for is a failure, and so is an error. */
async function open(
  hosts: readonly unknown[],
  drive: (page: Page, problems: string[]) => Promise<void>,
  options: { colorScheme?: 'dark' | 'light'; width?: number } = {},
): Promise<void> {
  const root = makeTree({ 'chalk-report.json': JSON.stringify(hosts) })
  const { code, stderr } = await chalkmark(['report', 'show', '--html', 'page.html'], { cwd: root })
  expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('shown in page.html') })
  const { colorScheme = 'light', width = 1280 } = options
  const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 }, offline: true })
  const problems: string[] = []
  try {
    const page = await context.newPage()
    const address = pathToFileURL(join(root, 'page.html')).href
    page.on('request', (request) => {
      if (request.url() !== address) problems.push(`request: ${request.url()}`)
    })
    page.on('console', (message) => problems.push(`console: ${message.text()}`))
    page.on('pageerror', (error) => problems.push(`uncaught: ${error.message}`))
    page.on('dialog', async (dialog) => {
      problems.push(`dialog: ${dialog.message()}`)
      await dialog.dismiss()
    })
    await page.goto(address)
    await drive(page, problems)
    expect(problems).toEqual([])
  } finally {
    await context.close()
  }
}

const names = (page: Page) => page.locator('#rows .open').allTextContents()
const focused = (page: Page) =>
  page.evaluate('document.activeElement.textContent || document.activeElement.id')

describe.skipIf(hasNoBrowser)('the page of a report', () => {
  const HOSTILE = [
    '</script><img src=x onerror=alert(1)><script>alert(2)</script>',
    '<!--<script>alert(3)',
    '"\' onload=alert(4) javascript:alert(5) &lt;b&gt; </style></textarea></title><iframe src=//example.com>',
    '\u2028alert(6)\u2029 {{7*7}} ${' + 'alert(8)}',
  ].join(' ')
  /** As it is shown. */
  const SEEN = HOSTILE.replace('\u2028', '\\u2028').replace('\u2029', '\\u2029')

  test('shows what comes from a report as text, whatever it is', async () => {
    const host = {
      _OPERATION: HOSTILE,
      _COMMIT_ID: COMMIT,
      _COMMIT_MESSAGE: HOSTILE,
      _OP_ERRORS: [HOSTILE],
      [HOSTILE]: { [HOSTILE]: [HOSTILE] },
      _CHALKS: [
        artifact(0, {
          _OP_ARTIFACT_PATH: `/site/${HOSTILE}`,
          _OP_ARTIFACT_TYPE: HOSTILE,
          CHALK_ID: HOSTILE,
          _VALIDATED_METADATA: false,
          _ERR_INFO: [HOSTILE],
          [HOSTILE]: HOSTILE,
        }),
      ],
      '_X-UNMARKED': { [HOSTILE]: { [`/site/b${HOSTILE}`]: '' } },
      '_X-LEFT-OUT': { [HOSTILE]: [`/site/c${HOSTILE}`] },
    }
    await open([host, extracted(1)], async (page) => {
      const wrong = 'img, iframe, script:not(#data, body > script:last-child), [onload], [onerror]'
      const text = async (selector: string) => (await page.locator(selector).allTextContents()).join('\n')
      expect(await text('#facts')).toContain(SEEN)
      expect(await text('#rows .why')).toContain(SEEN)
      expect(await text('#rows .id')).toContain(SEEN)
      expect(await text('#report option')).toContain(SEEN)
      expect(await page.title()).toContain('<!--<script>alert(3)')
      await page.locator('#rows .open').first().click()
      expect(await text('#detail-name')).toBe(`/site/${SEEN}`)
      expect(await text('#detail-keys dt')).toContain(SEEN)
      expect(await page.locator(wrong).count()).toBe(0)
      await page.keyboard.press('Escape')
      await page.locator('#tab-keys').click()
      expect(await text('#keys')).toContain(SEEN)
      await page.locator('#tab-messages').click()
      expect(await text('#messages')).toContain(SEEN)
      await page.locator('#search').fill('<!--<script>')
      expect(await page.locator(wrong).count()).toBe(0)
    })
  })

  test('asks for nothing, and its policy would not let it', async () => {
    await open([extracted(1)], async (page, problems) => {
      // Code that a debugger evaluates is not bound by the policy, but what it adds to the page is.
      const blocked = await page.evaluate(`new Promise((done) => {
        const seen = []
        addEventListener('securitypolicyviolation', (event) => {
          seen.push(event.effectiveDirective)
          if (seen.length === 4) done(seen.sort())
        })
        const add = (tag, values) => document.body.append(Object.assign(document.createElement(tag), values))
        add('img', { src: 'https://example.com/a.png' })
        add('script', { textContent: 'document.title = "changed"' })
        add('iframe', { src: 'https://example.com/' })
        add('style', { textContent: 'body { background: red }' })
      })`)
      expect(blocked).toEqual(['frame-src', 'img-src', 'script-src-elem', 'style-src-elem'])
      expect(await page.title()).not.toBe('changed')
      // The browser says what it has refused; the one request is the image's, which it has not sent.
      const said = problems.splice(0).filter((problem) => !problem.includes('Content Security Policy'))
      expect(said).toEqual(['request: https://example.com/a.png'])
    })
  })

  test('says first how it went and which commit it was', async () => {
    await open([extracted(3)], async (page) => {
      expect(await page.locator('h1').textContent()).toBe('All 3 artifacts have a valid mark.')
      expect(await page.locator('#facts').textContent()).toContain(COMMIT)
    })
  })

  test('explains keys by the catalogue', async () => {
    await open([extracted(1)], async (page) => {
      await page.locator('#rows .open').first().click()
      const id = page
        .locator('#detail-keys .group', { hasText: 'The mark' })
        .locator('dt', { hasText: 'CHALK_ID' })
      expect(await id.textContent()).toContain('Identifies the artifact as it is without a mark')
    })
  })
})

describe.skipIf(hasNoBrowser)('in the page', () => {
  const HOST = extracted(12, {
    _UNMARKED: ['/site/dist/robots.js'],
    '_X-UNMARKED': { 'a copy of a source file': { '/site/dist/robots.js': '' } },
    _OP_ERRORS: ['something about chunk-3'],
  })

  test('search finds by path, reason, key and value, and counts in all parts', async () => {
    await open([HOST], async (page) => {
      const search = page.locator('#search')
      await search.fill('chunk-1')
      expect(await names(page)).toEqual(['chunk-1.css', 'chunk-10.js', 'chunk-11.css'])
      await search.fill('COPY of')
      expect(await names(page)).toEqual(['robots.js'])
      await search.fill('mnpq-000007')
      expect(await names(page)).toEqual(['chunk-7.css'])
      await search.fill('css chunk-3')
      expect(await page.locator('#shown').textContent()).toBe('1 of 13 match')
      await search.fill('about chunk-3')
      expect(await page.locator('#tab-messages .count').textContent()).toBe('1')
      await search.fill('nothing has this')
      expect(await names(page)).toEqual([])
      expect(await page.locator('#none').textContent()).toContain('No artifact matches')
      await page.keyboard.press('Escape')
      expect(await names(page)).toHaveLength(13)
    })
  })

  test('states can be picked', async () => {
    await open([HOST], async (page) => {
      const noMark = page.locator('#states button', { hasText: 'no mark' })
      await noMark.click()
      expect(await names(page)).toEqual(['robots.js'])
      expect(await noMark.getAttribute('aria-pressed')).toBe('true')
    })
  })

  test('columns sort, by number too, and say so', async () => {
    await open([HOST], async (page) => {
      expect((await names(page))[0]).toBe('robots.js')
      const head = page.locator('th.name')
      await head.locator('button').click()
      expect((await names(page)).slice(0, 3)).toEqual(['chunk-0.js', 'chunk-1.css', 'chunk-2.js'])
      expect(await head.getAttribute('aria-sort')).toBe('ascending')
      await head.locator('button').click()
      expect((await names(page)).slice(0, 3)).toEqual(['robots.js', 'chunk-11.css', 'chunk-10.js'])
      expect(await head.getAttribute('aria-sort')).toBe('descending')
      expect(await page.locator('th.state').getAttribute('aria-sort')).toBe(null)
    })
  })

  test('everything can be done by keyboard', async () => {
    await open([HOST], async (page) => {
      const press = async (...keys: string[]) => {
        for (const key of keys) await page.keyboard.press(key)
      }
      await press('/')
      expect(await focused(page)).toBe('search')
      await press('c', 's', 's', 'ArrowDown', 'ArrowDown')
      expect(await focused(page)).toBe('chunk-3.css')
      await press('Enter')
      expect(await page.locator('#detail-name').textContent()).toBe('/site/dist/chunk-3.css')
      await press('ArrowRight')
      expect(await page.locator('#detail-name').textContent()).toBe('/site/dist/chunk-5.css')
      await press('Escape')
      expect(await page.locator('dialog[open]').count()).toBe(0)
      expect(await focused(page)).toBe('chunk-5.css')
      await press('End')
      expect(await focused(page)).toBe('chunk-11.css')
      await press('Home', 'ArrowUp')
      expect(await focused(page)).toBe('search')
      await press('Escape', 'Escape')
      expect(await focused(page)).toBe('robots.js')
      await press('Escape')
      expect(await focused(page)).toBe('search')
      await page.locator('#tab-artifacts').focus()
      await press('ArrowRight')
      expect(await page.locator('#keys').isVisible()).toBe(true)
      expect(await page.locator('[role=tab][aria-selected=true]').getAttribute('id')).toBe('tab-keys')
    })
  })

  test.each(['light', 'dark'] as const)(
    'a system that is %s is followed, and the button changes that',
    async (colorScheme) => {
      const back = (page: Page) => page.evaluate('getComputedStyle(document.body).backgroundColor')
      await open(
        [HOST],
        async (page) => {
          const isDark = colorScheme === 'dark'
          const first = await back(page)
          expect(first === 'rgb(255, 255, 255)').toBe(!isDark)
          await page.locator('#theme').click()
          expect(await page.locator('#theme').getAttribute('aria-pressed')).toBe(String(!isDark))
          expect((await back(page)) === 'rgb(255, 255, 255)').toBe(isDark)
          await page.locator('#theme').click()
          expect(await back(page)).toBe(first)
        },
        { colorScheme },
      )
    },
  )

  test('reports of several builds can be chosen, and one without artifacts shows its keys', async () => {
    await open(
      [HOST, { _OPERATION: 'env', _OP_HOSTNAME: 'build-7' }, { _CHALKS: [null, 'x'] }],
      async (page) => {
        expect(await page.locator('#report option').count()).toBe(3)
        await page.locator('#report').selectOption({ index: 1 })
        expect(await page.locator('h1').textContent()).toContain('tells of the machine')
        expect(await page.locator('#keys').textContent()).toContain('build-7')
        await page.locator('#report').selectOption({ index: 2 })
        await page.locator('#tab-messages').click()
        expect(await page.locator('#messages').textContent()).toContain('2 items of _CHALKS are no artifact')
      },
    )
  })

  test('thousands of artifacts: some at once, all soon, and all on paper', async () => {
    await open([extracted(5000)], async (page) => {
      expect(await page.locator('#table').getAttribute('aria-rowcount')).toBe('5001')
      await expect.poll(() => page.locator('#rows tr').count()).toBe(5000)
    })
    await open([extracted(10_300)], async (page) => {
      await expect.poll(() => page.locator('#rows tr').count()).toBe(10_000)
      expect(await page.locator('#more').textContent()).toBe('Show the other 300 rows')
      await page.emulateMedia({ media: 'print' })
      await page.evaluate('dispatchEvent(new Event("beforeprint"))')
      expect(await page.locator('#rows tr').count()).toBe(10_300)
      expect(await page.locator('#keys').isVisible()).toBe(true)
      expect(await page.locator('#search').isVisible()).toBe(false)
    })
  })

  test('nothing is wider than a narrow window', async () => {
    const long = 'folder-with-a-long-name/'.repeat(12)
    const chalks = [
      artifact(0, { _OP_ARTIFACT_PATH: `/site/${long}a.js` }),
      artifact(1, { [`X-${'A'.repeat(90)}`]: 'b'.repeat(300) }),
    ]
    await open(
      [extracted(0, { _CHALKS: chalks, _ENV: { ['N'.repeat(200)]: 'v'.repeat(200) } })],
      async (page) => {
        const excess = () => page.evaluate('document.documentElement.scrollWidth - innerWidth')
        expect(await excess()).toBeLessThanOrEqual(0)
        await page.locator('#rows .open').last().click()
        expect(await page.evaluate('detail.scrollWidth - detail.clientWidth')).toBeLessThanOrEqual(0)
        await page.keyboard.press('Escape')
        await page.locator('#tab-keys').click()
        expect(await excess()).toBeLessThanOrEqual(0)
      },
      { width: 400 },
    )
  })
})
