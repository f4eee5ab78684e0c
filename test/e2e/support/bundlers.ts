/**
 * One small program, built by each bundler with its simplest config. A test adds what it needs in other files of
 * the project.
 *
 *     options.mjs    export default: the options of chalk(), or false for a build without it
 *     src/main.js    the program
 *     assets/…       goes into the output as it is
 *
 * The output is in `dist`; the program's file is `main.js`.
 */

export interface Bundler {
  name: string
  /** The text of a build script, `build.mjs`. */
  script: string
}

const PRELUDE = `import { createRequire } from 'node:module'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import options from './options.mjs'
const require = createRequire(import.meta.url)
const assets = existsSync('assets') ? readdirSync('assets') : []
`

/** For bundlers with rollup's hooks. */
const EMIT = `const emit = {
  name: 'emit',
  generateBundle() {
    for (const fileName of assets) this.emitFile({ type: 'asset', fileName, source: readFileSync('assets/' + fileName) })
  },
}
`

const vite = (name: string): Bundler => ({
  name,
  script: `${PRELUDE}${EMIT}
import { build } from '${name}'
import { chalk } from 'unplugin-chalk/vite'
await build({
  configFile: false, plugins: [emit, options && chalk(options)],
  build: { rollupOptions: { input: 'src/main.js', output: { entryFileNames: '[name].js' } } },
})`,
})

const rollup = (name: string): Bundler => ({
  name,
  script: `${PRELUDE}${EMIT}
import { ${name} } from '${name}'
import { chalk } from 'unplugin-chalk/${name}'
const bundle = await ${name}({ input: 'src/main.js', plugins: [emit, options && chalk(options)] })
await bundle.write({ dir: 'dist' })
await bundle.close()`,
})

const webpack = (name: string, path: string): Bundler => ({
  name,
  script: `${PRELUDE}
const { ${name}: bundle, sources } = require('${path}')
const { chalk } = require('unplugin-chalk/${name}')
const emit = {
  apply: ({ hooks }) => hooks.compilation.tap('emit', (compilation) => {
    compilation.hooks.processAssets.tap('emit', () => {
      for (const name of assets) {
        // Or else the minifier changes it.
        const info = { minimized: true }
        compilation.emitAsset(name, new sources.RawSource(readFileSync('assets/' + name)), info)
      }
    })
  }),
}
bundle({
  mode: 'production', context: import.meta.dirname, entry: './src/main.js', devtool: false,
  output: { path: import.meta.dirname + '/dist' }, plugins: [emit, options && chalk(options)],
}, (error, stats) => { if (error || stats.hasErrors()) { console.error(error ?? stats.toString()); process.exit(1) } })`,
})

const esbuild: Bundler = {
  name: 'esbuild',
  script: `${PRELUDE}
import { build } from 'esbuild'
import { chalk } from 'unplugin-chalk/esbuild'
const copy = {
  name: 'copy',
  setup: (build) => build.onLoad({ filter: /\\bassets\\b/ }, ({ path }) => ({ contents: readFileSync(path), loader: 'copy' })),
}
await build({
  entryPoints: ['src/main.js', ...assets.map((name) => 'assets/' + name)], entryNames: '[name]',
  bundle: true, outdir: 'dist', logLevel: 'warning', plugins: options ? [chalk(options), copy] : [copy],
})`,
}

export const BUNDLERS: readonly Bundler[] = [
  vite('vite'),
  vite('vite7'),
  rollup('rollup'),
  rollup('rolldown'),
  webpack('webpack', 'webpack'),
  webpack('rspack', '@rspack/core'),
  esbuild,
]
