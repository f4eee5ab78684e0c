/**
 * Integrity that is computed behind us, from the written files: a script that is cached from before chalk() was
 * added, or from an earlier commit, is not blocked by the digest of a new page.
 */
import { createHash } from 'node:crypto'
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
  'src/main.js': `import('./lazy.js').then(({ lazy }) => console.log(lazy))`,
  'src/plain.js': `console.log('plain')`,
  'src/lazy.js': `export const lazy = 'lazy'`,
}

/** Writes a page with the digest of every script in \`dist\`. */
const PRELUDE = `import options from './options.mjs'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
const digestAll = () => {
  const tags = readdirSync('dist').filter((name) => name.endsWith('.js')).map((name) => {
    const digest = createHash('sha384').update(readFileSync('dist/' + name)).digest('base64')
    return '<script src="' + name + '" integrity="sha384-' + digest + '"></script>'
  })
  writeFileSync('dist/index.html', tags.join(''))
}
const name = options.plugin
`

const ROLLUP = `{ dir: 'dist', entryFileNames: ({ name }) => name === 'plain' ? '[name].js' : '[name]-[hash].js', chunkFileNames: '[name]-[hash].js' }`

const rollup = (name: string) => ({
  name,
  plugins: ['vite-plugin-manifest-sri', 'vite-plugin-astro-shield', 'integrity'],
  script: `${PRELUDE}import { ${name} } from '${name}'
import { chalk } from 'unplugin-chalk/${name}'
const later = { name, writeBundle: digestAll }
const bundle = await ${name}({ input: ['src/main.js', 'src/plain.js'], plugins: [options.chalk && chalk(options.chalk), later] })
await bundle.write(${ROLLUP})
await bundle.close()`,
})

const vite = (name: string) => ({
  name,
  plugins: ['vite-plugin-manifest-sri', 'vite-plugin-astro-shield'],
  script: `${PRELUDE}import { build } from '${name}'
import { chalk } from 'unplugin-chalk/vite'
await build({
  configFile: false, logLevel: 'warn', plugins: [{ name, closeBundle: digestAll }, options.chalk && chalk(options.chalk)],
  build: { rollupOptions: { input: ['src/main.js', 'src/plain.js'], output: ${ROLLUP} }, modulePreload: { polyfill: false } },
})`,
})

const webpack = (name: string, path: string) => ({
  name,
  plugins: [
    'SubresourceIntegrityPlugin',
    'AssetsPlugin { options = { integrity: true } }',
    'EntryPointsPlugin { integrityAlgorithms = ["sha384"] }',
  ],
  script: `${PRELUDE}const { ${name}: bundle } = require('${path}')
const { chalk } = require('unplugin-chalk/${name}')
const [, className, fields = '{}'] = /^(\\S+) ?(.+)?$/.exec(name)
class Later { apply({ hooks }) { hooks.afterEmit.tap('later', digestAll) } }
const later = new (new Function('Later', 'return class ' + className + ' extends Later ' + fields)(Later))()
bundle({
  mode: 'production', context: import.meta.dirname, entry: { main: './src/main.js', plain: './src/plain.js' }, devtool: false,
  output: {
    path: import.meta.dirname + '/dist', chunkFilename: '[name].[contenthash].js',
    filename: ({ chunk }) => chunk.name === 'plain' ? '[name].js' : '[name].[contenthash].js',
  },
  plugins: [options.chalk && chalk(options.chalk), later],
}, (error, stats) => { if (error || stats.hasErrors()) { console.error(error ?? stats.toString()); process.exit(1) } })`,
})

const esbuild = {
  name: 'esbuild',
  plugins: ['esbuild-plugin-sri', 'esbuild-plugin-integrity'],
  script: `${PRELUDE}import { build } from 'esbuild'
import { chalk } from 'unplugin-chalk/esbuild'
const later = { name, setup: (host) => void host.onEnd(digestAll) }
await build({
  entryPoints: ['src/main.js'], bundle: true, splitting: true, format: 'esm', outdir: 'dist', entryNames: '[name]-[hash]',
  plugins: options.chalk ? [chalk(options.chalk), later] : [later],
})`,
}

const BUNDLERS = [
  vite('vite'),
  vite('vite7'),
  rollup('rollup'),
  rollup('rolldown'),
  webpack('webpack', 'webpack'),
  webpack('rspack', '@rspack/core'),
  esbuild,
]

describe.each(BUNDLERS)('$name', ({ script, plugins }) => {
  async function build(project: Project, options: { plugin: string; chalk: object | false }) {
    rmSync(project.path('dist'), { recursive: true, force: true })
    project.write('options.mjs', `export default ${JSON.stringify(options)}`)
    await runNode(['build.mjs'], project.dir)
    const files = readOutput(project.path('dist'))
    const page = files.get('index.html')!.toString()
    const pinned = new Map(
      [...page.matchAll(/src="(.*?)" integrity="(.*?)"/g)].map(([, name, digest]) => [name!, digest!]),
    )
    return { files, pinned }
  }

  const sri = (content: Uint8Array) => `sha384-${createHash('sha384').update(content).digest('base64')}`
  const isHashed = (file: string) => /[-.][\w-]{8,}\.js$/.test(file)

  it.each(plugins)('with the plugin %s', async (plugin) => {
    const project = writeProject('later-digests', { ...SOURCES, 'build.mjs': script })
    projects.push(project)
    const plain = await build(project, { plugin, chalk: false })
    const first = await build(project, { plugin, chalk: {} })
    expect(first.pinned.size).toBe(plain.pinned.size)
    for (const [file, digest] of first.pinned) {
      expect(await check(file, first.files.get(file)!), file).toEqual([])
      expect(sri(first.files.get(file)!), file).toBe(digest)
      if (isHashed(file)) expect(plain.pinned.has(file), file).toBe(false)
    }
    project.commit({ message: 'Change nothing' })
    const second = await build(project, { plugin, chalk: {} })
    expect(second.pinned).toEqual(first.pinned)
  })

  it.each([
    ['the plugin does something else', { plugin: 'Describe', chalk: {} }],
    ['the user wants no new names', { plugin: plugins[0]!, chalk: { rename: 'never' } }],
  ])('names stay where %s', async (_why, options) => {
    const project = writeProject('later-digests', { ...SOURCES, 'build.mjs': script })
    projects.push(project)
    const plain = await build(project, { ...options, chalk: false })
    const marked = await build(project, options)
    expect([...marked.pinned.keys()]).toEqual([...plain.pinned.keys()])
  })
})
