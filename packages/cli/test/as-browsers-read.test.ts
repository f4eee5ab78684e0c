/** Answers of servers that programs can take in several ways: they count as browsers take them. */
import type { OutgoingHttpHeaders } from 'node:http'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { newOutcome } from '@chalkmark/core/operations'
import { describe, expect, test } from 'vitest'
import { newBudget } from '../src/inputs/budget.js'
import { fetchArtifacts } from '../src/inputs/page.js'
import { serve } from './loopback.js'

interface Answer {
  status?: number
  headers?: OutgoingHttpHeaders
  body: string | Buffer
}

const PAGE = '<!doctype html><script src="/a.js"></script>'
const LIMITS = {
  timeout: 10_000,
  size: 1 << 20,
  crossOrigin: false,
  time: 60_000,
  total: 1 << 24,
  files: 100,
}
const HTML = { 'content-type': 'text/html' }

/** Looks at the page `/index.html`. @returns the addresses that were asked for, and what was said. */
async function look(answers: Record<string, Answer>) {
  const asked: string[] = []
  const address = await serve((request, response) => {
    asked.push(request.url!)
    const { status = 200, headers = {}, body } = answers[request.url!] ?? { status: 404, body: '' }
    response.writeHead(status, headers).end(body)
  })
  const outcome = newOutcome()
  const artifacts = fetchArtifacts(new URL(`${address}/index.html`), LIMITS, newBudget(LIMITS), outcome)
  for await (const _ of artifacts);
  const said = [...outcome.problems.map(({ path, message }) => `${path}: ${message}`), ...outcome.warnings]
  return { asked, said: said.map((line) => line.replace(address, '')) }
}

