/** Integrity attributes stay true: the built page loads in a browser that checks every digest. */
import { createHash } from 'node:crypto'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runNode } from './support/build.js'
import { check, readOutput, unmarkAll } from './support/output.js'
import { hasNoBrowser, launchBrowser, visit } from './support/page.js'
import { type Project, writeProject } from './support/project.js'

/** A page with an entry, a shared chunk, a lazy chunk and styles, small enough to read. */
const SOURCES = {
  'package.json': '{ "name": "integrity", "version": "1.0.0", "type": "module" }',
  'src/main.js': `import './style.css'
import { shared } from './shared.js'
document.getElementById('now').textContent = shared('now')
import('./lazy.js').then(({ later }) => { document.getElementById('later').textContent = later() })`,
  'src/shared.js': `export const shared = (when) => 'shown ' + when`,
  'src/lazy.js': `import { shared } from './shared.js'
import('./deep.js').then(({ deep }) => { document.getElementById('deep').textContent = deep })
export const later = () => shared('later')`,
  'src/deep.js': `export const deep = 'shown deep'`,
  'src/style.css': 'body { color: rgb(1, 2, 3); }',
  'index.html': `<!doctype html>
<html><head><title>integrity</title></head>
<body><p id="now"></p><p id="later"></p><p id="deep"></p><script type="module" src="/src/main.js"></script></body></html>`,
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

function project(name: string, files: Record<string, string>): Project {
  const made = writeProject(name, { ...SOURCES, ...files })
  projects.push(made)
  return made
}

/** Opens the page and waits for everything on it. @returns what the browser complained of. */
async function load(dir: string): Promise<string[]> {
  return visit(browser, dir, async ({ page, problems }) => {
    for (const when of ['now', 'later', 'deep']) {
      await page
        .locator(`#${when}`, { hasText: `shown ${when}` })
        .waitFor({ timeout: 120_000 })
        .catch(() => {
          problems.push(`#${when} stays empty`)
        })
    }
    const color = await page.evaluate('getComputedStyle(document.body).color')
    if (color !== 'rgb(1, 2, 3)') problems.push(`no styles: ${color}`)
    return problems
  })
}

/** Every digest in any file is the digest of some file. */
function digestsIn(files: Map<string, Buffer>) {
  const text = [...files.values()].map((bytes) => bytes.toString()).join('\n')
  return [...text.matchAll(/(sha256|sha384|sha512)-([A-Za-z0-9+/]{43,}=*)/g)].map(([, algorithm, value]) => ({
    algorithm: algorithm!,
    value: value!,
  }))
}

async function expectTrueAndMarked(files: Map<string, Buffer>, least: number) {
  const digests = digestsIn(files)
  expect(digests.length).toBeGreaterThanOrEqual(least)
  for (const { algorithm, value } of digests) {
    const owners = [...files].filter(
      ([, bytes]) => createHash(algorithm).update(bytes).digest('base64') === value,
    )
    expect(owners, `${algorithm}-${value} is of no file`).not.toHaveLength(0)
  }
  for (const [name, bytes] of files) {
    if (/\.(?:js|css|html)$/.test(name)) expect(await check(name, bytes), name).toEqual([])
  }
}

describe.skipIf(hasNoBrowser).each(['vite', 'vite7'])('%s with vite-plugin-sri3', (vite) => {
  const config = (plugins: string, options = '') => ({
    'build.mjs': `import { build } from '${vite}'
import { sri } from 'vite-plugin-sri3'
import { chalk } from 'unplugin-chalk/vite'
await build({ configFile: false, logLevel: 'warn', build: { modulePreload: { polyfill: false }${options} }, plugins: ${plugins} })`,
  })

  it.each([
    ['before', '[chalk(), sri()]'],
    ['behind', '[sri(), chalk()]'],
  ])('loads with chalk() %s it', async (_place, plugins) => {
    const { dir, path } = project('sri', config(plugins))
    await runNode(['build.mjs'], dir)
    const files = readOutput(path('dist'))
    await expectTrueAndMarked(files, 2)
    expect(await load(path('dist'))).toEqual([])
  })

  it('renames what is pinned and nothing else, and deleting the marks gives the bytes without chalk()', async () => {
    const { dir, path } = project('sri-names', {
      ...config('[sri(), process.env.CHALK === "off" ? [] : chalk()]'),
    })
    await runNode(['build.mjs'], dir, { env: { CHALK: 'off' } })
    const plain = readOutput(path('dist'))
    await runNode(['build.mjs'], dir)
    const marked = readOutput(path('dist'))
    expect(marked.size).toBe(plain.size)
    const pinned = [...plain.keys()].filter((name) => plain.get('index.html')!.includes(name))
    for (const name of pinned) expect(marked.has(name), `${name} keeps its name`).toBe(false)

    const hash = /-[\w-]{8}\./g
    const digest = /sha\d+-[\w+/=]+/g
    const shape = (files: Map<string, Buffer>) =>
      [...files].map(([name, bytes]) =>
        [name, bytes.toString().replace(digest, 'DIGEST')].map((text) => text.replace(hash, '-HASH.')),
      )
    expect(shape(await unmarkAll(marked)).sort()).toEqual(shape(plain).sort())
  })
})

describe.skipIf(hasNoBrowser).each([
  ['before', true],
  ['behind', false],
])('webpack with webpack-subresource-integrity, chalk() %s it', (_place, first) => {
  it('loads, lazy chunks too', async () => {
    const { dir, path } = project('webpack-sri', {
      'package.json': '{ "name": "integrity", "version": "1.0.0" }',
      'page.html': SOURCES['index.html'].replace(/<script.*<\/script>/, ''),
      'build.cjs': `const webpack = require('webpack')
const Html = require('html-webpack-plugin')
const { SubresourceIntegrityPlugin } = require('webpack-subresource-integrity')
const { chalk } = require('unplugin-chalk/webpack')
const others = [new Html({ template: 'page.html', scriptLoading: 'defer' }), new SubresourceIntegrityPlugin()]
webpack({
  mode: 'production', context: __dirname, entry: './src/main.js', devtool: false,
  output: { filename: '[name].[contenthash].js', crossOriginLoading: 'anonymous', publicPath: '' },
  module: { rules: [{ test: /\\.css$/, use: ['style-loader', 'css-loader'] }] },
  optimization: { runtimeChunk: 'single', chunkIds: 'deterministic', realContentHash: true },
  plugins: ${first} ? [chalk(), ...others] : [...others, chalk()],
}, (error, stats) => { if (error || stats.hasErrors()) { console.error(error ?? stats.toString()); process.exit(1) } })`,
    })
    await runNode(['build.cjs'], dir)
    const files = readOutput(path('dist'))
    await expectTrueAndMarked(files, 4)
    expect(await load(path('dist'))).toEqual([])
  })
})
