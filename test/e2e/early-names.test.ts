/**
 * Where all hashed files get new names, these are final from the start: plugins that note names when the output is
 * there, and servers that are built beside the pages, name files that exist.
 */
import { rmSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { runNode } from './support/build.js'
import { check, readOutput } from './support/output.js'
import { type Project, writeProject } from './support/project.js'

const projects: Project[] = []
afterAll(() => {
  for (const project of projects) project.remove()
})

const SOURCES = {
  'package.json': '{ "type": "module" }',
  'index.html': '<!doctype html><script type="module" src="/src/main.js"></script>',
  'src/main.js': `import { picture } from './picture.js'
import './main.css'
document.title = picture
import('./lazy.js').then(({ lazy }) => lazy())`,
  'src/lazy.js': `import './lazy.css'
export const lazy = () => { document.body.id = 'lazy' }`,
  'src/plain.js': `import('./again.js').then(({ again }) => console.log(again))`,
  'src/again.js': `export const again = 'again'`,
  'src/picture.js': `import vector from './picture.svg?url&no-inline'
import pixels from './picture.png?url&no-inline'
export const picture = vector + ' ' + pixels`,
  'src/main.css': 'p { background: url(./picture.svg?no-inline) }',
  'src/lazy.css': 'i { color: red }',
  'src/picture.svg': '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h1"/></svg>',
  'src/picture.png': 'not really a picture',
  'src/sheet.js': `import './main.css'
import('./again.js').then(({ again }) => console.log(again, new URL('./picture.png', import.meta.url)))`,
  'src/server.js': `import { picture } from './picture.js'
console.log(picture)`,
}

/** A build notes all names in \`generateBundle\`, before and behind chalk() among the plugins. */
const PRELUDE = `import options from './options.mjs'
import { writeFileSync } from 'node:fs'
const noted = new Set()
const note = () => ({ name: 'note', generateBundle(_, bundle) {
  for (const { fileName } of Object.values(bundle)) noted.add(fileName)
} })
process.on('exit', () => writeFileSync('noted.json', JSON.stringify([...noted])))
`

const vite = (name: string) => ({
  name,
  // The picture is a copy of a source file.
  marked: ['css', 'css', 'html', 'js', 'js'],
  script: `${PRELUDE}import { build } from '${name}'
import { chalk } from 'unplugin-chalk/vite'
await build({ configFile: false, logLevel: 'warn', plugins: [note(), chalk(options), note()] })`,
})

const rollup = (name: string) => ({
  name,
  marked: ['js', 'js', 'svg'],
  script: `${PRELUDE}import { ${name} } from '${name}'
import { chalk } from 'unplugin-chalk/${name}'
const emit = { name: 'emit', transform() {
  this.emitFile({ type: 'asset', name: 'picture.svg', source: '<svg/>' })
  this.emitFile({ type: 'asset', name: 'picture.png', source: 'png' })
} }
const bundle = await ${name}({ input: 'src/plain.js', plugins: [emit, note(), chalk(options), note()] })
await bundle.write({ dir: 'dist', entryFileNames: '[name].[hash].js', hashCharacters: 'hex' })
await bundle.close()`,
})

/** Plugins note names as those for pages, service workers and manifests do, and from statistics. */
const webpack = (name: string, path: string, hash: string, isReal: boolean) => ({
  name: `${name} with ${hash}${isReal ? '' : ' of chunks'}`,
  marked: ['css', 'html', 'js', 'js'],
  script: `${PRELUDE}import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
const { chalk } = require('unplugin-chalk/${name}')
const { ${name}: bundle } = require('${path}')
const Html = require('html-webpack-plugin')
const names = (all) => { for (const name of all) noted.add(name) }
const see = () => ({ apply(compiler) {
  compiler.hooks.compilation.tap('note', (compilation) => {
    for (const stage of [2990, Infinity])
      compilation.hooks.processAssets.tap({ name: 'note', stage }, (assets) => names(Object.keys(assets)))
  })
  compiler.hooks.emit.tap('note', ({ assets }) => names(Object.keys(assets)))
  compiler.hooks.done.tap('note', (stats) => {
    const { assets, chunks } = stats.toJson({ all: false, assets: true, chunks: true })
    names([...assets.map(({ name }) => name), ...chunks.flatMap(({ files }) => files)])
  })
} })
bundle({
  mode: 'production', context: import.meta.dirname, entry: './src/sheet.js', devtool: false, target: 'web',
  output: { path: import.meta.dirname + '/dist', filename: '[name].[${hash}].js', assetModuleFilename: '[name].[contenthash][ext]' },
  experiments: ${name === 'webpack' ? '{ css: true }' : '{}'}, optimization: { realContentHash: ${isReal} },
  module: { rules: [{ test: /\\.(?:svg|png)$/, type: 'asset/resource' }, { test: /\\.css$/, type: 'css/auto' }] },
  plugins: [see(), chalk(options), new Html(), see()],
}, (error, stats) => { if (error || stats.hasErrors()) { console.error(error ?? stats.toString()); process.exit(1) } })`,
})

const OPTIONS = [{ hashedFiles: 'full', reproducible: true }, { rename: 'always' }]

const BUNDLERS = [
  vite('vite'),
  vite('vite7'),
  rollup('rollup'),
  rollup('rolldown'),
  webpack('webpack', 'webpack', 'contenthash', true),
  webpack('webpack', 'webpack', 'contenthash', false),
  webpack('webpack', 'webpack', 'chunkhash', true),
  webpack('rspack', '@rspack/core', 'contenthash', true),
]

describe.each(BUNDLERS)('$name', (bundler) => {
  async function build(project: Project, options: object) {
    rmSync(project.path('dist'), { recursive: true, force: true })
    project.write('options.mjs', `export default ${JSON.stringify(options)}`)
    await runNode(['build.mjs'], project.dir)
    return readOutput(project.path('dist'))
  }

  it.each(OPTIONS)('every plugin notes the names that the files have: %o', async (options) => {
    const project = writeProject('early-names', { ...SOURCES, 'build.mjs': bundler.script })
    projects.push(project)
    const plain = await build(project, { hashedFiles: 'skip' })
    const files = await build(project, options)
    const names = [...files.keys()]
    for (const name of JSON.parse(project.read('noted.json'))) expect(names).toContain(name)

    // Each marked file has a new name, each other one its old name.
    const marked = []
    for (const [name, bytes] of files) {
      const isMarked = (await check(name, bytes)) !== undefined
      if (isMarked) expect(await check(name, bytes), name).toEqual([])
      if (isMarked) marked.push(name.split('.').at(-1))
      expect(plain.has(name), name).toBe(!isMarked || name.endsWith('.html'))
    }
    expect(marked.sort()).toEqual(bundler.marked)

    expect(await build(project, options)).toEqual(files)
    project.commit({ message: 'Change nothing' })
    const later = [...(await build(project, options)).keys()]
    const same = later.filter((name) => names.includes(name))
    const isSame = (name: string) =>
      name.endsWith('.html') || !bundler.marked.includes(name.split('.').at(-1)!)
    expect(same).toEqual('rename' in options ? names : names.filter(isSame))
  })

  it('files that are left out keep their names', async () => {
    const project = writeProject('early-names', { ...SOURCES, 'build.mjs': bundler.script })
    projects.push(project)
    const plain = await build(project, { hashedFiles: 'skip' })
    const files = await build(project, { rename: 'always', exclude: ['*.svg', 'again*', 'lazy*'] })
    for (const name of files.keys())
      if (/picture|again|lazy.*css/.test(name)) expect(plain.has(name), name).toBe(true)
  })
})

describe.each(['vite', 'vite7'])('%s', (name) => {
  it.each(OPTIONS)('a server names the assets that browsers load: %o', async (options) => {
    const script = `import { build } from '${name}'
import { chalk } from 'unplugin-chalk/vite'
const common = { configFile: false, logLevel: 'warn', plugins: [chalk(${JSON.stringify(options)})] }
await build(common)
await build({ ...common, build: { ssr: 'src/server.js', outDir: 'server' } })`
    const project = writeProject('early-names', { ...SOURCES, 'build.mjs': script })
    projects.push(project)
    await runNode(['build.mjs'], project.dir)
    const { stdout } = await runNode(['server/server.js'], project.dir)
    const files = readOutput(project.path('dist'))
    const pictures = stdout.trim().split(' ')
    expect(pictures).toHaveLength(2)
    for (const address of pictures) expect([...files.keys()]).toContain(address.slice(1))
  })
})