describe('a page', () => {
  test.each<[string, OutgoingHttpHeaders]>([
    ['no type', {}],
    ['an unknown type', { 'content-type': 'unknown/unknown' }],
    ['any type', { 'content-type': '*/*' }],
    ['two types: the last one counts', { 'content-type': ['text/plain', 'text/html'] }],
    ['two types in one line', { 'content-type': 'text/plain, text/html;charset=utf-8' }],
    ['XML', { 'content-type': 'text/xml' }],
    ['XHTML', { 'content-type': 'application/xhtml+xml' }],
    ['SVG', { 'content-type': 'image/svg+xml' }],
  ])('with %s', async (_, headers) => {
    const { asked } = await look({ '/index.html': { headers, body: `\ufeff\n${PAGE}` } })
    expect(asked).toEqual(['/index.html', '/a.js'])
  })

  test('that is shown as text is none', async () => {
    const headers = { 'content-type': 'text/plain' }
    expect((await look({ '/index.html': { headers, body: PAGE } })).asked).toEqual(['/index.html'])
  })

  test.each([300, 304, 305, 306])('of status %i, whose location browsers do not follow', async (status) => {
    const headers = { ...HTML, location: '/good.html' }
    const { asked, said } = await look({
      '/index.html': { status, headers, body: '' },
      '/good.html': { headers: HTML, body: PAGE },
    })
    expect(asked).toEqual(['/index.html'])
    expect(said[0]).toContain(`/index.html: the server answers ${status}`)
  })

  test.each([301, 302, 303, 307, 308])('of status %i, whose location they follow', async (status) => {
    const headers = { location: '/good.html' }
    expect((await look({ '/index.html': { status, headers, body: '' } })).asked).toContain('/good.html')
  })

  test('with headers that lead elsewhere', async () => {
    const headers = { ...HTML, refresh: '0; url=/b.html', link: '</a.css>; rel="preload stylesheet"' }
    const { said } = await look({ '/index.html': { headers, body: PAGE } })
    expect(said).toContain('/index.html: a header of the answer (Refresh) leads browsers to another page')
    expect(said).toContain(
      '/index.html: a header of the answer (Link) names styles, which were not looked at',
    )
    const plain = { ...HTML, link: '</a.js>; rel=preload; as=script' }
    expect((await look({ '/index.html': { headers: plain, body: PAGE } })).said.join()).not.toContain(
      'header',
    )
  })

  test.each(['utf-16', '"UTF-16LE"', 'iso-2022-jp', 'gbk', 'shift_jis', 'hz-gb-2312'])(
    'or a script in the encoding %s',
    async (charset) => {
      const name = charset.replaceAll('"', '')
      const said = (path: string) =>
        `${path}: a header of the answer says that it is encoded in ${name}, and it was read as UTF-8`
      const html = { 'content-type': `text/html; charset=${charset}` }
      const script = { 'content-type': `text/javascript;Charset=${charset}` }
      const looked = await look({
        '/index.html': { headers: html, body: PAGE },
        '/a.js': { headers: script, body: 'a()' },
      })
      expect(looked.said).toEqual([said('/index.html'), said('/a.js')])
    },
  )

  test.each(['utf-8', 'UTF8', '"utf-8"', 'us-ascii', 'ISO-8859-1', 'windows-1252'])(
    'in the encoding %s, which has the same elements',
    async (charset) => {
      const headers = { 'content-type': `text/html; charset=${charset}` }
      expect((await look({ '/index.html': { headers, body: '<p>' } })).said).toEqual([])
    },
  )

  test.each<[string, Buffer]>([
    ['two members', Buffer.concat([gzipSync(PAGE.slice(0, 20)), gzipSync(PAGE.slice(20))])],
    ['an empty member before it', Buffer.concat([gzipSync(''), gzipSync(PAGE)])],
    ['an empty member behind it', Buffer.concat([gzipSync(PAGE), gzipSync('')])],
    ['other bytes behind it', Buffer.concat([gzipSync(PAGE), Buffer.from('x')])],
  ])('packed by gzip, with %s', async (_, body) => {
    const { said } = await look({
      '/index.html': { headers: { ...HTML, 'content-encoding': 'gzip' }, body },
    })
    expect(said).toEqual([
      '/index.html: the gzip is followed by other data, which some programs read and some do not',
    ])
  })

  test.each<[string, Buffer]>([
    ['gzip', gzipSync(PAGE)],
    ['br', brotliCompressSync(PAGE)],
  ])('packed by %s', async (encoding, body) => {
    const headers = { ...HTML, 'content-encoding': encoding }
    expect((await look({ '/index.html': { headers, body } })).asked).toEqual(['/index.html', '/a.js'])
    const cut = body.subarray(0, -3)
    expect((await look({ '/index.html': { headers, body: cut } })).asked).toEqual(['/index.html'])
  })
})

describe('what a page loads is what it says', () => {
  test.each([
    ['a script', '<script src="/x"></script>', 'import("./b.js")', '/b.js'],
    ['a style sheet', '<link rel=stylesheet href="/x">', '@import "b.css"', '/b.css'],
    ['a module that was loaded ahead', '<link rel=modulepreload href="/x">', 'import "./b.js"', '/b.js'],
    ['styles that were loaded ahead', '<link rel=preload as=style href="/x">', '@import "b.css"', '/b.css'],
  ])('%s of another type', async (_, page, body, asked) => {
    for (const type of ['text/plain', 'application/octet-stream', 'text/html', 'application/json']) {
      const headers = { 'content-type': type }
      const looked = await look({ '/index.html': { headers: HTML, body: page }, '/x': { headers, body } })
      expect(looked.asked).toEqual(['/index.html', '/x', asked])
    }
  })

  test.each(['application/ecmascript', 'text/x-javascript', 'text/jscript', 'text/javascript1.5'])(
    'a module of the type %s',
    async (type) => {
      const page = '<script>new Worker(new URL("/x", import.meta.url))</script>'
      const headers = { 'content-type': type }
      const looked = await look({
        '/index.html': { headers: HTML, body: page },
        '/x': { headers, body: 'import "./b.js"' },
      })
      expect(looked.asked).toEqual(['/index.html', '/x', '/b.js'])
    },
  )
})
