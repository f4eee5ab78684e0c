/**
 * `chalkmark insert` behind bundlers that know nothing of it: pages, integrity, manifests, compressed files and names
 * that hold a hash are right, also for somebody who has the version before in the cache.
 */
import { createHash } from 'node:crypto'
import { cpSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runNode } from './support/build.js'
import { deploy, look } from './support/deployed.js'
import { check, type OutputFiles, readOutput } from './support/output.js'
import { hasNoBrowser, launchBrowser } from './support/page.js'
import { type Project, writeProject } from './support/project.js'

const COMMAND = new URL('../../packages/cli/bin.js', import.meta.url).pathname

const SOURCES = {
  'package.json': '{ "name": "site", "version": "1.0.0", "type": "module" }',
  'src/main.js': `import { shared } from './shared.js'
document.getElementById('now').textContent = shared('now')
import('./lazy.js').then(({ later }) => { document.getElementById('later').textContent = later() })`,
  'src/shared.js': `export const shared = (when) => 'shown ' + when`,
  'src/lazy.js': `import { shared } from './shared.js'
export const later = () => shared('later')`,
  'index.html': `<!doctype html>
<html><head><title>site</title></head><body><p id="now"></p><p id="later"></p><script type="module" src="/src/main.js"></script></body></html>`,
}

/** Writes what a build's end often writes: compressed files, and a list of digests. */
const FINISH = `import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { gzipSync, brotliCompressSync } from 'node:zlib'
export const sri = (text) => 'sha384-' + createHash('sha384').update(text).digest('base64')
export function finish() {
  const list = {}
  for (const name of readdirSync('dist', { recursive: true })) {
    if (!/\\.js$/.test(name)) continue
    const content = readFileSync('dist/' + name)
    list[name] = sri(content)
    writeFileSync('dist/' + name + '.gz', gzipSync(content))
    writeFileSync('dist/' + name + '.br', brotliCompressSync(content))
  }
  writeFileSync('dist/asset-manifest.json', JSON.stringify(list))
}
export const page = (entry) => '<!doctype html>\\n<html><head><title>site</title></head><body><p id="now"></p><p id="later"></p>'
  + '<script type="module" src="/' + entry + '" integrity="' + sri(readFileSync('dist/' + entry)) + '"></script></body></html>\\n'
`

const BUNDLERS: Readonly<Record<string, string>> = {
  vite: `import { build } from 'vite'
import { sri } from 'vite-plugin-sri3'
import { finish } from './finish.mjs'
await build({ configFile: false, logLevel: 'warn', build: { modulePreload: { polyfill: false } }, plugins: [sri()] })
finish()`,
  rollup: `import { writeFileSync } from 'node:fs'
import { rollup } from 'rollup'
import { finish, page } from './finish.mjs'
const bundle = await rollup({ input: 'src/main.js' })
const { output } = await bundle.write({ dir: 'dist', entryFileNames: 'assets/[name]-[hash].js', chunkFileNames: 'assets/[name]-[hash].js' })
writeFileSync('dist/index.html', page(output[0].fileName))
finish()`,
  esbuild: `import { writeFileSync } from 'node:fs'
import { build } from 'esbuild'
import { finish, page } from './finish.mjs'
const { metafile } = await build({ entryPoints: ['src/main.js'], bundle: true, splitting: true, format: 'esm', outdir: 'dist', entryNames: '[name]-[hash]', metafile: true })
writeFileSync('dist/index.html', page(Object.keys(metafile.outputs).find((name) => metafile.outputs[name].entryPoint).slice(5)))
finish()`,
  webpack: `import webpack from 'webpack'
import Html from 'html-webpack-plugin'
import { SubresourceIntegrityPlugin } from 'webpack-subresource-integrity'
import { finish } from './finish.mjs'
webpack({
  mode: 'production', context: process.cwd(), entry: './src/main.js', devtool: false,
  output: { filename: '[name].[contenthash].js', crossOriginLoading: 'anonymous', publicPath: '/' },
  optimization: { runtimeChunk: 'single', chunkIds: 'deterministic', realContentHash: true },
  plugins: [new Html({ templateContent: '<!doctype html><html><head><title>site</title></head><body><p id="now"></p><p id="later"></p></body></html>', scriptLoading: 'defer' }), new SubresourceIntegrityPlugin()],
}, (error, stats) => { if (error || stats.hasErrors()) { console.error(error ?? stats.toString()); process.exit(1) } else finish() })`,
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

/** What is not right in an output folder. */
async function faultsIn(files: OutputFiles): Promise<string[]> {
  const faults: string[] = []
  const digests = new Set(
    [...files.values()].map((bytes) => createHash('sha384').update(bytes).digest('base64')),
  )
  for (const [name, bytes] of files) {
    if (/\.(?:js|html)$/.test(name)) {
      const errors = await check(name, bytes)
      if (errors === undefined || errors.length > 0) faults.push(`${name}: ${errors ?? 'no mark'}`)
    }
    if (name.endsWith('.gz') && !gunzipSync(bytes).equals(files.get(name.slice(0, -3))!))
      faults.push(`${name}: is old`)
    for (const [, digest] of bytes.toString('latin1').matchAll(/sha384-([A-Za-z0-9+/]{64})/g))
      if (!digests.has(digest!)) faults.push(`${name}: has a digest of no file`)
  }
  return faults
}

describe.skipIf(hasNoBrowser)('insert on the output of', () => {
  it.each(Object.keys(BUNDLERS))('%s', async (bundler) => {
    const project = writeProject(`insert-${bundler}`, {
      ...SOURCES,
      'finish.mjs': FINISH,
      'build.mjs': BUNDLERS[bundler]!,
    })
    projects.push(project)
    const { dir, path } = project
    const insert = () => runNode([COMMAND, 'insert', 'dist'], dir)
    const site = await deploy(browser)
    try {
      await runNode(['build.mjs'], dir)
      cpSync(path('dist'), path('before'), { recursive: true })
      expect(await site.visit(path('before'), look)).toEqual([])

      await insert()
      const marked = readOutput(path('dist'))
      expect(await faultsIn(marked)).toEqual([])
      expect(marked.size).toBe(readOutput(path('before')).size)
      expect(await site.visit(path('dist'), look)).toEqual([])
      await insert()
      expect(readOutput(path('dist'))).toEqual(marked)

      project.write('src/other.txt', 'another commit\n')
      project.commit({ message: 'Another' })
      await runNode(['-e', "require('node:fs').rmSync('dist', { recursive: true })"], dir)
      await runNode(['build.mjs'], dir)
      await insert()
      const next = readOutput(path('dist'))
      expect([...next.keys()]).toEqual([...marked.keys()])
      for (const [name, bytes] of next)
        if (name.endsWith('.js')) expect(bytes.equals(marked.get(name)!), name).toBe(true)
      expect(await site.visit(path('dist'), look)).toEqual([])
    } finally {
      await site.close()
    }
  })
})
