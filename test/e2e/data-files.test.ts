/** Files that a program takes as data, which the bundler only copies: they stay as they are. */
import { afterAll, describe, expect, it } from 'vitest'
import { runNode } from './support/build.js'
import { check, markOf, type OutputFiles, readOutput } from './support/output.js'
import { type Project, writeProject } from './support/project.js'

const projects: Project[] = []
afterAll(() => {
  for (const project of projects) project.remove()
})

/** What the program fetches, shows or puts into a page. None of it ends in a newline. */
const DATA: Record<string, string> = {
  'card.html': '<div class="card">card</div>',
  'page.html': '<!doctype html><html><head><title>A page</title></head><body>text</body></html>',
  'sample.js': '// A sample\nconst   answer = 42',
  'typed.ts': 'const answer: number = 42',
  'icon.svg': '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h1v1z"/></svg>',
  'theme.css': 'p { color: red }',
}
const IN_ADDRESS = Object.keys(DATA).map((name) => `new URL('./${name}', import.meta.url).href`)
/** As scripts stand that bundlers make: used by the program, and not to be taken for data. */
const PROGRAM: Record<string, string> = {
  'src/main.js': `import './style.css'\nimport('./lazy.js').then(({ lazy }) => console.log(lazy, ${IN_ADDRESS}))\n`,
  'src/lazy.js': 'export const lazy = 1\n',
  'src/style.css': 'b{color:red}\n',
}

const IN_BUILD = "import { readFileSync } from 'node:fs'\n"
const ON_ERROR = `(error, stats) => { if (error || stats.hasErrors()) { console.error(error ?? stats.toString()); process.exit(1) } }`

const vite = (name: string) => `import { build } from '${name}'
import { chalk } from 'unplugin-chalk/vite'
await build({ logLevel: 'warn', base: './', plugins: [chalk()], build: { assetsInlineLimit: 0 } })`

/** With a plugin that emits files as plugins for assets do: with their names, or only with those they had. */
const rollup = (name: string, given: string) => `${IN_BUILD}
import { basename, resolve } from 'node:path'
import { ${name} } from '${name}'
import { chalk } from 'unplugin-chalk/${name}'
const assets = {
  name: 'assets',
  load(id) { return id.endsWith('.css') ? { code: '', moduleType: 'js' } : undefined },
  transform(code, id) {
    if (!id.endsWith('main.js')) return
    for (const [, name] of code.matchAll(/new URL\\('(.*?)'/g)) {
      const path = resolve('src', name)
      this.addWatchFile(path)
      this.emitFile({ type: 'asset', ${given}, source: readFileSync(path) })
    }
  },
  generateBundle() { this.emitFile({ type: 'asset', fileName: 'made.html', source: '<p>made</p>' }) },
}
const bundle = await ${name}({ input: 'src/main.js', plugins: [assets, chalk()] })
await bundle.write({ dir: 'dist', assetFileNames: 'assets/[name]-[hash][extname]' })
await bundle.close()`

const webpack = (name: string, path: string, rules: string, more = '') => `
import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
const { ${name}: bundle, sources, CopyRspackPlugin } = require('${path}')
const HtmlWebpackPlugin = require('html-webpack-plugin')
const { chalk } = require('unplugin-chalk/${name}')
bundle({
  mode: 'production', context: import.meta.dirname, entry: './src/main.js', devtool: false,
  output: { path: import.meta.dirname + '/dist', publicPath: 'auto', assetModuleFilename: 'assets/[name]-[contenthash:8][ext]' },
  module: { rules: [{ test: /style\\.css$/, use: [require.resolve('style-loader'), require.resolve('css-loader')] }, ${rules}] },
  plugins: [new HtmlWebpackPlugin(), ${more} chalk()],
}, ${ON_ERROR})`

