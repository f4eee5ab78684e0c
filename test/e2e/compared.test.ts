/** Names, digests and bytes that others hold or compare, in real builds: server templates, policies, service workers. */
import { createHash } from 'node:crypto'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runNode } from './support/build.js'
import { check, readOutput } from './support/output.js'
import { hasNoBrowser, launchBrowser, visit } from './support/page.js'
import { type Project, writeProject } from './support/project.js'

let browser: Browser
const projects: Project[] = []

beforeAll(async () => {
  if (!hasNoBrowser) browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  for (const project of projects) project.remove()
})

function project(name: string, files: Record<string, string>): Project {
  const made = writeProject(name, { 'package.json': `{ "name": "${name}", "version": "1.0.0" }`, ...files })
  projects.push(made)
  return made
}

const digest = (text: string | Buffer, algorithm = 'sha256') =>
  createHash(algorithm).update(text).digest('base64')

describe('a server template that webpack emits', () => {
  it.each(['index.php', 'layout.hbs', '_page'])('%s: names and digests follow', async (page) => {
    const { dir, path } = project('template', {
      'main.js': `import('./lazy.js').then(({ text }) => console.log(text))`,
      'lazy.js': `export const text = 'lazy'`,
      'build.cjs': `const webpack = require('webpack')
const Html = require('html-webpack-plugin')
const { SubresourceIntegrityPlugin } = require('webpack-subresource-integrity')
const { chalk } = require('unplugin-chalk/webpack')
webpack({
  mode: 'production', context: __dirname, entry: './main.js',
  output: { filename: '[name].[contenthash:10].js', crossOriginLoading: 'anonymous', publicPath: '' },
  plugins: [new Html({ filename: '${page}' }), new SubresourceIntegrityPlugin(), chalk()],
}, (error, stats) => { if (error || stats.hasErrors()) { console.error(error ?? stats.toString()); process.exit(1) } })`,
    })
    await runNode(['build.cjs'], dir)
    const files = readOutput(path('dist'))
    const html = files.get(page)!.toString()
    const name = /src="?([^" >]+)/.exec(html)![1]!
    expect(html).toContain(`sha384-${digest(files.get(name)!, 'sha384')}`)
    expect(await check(name, files.get(name)!)).toEqual([])
  })
})

/** Puts digests, and an inline script that names the entry, into the page, and allows it by a policy. */
const POLICY = `const policy = () => ({ name: 'policy', enforce: 'post', generateBundle: { order: 'post', handler(_, bundle) {
  const { createHash } = require('node:crypto')
  const hash = (text, algorithm) => createHash(algorithm).update(text).digest('base64')
  const entry = Object.values(bundle).find(({ isEntry }) => isEntry)
  const page = bundle['index.html']
  const inline = 'document.documentElement.dataset.entry = "/' + entry.fileName + '"'
  page.source = page.source
    .replace('<script type="module"', '<script type="module" integrity="sha384-' + hash(entry.code, 'sha384') + '"')
    .replace('<head>', '<head><meta http-equiv="Content-Security-Policy" content="script-src \\'self\\' \\'sha256-' +
      hash(inline, 'sha256') + '\\'"><script>' + inline + '</script>')
} } })
`

describe.skipIf(hasNoBrowser)('a policy that allows an inline script by its digest', () => {
  it('allows it when the name in it has followed', async () => {
    const { dir, path } = project('policy', {
      'index.html': `<!doctype html><html><head></head><body><p id="now"></p><script type="module" src="/main.js"></script></body></html>`,
      'main.js': `document.getElementById('now').textContent = 'shown ' + document.documentElement.dataset.entry`,
      'build.cjs': `${POLICY}
import('vite').then(async ({ build }) => {
  const { chalk } = await import('unplugin-chalk/vite')
  await build({ configFile: false, logLevel: 'warn', build: { modulePreload: { polyfill: false } }, plugins: [policy(), chalk()] })
})`,
    })
    await runNode(['build.cjs'], dir)
    const problems = await visit(browser, path('dist'), async ({ page, problems }) => {
      const files = [...readOutput(path('dist')).keys()]
      const entry = files.find((name) => name.endsWith('.js'))!
      await page.locator('#now', { hasText: `shown /${entry}` }).waitFor({ timeout: 10_000 })
      return problems
    })
    expect(problems).toEqual([])
  })
})

describe('a service worker', () => {
  it('has the same bytes at the next commit, and the page has the commit', async () => {
    const { dir, path, commit } = project('worker', {
      'index.html': `<!doctype html><html><head></head><body><script type="module" src="/main.js"></script></body></html>`,
      'main.js': `navigator.serviceWorker.register('/sw.js')`,
      'sw.js': `self.addEventListener('fetch', () => {})`,
      'build.mjs': `import { build } from 'vite'
import { chalk } from 'unplugin-chalk/vite'
const entryFileNames = ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js')
await build({ configFile: false, logLevel: 'warn', plugins: [chalk()],
  build: { rollupOptions: { input: { main: 'index.html', sw: 'sw.js' }, output: { entryFileNames } } } })`,
    })
    const builds: Map<string, Buffer>[] = []
    for (const message of ['One', 'Two']) {
      const id = commit({ message })
      await runNode(['build.mjs'], dir)
      const files = readOutput(path('dist'))
      expect(files.get('index.html')!.toString()).toContain(id)
      expect(await check('sw.js', files.get('sw.js')!)).toEqual([])
      builds.push(files)
    }
    expect(builds[1]!.get('sw.js')).toEqual(builds[0]!.get('sw.js'))
  })
})
