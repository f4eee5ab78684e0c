/** Somebody visits a site before chalk() was added, then after that, then after the next commit, with one cache. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runNode } from './support/build.js'
import { deploy, look } from './support/deployed.js'
import { hasNoBrowser, launchBrowser } from './support/page.js'
import { type Project, writeProject } from './support/project.js'

const SOURCES = {
  'package.json': '{ "name": "site", "version": "1.0.0" }',
  'src/main.js': `document.getElementById('now').textContent = 'shown now'
import('./lazy.js').then(({ later }) => { document.getElementById('later').textContent = later })`,
  'src/lazy.js': `export const later = 'shown later'`,
  'index.html': `<!doctype html>
<html><head><title>site</title></head><body><p id="now"></p><p id="later"></p><script type="module" src="/src/main.js"></script></body></html>`,
}

const webpack = (output: string, html: string, plugins: string) => `const webpack = require('webpack')
const Html = require('html-webpack-plugin')
const { SubresourceIntegrityPlugin } = require('webpack-subresource-integrity')
const { chalk } = require('unplugin-chalk/webpack')
const marks = process.env.CHALK === 'off' ? [] : [chalk()]
webpack({
  mode: 'production', context: __dirname, entry: './src/main.js', devtool: false,
  output: { ${output}, crossOriginLoading: 'anonymous', publicPath: '/', clean: true },
  plugins: [new Html({ templateContent: '<!doctype html><html><head><title>site</title></head><body><p id="now"></p><p id="later"></p></body></html>', scriptLoading: 'defer', ${html} }), ${plugins}, ...marks],
}, (error, stats) => { if (error || stats.hasErrors()) { console.error(error ?? stats.toString()); process.exit(1) } })`

const vite = (plugins: string) => `(async () => {
const { build } = await import('vite')
const { sri } = await import('vite-plugin-sri3')
const { chalk } = await import('unplugin-chalk/vite')
const { createHash } = require('node:crypto')
const marks = process.env.CHALK === 'off' ? [] : [chalk()]
${POLICY}
await build({ configFile: false, logLevel: 'warn', build: { modulePreload: { polyfill: false } }, plugins: [${plugins}, ...marks] })
})()`

/** Allows an inline script that names the entry, by its digest. */
const POLICY = `const policy = () => ({ name: 'policy', enforce: 'post', generateBundle: { order: 'post', handler(_, bundle) {
  const entry = Object.values(bundle).find(({ isEntry }) => isEntry)
  const page = bundle['index.html']
  const inline = 'import("/' + entry.fileName + '")'
  const digest = createHash('sha256').update(inline).digest('base64')
  page.source = String(page.source)
    .replace('<head>', '<head><meta http-equiv="content-security-policy" content="script-src \\'self\\' \\'sha256-' + digest + '\\'">')
    .replace(/<script.*?<\\/script>/, '')
    .replace('</body>', '<script>' + inline + '</script></body>')
} } })`

const KINDS: Readonly<Record<string, string>> = {
  'names that hold a hash, pinned': webpack(
    `filename: '[name].[contenthash].js'`,
    '',
    'new SubresourceIntegrityPlugin()',
  ),
  'names with a version behind them, pinned': webpack(
    `filename: '[name].js'`,
    'hash: true',
    'new SubresourceIntegrityPlugin()',
  ),
  'vite, pinned': vite('sri()'),
  'an inline script that a policy allows': vite('policy()'),
}

let browser: Browser
const projects: Project[] = []

beforeAll(async () => {
  if (!hasNoBrowser) browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  for (const project of projects) project.remove()
})

describe.skipIf(hasNoBrowser)('a page works at each version', () => {
  it.each(Object.keys(KINDS))('%s', async (kind) => {
    const project = writeProject('warm', { ...SOURCES, 'build.cjs': KINDS[kind]! })
    projects.push(project)
    const { dir, path } = project
    const site = await deploy(browser)
    try {
      await runNode(['build.cjs'], dir, { env: { CHALK: 'off' } })
      expect(await site.visit(path('dist'), look)).toEqual([])
      await runNode(['build.cjs'], dir)
      expect(await site.visit(path('dist'), look)).toEqual([])
      project.write('note.txt', 'another commit\n')
      project.commit({ message: 'Another' })
      await runNode(['build.cjs'], dir)
      expect(await site.visit(path('dist'), look)).toEqual([])
    } finally {
      await site.close()
    }
  })
})