const esbuild = (loader: 'file' | 'copy', write: boolean) => `${IN_BUILD}
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { build } from 'esbuild'
import { chalk } from 'unplugin-chalk/esbuild'
const data = {
  name: 'data',
  setup(build) {
    build.onLoad({ filter: /main\\.js$/ }, ({ path }) => {
      const urls = [...readFileSync(path, 'utf8').matchAll(/new URL\\('(.*?)'/g)]
      return { contents: urls.map(([, name], at) => \`import data\${at} from '\${name}'\\nconsole.log(data\${at})\\n\`).join('') + "import './style.css'\\nimport('./lazy.js')" }
    })
    build.onLoad({ filter: /(?:card|page|sample|typed|icon|theme)\\.\\w+$/ }, ({ path }) => ({ contents: readFileSync(path), loader: '${loader}' }))
  },
}
const { outputFiles = [] } = await build({ entryPoints: ['src/main.js', 'src/same.js'], bundle: true, outdir: 'dist', assetNames: 'assets/[name]-[hash]',
  minify: true, splitting: true, format: 'esm', write: ${write}, loader: { '.html': '${loader}' }, plugins: [chalk(), data] })
for (const { path, contents } of outputFiles) { mkdirSync(dirname(path), { recursive: true }); writeFileSync(path, contents) }`

const HTML =
  '<!doctype html><html><head></head><body><script type="module" src="/src/main.js"></script></body></html>'
const BUILDS: [name: string, script: string, more?: Record<string, string>][] = [
  ['vite', vite('vite'), { 'index.html': HTML }],
  ['vite7', vite('vite7'), { 'index.html': HTML }],
  ['rollup', rollup('rollup', 'name: basename(path), originalFileName: path')],
  ['rollup, by their names', rollup('rollup', 'name: basename(path)')],
  ['rolldown', rollup('rolldown', 'name: basename(path), originalFileName: path')],
  ['webpack', webpack('webpack', 'webpack', '')],
  ['rspack', webpack('rspack', '@rspack/core', '')],
  ['rspack, on the disk', webpack('rspack', '@rspack/core', '').replace('new HtmlWebpackPlugin(), ', '')],
  [
    'rspack, with a plugin that copies',
    webpack(
      'rspack',
      '@rspack/core',
      '',
      `new CopyRspackPlugin({ patterns: [{ from: 'src/*.{html,ts}', to: 'copied/[name][ext]' }] }),`,
    ),
  ],
  ['esbuild, loader file', esbuild('file', true), { 'src/same.js': 'console.log(1);\n' }],
  ['esbuild, loader copy', esbuild('copy', true), { 'src/same.js': 'console.log(1);\n' }],
  ['esbuild, in memory', esbuild('file', false), { 'src/same.js': 'console.log(1);\n' }],
]

/** The name in the source folder of a copied file: without folder and hash. */
function sourceOf(name: string): string | undefined {
  const base = name.replace(/^.*\//, '')
  return Object.keys(DATA).find((source) => {
    const [stem, extension] = source.split('.')
    return base.startsWith(`${stem}.`) || base.startsWith(`${stem}-`) ? base.endsWith(`.${extension}`) : false
  })
}

async function expectDataAlone(files: OutputFiles, minimizes: boolean): Promise<void> {
  const copied = [...files].filter(([name]) => sourceOf(name) !== undefined)
  const made = [...files].filter(([name]) => sourceOf(name) === undefined)
  expect([...new Set(copied.map(([name]) => sourceOf(name)))]).toEqual(
    expect.arrayContaining(['card.html', 'sample.js']),
  )
  for (const [name, bytes] of copied) {
    const source = sourceOf(name)!
    if (!minimizes) expect(bytes.toString(), name).toBe(DATA[source])
    // A page that was minimized is not told from one that a loader has made.
    if (!minimizes || source !== 'page.html') expect(await markOf(name, bytes), name).toBeUndefined()
  }
  expect(made.length).toBeGreaterThan(1)
  for (const [name, bytes] of made) expect(await check(name, bytes), name).toEqual([])
}

describe('data that is copied keeps its bytes', () => {
  it.each(BUILDS)('%s', async (name, script, more = {}) => {
    const sources = Object.fromEntries(Object.entries(DATA).map(([name, text]) => [`src/${name}`, text]))
    const project = writeProject(`data-${name.replace(/\W+/g, '-')}`, {
      'package.json': '{ "type": "module" }',
      ...PROGRAM,
      ...sources,
      ...more,
      'build.mjs': script,
    })
    projects.push(project)
    await runNode(['build.mjs'], project.dir)
    await expectDataAlone(readOutput(project.path('dist')), /pack/.test(name))
  })
})
