/** What a browser makes of marked pages and style sheets: sizes and values are those of the unmarked ones. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { hasTool } from '../../tool.js'
import { markFor } from '../artifacts.js'
import { marked } from './marked.js'

const dir = mkdtempSync(join(tmpdir(), 'pages-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const FLAGS =
  '--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --allow-file-access-from-files'
const HOSTILE = markFor('00'.repeat(32), { COMMIT_MESSAGE: '*/ --> </script><p>x' })

/** The title that the page gives itself. */
function titleOf(page: string): string {
  const path = join(dir, 'page.html')
  writeFileSync(path, page, 'latin1')
  const { stdout } = spawnSync(
    'chromium',
    [...FLAGS.split(' '), `--user-data-dir=${join(dir, 'profile')}`, '--dump-dom', path],
    { encoding: 'utf8', timeout: 60_000 },
  )
  return /<title>(.*?)<\/title>/s.exec(stdout)?.[1] ?? 'none'
}

const SHOW =
  '<!doctype html><title></title><script>addEventListener("load",()=>{document.title=[document.body.offsetHeight,document.body.textContent.length,getComputedStyle(document.body).color,getComputedStyle(document.documentElement).getPropertyValue("--x")].join("|")})</script>'

describe.skipIf(!hasTool('chromium'))('in a browser', () => {
  it.each([
    `${SHOW}<body style="white-space:pre">a</body></html>`,
    `${SHOW}<body style="white-space:pre">a</body></html>\n`,
    `${SHOW}<body style="white-space:pre-wrap">a`,
    `${SHOW}<style>a{display:block;height:9px}</style><body><table><a href=x>1<td>2</td>3</table>`,
    `${SHOW}<body style="display:inline-block;white-space:break-spaces">a</p>\n\n`,
    `${SHOW}<body><svg width=9 height=9 style="white-space:pre"><text>a`,
  ])('a page has the same size: %#', { timeout: 60_000 }, async (page) => {
    const before = titleOf(page)
    expect(before).toMatch(/^\d+\|\d+\|/)
    expect(titleOf(await marked('a.html', page, HOSTILE))).toBe(before)
  })

  it.each([
    'body{color:red}',
    'body{color:red',
    'body{color:red}:root{--x: a',
    ':root{--x:a;}body{color:re\\64',
    'body{background:\\75rl(a.png);color:red}',
    '@media all{body{color:red',
  ])('a style sheet says the same: %j', { timeout: 60_000 }, async (css) => {
    const page = (sheet: string) => {
      writeFileSync(join(dir, 'a.css'), sheet, 'latin1')
      return SHOW.replace('<title>', '<link rel=stylesheet href=a.css><title>')
    }
    const before = titleOf(page(css))
    expect(before).toContain('rgb(255, 0, 0)')
    expect(titleOf(page(await marked('a.css', css, HOSTILE)))).toBe(before)
  })
})
