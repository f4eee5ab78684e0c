/** One minimal project for each bundler and each way to write its config. */

const SOURCES = {
  'src/main.js': `import { greet } from './greet.js'
document.title = greet('chalk')
import('./lazy.js').then(({ lazy }) => lazy())`,
  'src/greet.js': `export const greet = (name) => 'Hello ' + name`,
  'src/lazy.js': `export const lazy = () => console.log('lazy')`,
}

const VITE = {
  ...SOURCES,
  'index.html': '<!doctype html><title>app</title><script type="module" src="/src/main.js"></script>\n',
}

/** The README's lines, as a module and as CommonJS. */
const asModule = (tool, config) =>
  `import { chalk } from 'unplugin-chalk/${tool}'\n\nexport default ${config}\n`
const asCommonJs = (tool, config) =>
  `const { chalk } = require('unplugin-chalk/${tool}')\n\nmodule.exports = ${config}\n`

const vite = (version, config, files, type = undefined) => ({
  bundler: 'vite',
  version,
  config,
  type,
  files: { ...VITE, ...files },
  command: ['node_modules/vite/bin/vite.js', 'build'],
})

const viteConfig = '{ plugins: [chalk()] }'
const viteOf = (version) => [
  vite(version, 'vite.config.js, type: module', { 'vite.config.js': asModule('vite', viteConfig) }, 'module'),
  vite(version, 'vite.config.js', { 'vite.config.js': asModule('vite', viteConfig) }),
  vite(version, 'vite.config.ts', {
    'vite.config.ts': `import { defineConfig } from 'vite'\n${asModule('vite', `defineConfig(${viteConfig})`)}`,
  }),
]

const ROLLUP = `{ input: 'src/main.js', output: { dir: 'dist' }, plugins: [chalk()] }`
const rollupOf = (tool, version) => {
  const command = [`node_modules/${tool}/${tool === 'rollup' ? 'dist/bin/rollup' : 'bin/cli.mjs'}`, '-c']
  const project = { bundler: tool, version, files: SOURCES, command }
  return [
    {
      ...project,
      config: `${tool}.config.js, type: module`,
      type: 'module',
      files: { ...SOURCES, [`${tool}.config.js`]: asModule(tool, ROLLUP) },
    },
    {
      ...project,
      config: `${tool}.config.cjs`,
      type: undefined,
      files: { ...SOURCES, [`${tool}.config.cjs`]: asCommonJs(tool, ROLLUP) },
      command: [...command, `${tool}.config.cjs`],
    },
  ]
}

/** webpack and rspack without their command, which has versions of its own. */
const WEBPACK = `{
  mode: 'production',
  entry: './src/main.js',
  // Old releases use MD4 by default, which Node has no more.
  output: { filename: '[name].[contenthash].js', path: __dirname + '/dist', hashFunction: 'xxhash64' },
  plugins: [chalk()],
}`
const webpackOf = (tool, bundler, version) => ({
  bundler,
  version,
  config: `${tool}.config.cjs`,
  type: undefined,
  files: {
    ...SOURCES,
    [`${tool}.config.cjs`]: asCommonJs(tool, WEBPACK),
    'build.cjs': `const { ${tool === 'webpack' ? 'webpack' : 'rspack'}: pack } = require('${bundler}')
pack(require('./${tool}.config.cjs'), (error, stats) => {
  if (!error) console.log(stats.toString())
  if (error || stats.hasErrors()) { console.error(error); process.exitCode = 1 }
})
`,
  },
  command: ['build.cjs'],
})

const esbuildOf = (version) => ({
  bundler: 'esbuild',
  version,
  config: 'build.mjs',
  type: undefined,
  files: {
    ...SOURCES,
    'build.mjs': `import { build } from 'esbuild'
import { chalk } from 'unplugin-chalk/esbuild'

await build({
  entryPoints: ['src/main.js'], bundle: true, format: 'esm', splitting: true, outdir: 'dist', entryNames: '[name]-[hash]',
  plugins: [chalk()],
})
`,
  },
  command: ['build.mjs'],
})

const rsbuildOf = (version) => ({
  bundler: '@rsbuild/core',
  version,
  config: 'rsbuild.config.mjs',
  type: undefined,
  files: {
    ...SOURCES,
    'rsbuild.config.mjs': asModule(
      'rsbuild',
      `{ source: { entry: { index: './src/main.js' } }, plugins: [chalk()] }`,
    ),
  },
  command: ['node_modules/@rsbuild/core/bin/rsbuild.js', 'build'],
})

const farmOf = (version) => ({
  bundler: '@farmfe/core',
  version,
  config: 'build.mjs',
  type: 'module',
  files: {
    ...VITE,
    'index.html': '<!doctype html><title>app</title><script src="./src/main.js"></script>\n',
    'build.mjs': `import { build } from '@farmfe/core'
import { chalk } from 'unplugin-chalk/farm'

await build({ plugins: [chalk()], compilation: { persistentCache: false } })
`,
  },
  command: ['build.mjs'],
})

/** The oldest and the newest release of each major version; of esbuild, of each minor one. */
export const PROJECTS = [
  ...['4.0.0', '4', '5.0.0', '5', '6.0.0', '6', '7.0.0', '7', '8.0.0', '8'].flatMap(viteOf),
  ...['2.79.0', '2', '3.0.0', '3', '4.0.0', '4'].flatMap((version) => rollupOf('rollup', version)),
  ...rollupOf('rolldown', '1'),
  ...['5.60.0', '5.76.0', '5'].map((version) => webpackOf('webpack', 'webpack', version)),
  ...['1.0.0', '1', '2.0.0', '2'].map((version) => webpackOf('rspack', '@rspack/core', version)),
  ...['1', '2'].map(rsbuildOf),
  ...['0.17.0', ...Array.from({ length: 12 }, (_, index) => `0.${17 + index}`)].map(esbuildOf),
  farmOf('1'),
]
