/** Special ways in which vite and its plugins change output: the page works, and every file has its mark. */
import { MAGIC } from '@chalkmark/mark'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runNode } from './support/build.js'
import { check, inspected, markOf, type OutputFiles, readOutput } from './support/output.js'
import { hasNoBrowser, launchBrowser, visit } from './support/page.js'
import { type Project, writeProject } from './support/project.js'

/** `(module (func (export "answer") (result i32) i32.const 42))` */
const ANSWER = '0061736d010000000105016000017f03020100070a0106616e7377657200000a06010400412a0b'

const SOURCES: Record<string, string | Uint8Array> = {
  'package.json': '{ "name": "vite-plugins", "version": "1.0.0", "type": "module" }',
  'index.html': `<!doctype html>
<html><head><title>plugins</title></head><body><p id="main"></p><p id="lazy"></p>
<script type="module" src="/src/main.js"></script></body></html>`,
  'src/main.js': `import './style.css'
import { show } from './show.js'
show('main', 'main')
import('./lazy.js')`,
  'src/lazy.js': `import { show } from './show.js'
show('lazy', 'lazy')`,
  'src/show.js': `export const show = (id, what) => { document.getElementById(id).textContent = 'shown ' + what }`,
  'src/style.css': 'body { color: rgb(1, 2, 3) }',
  'src/worker.js': `onmessage = ({ data }) => postMessage(data * 2)`,
  'src/answer.wasm': Buffer.from(ANSWER, 'hex'),
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

interface Build {
  vite?: string
  imports?: string
  /** Text of vite's options. */
  config: string
  files?: Record<string, string>
}

/** Builds the page. @returns the project, whose output is in `dist`. */
async function build({ vite = 'vite', imports = '', config, files = {} }: Build): Promise<Project> {
  const script = `import { build } from '${vite}'
import { chalk } from 'unplugin-chalk/vite'
${imports}
await build({ configFile: false, logLevel: 'warn', ${config} })`
  const project = writeProject('vite-plugins', { ...SOURCES, ...files, 'build.js': script })
  projects.push(project)
  await runNode(['build.js'], project.dir)
  return project
}

async function expectMarked(files: OutputFiles): Promise<void> {
  for (const [name, bytes] of files) {
    if (await inspected(name, bytes)) expect(await check(name, bytes), name).toEqual([])
  }
}

/** Opens the page and waits until these elements show what they should. */
async function expectShown(folder: string, shown: Record<string, string>): Promise<void> {
  const problems = await visit(browser, folder, async ({ page, problems }) => {
    for (const [id, text] of Object.entries(shown)) {
      await page
        .locator(`#${id}`, { hasText: text })
        .waitFor({ timeout: 120_000 })
        .catch(() => problems.push(`#${id} does not show '${text}'`))
    }
    return problems
  })
  expect(problems).toEqual([])
}

const BOTH = { main: 'shown main', lazy: 'shown lazy' }

describe('@vitejs/plugin-legacy', () => {
  const imports = `import legacy from '@vitejs/plugin-legacy'`

  it.skipIf(hasNoBrowser).each([
    ['for new browsers too', 'true'],
    ['for old browsers only', 'false'],
  ])('%s', async (_who, renderModernChunks) => {
    const { path } = await build({
      imports,
      config: `plugins: [chalk(), legacy({ targets: 'chrome 49', renderModernChunks: ${renderModernChunks} })]`,
    })
    const files = readOutput(path('dist'))
    const names = [...files.keys()].join('\n')
    expect(names).toMatch(/-legacy-/)
    expect(names).toMatch(/polyfills-legacy-/)
    await expectMarked(files)
    for (const [name, bytes] of files) {
      expect('COMMIT_ID' in (await markOf(name, bytes))!, name).toBe(name === 'index.html')
    }
    await expectShown(path('dist'), BOTH)
  })

  it.skipIf(hasNoBrowser)('with new names', async () => {
    const config = (chalk: string) =>
      `plugins: [${chalk} legacy({ targets: 'chrome 49', renderModernChunks: false })]`
    const plain = await build({ imports, config: config('') })
    const { path } = await build({ imports, config: config(`chalk({ hashedFiles: 'full' }),`) })
    const files = readOutput(path('dist'))
    await expectMarked(files)
    const old = readOutput(plain.path('dist'))
    for (const [name, bytes] of files) {
      expect('COMMIT_ID' in (await markOf(name, bytes))!, name).toBe(true)
      expect(old.has(name), name).toBe(name === 'index.html')
    }
    await expectShown(path('dist'), BOTH)
  })
})

describe.each(['vite', 'vite7'])('%s with vite-plugin-singlefile', (vite) => {
  it.skipIf(hasNoBrowser).each(['[chalk(), viteSingleFile()]', '[viteSingleFile(), chalk()]'])(
    '%s: one page with one mark at its end',
    async (plugins) => {
      const { path } = await build({
        vite,
        imports: `import { viteSingleFile } from 'vite-plugin-singlefile'`,
        config: `build: { rollupOptions: { output: { inlineDynamicImports: true } } }, plugins: ${plugins}`,
      })
      const files = readOutput(path('dist'))
      expect([...files.keys()]).toEqual(['index.html'])
      await expectMarked(files)
      const page = files.get('index.html')!.toString()
      expect(page.split(MAGIC)).toHaveLength(2)
      expect(page.lastIndexOf('</html>')).toBeLessThan(page.indexOf(MAGIC))
      await expectShown(path('dist'), BOTH)
    },
  )
})

describe.each(['vite', 'vite7'])('%s', (vite) => {
  const parts = {
    'index.html': (SOURCES['index.html'] as string).replace(
      '<p id="lazy">',
      `${['worker', 'inline', 'init', 'url'].map((id) => `<p id="${id}"></p>`).join('')}<p id="lazy">`,
    ),
    'src/lazy.js': `import { show } from './show.js'
import Worker from './worker.js?worker'
import Inline from './worker.js?worker&inline'
import init from './answer.wasm?init'
import url from './answer.wasm?url'
show('lazy', 'lazy')
const ask = (Kind, id) => {
  const worker = new Kind()
  worker.onmessage = ({ data }) => show(id, data)
  worker.postMessage(21)
}
ask(Worker, 'worker')
ask(Inline, 'inline')
init().then(({ exports }) => show('init', exports.answer()))
WebAssembly.instantiateStreaming(fetch(url)).then(({ instance }) => show('url', instance.exports.answer()))`,
  }
  const shown = { ...BOTH, worker: 'shown 42', inline: 'shown 42', init: 'shown 42', url: 'shown 42' }

  it.skipIf(hasNoBrowser).each(['stable', 'full'])('workers and wasm, %s', async (hashedFiles) => {
    const { path } = await build({
      vite,
      config: `build: { assetsInlineLimit: 0 }, plugins: [chalk({ hashedFiles: '${hashedFiles}' })],
        worker: { rollupOptions: { output: { entryFileNames: 'workers/[name].[hash].js' } } }`,
      files: parts,
    })
    const files = readOutput(path('dist'))
    await expectMarked(files)
    const names = [...files.keys()].join('\n')
    expect(names).toMatch(/workers\/worker\.[\w-]{8}\.js/)
    expect(names).toMatch(/answer-[\w-]{8}\.wasm/)
    for (const [name, bytes] of files) {
      const isFull = hashedFiles === 'full' || name === 'index.html'
      expect('COMMIT_ID' in (await markOf(name, bytes))!, name).toBe(isFull)
    }
    await expectShown(path('dist'), shown)
  })

  it.skipIf(hasNoBrowser)('wasm within a script', async () => {
    const { path } = await build({ vite, config: 'plugins: [chalk()]', files: parts })
    const files = readOutput(path('dist'))
    expect([...files.keys()].join('\n')).not.toContain('.wasm')
    await expectMarked(files)
    await expectShown(path('dist'), shown)
  })

  it('manifests name files that exist', async () => {
    const { path } = await build({
      vite,
      config: `build: { manifest: true, ssrManifest: true }, plugins: [chalk({ hashedFiles: 'full' })]`,
    })
    const files = readOutput(path('dist'))
    for (const name of ['.vite/manifest.json', '.vite/ssr-manifest.json']) {
      const named = files
        .get(name)!
        .toString()
        .match(/assets\/[^"]+/g)!
      expect(named.length, name).toBeGreaterThan(0)
      for (const file of named) expect([...files.keys()], name).toContain(file)
    }
    expect(files.get('index.html')!.toString()).toContain(
      JSON.parse(files.get('.vite/manifest.json')!.toString())['index.html'].file,
    )
  })
})
