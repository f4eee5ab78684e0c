/**
 * Links in the output folder that the author of the repository has put there. The files behind them do not belong
 * to the build and stay as they are.
 */
import { lstatSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { afterAll, expect, it } from 'vitest'
import { runNode } from './support/build.js'
import { type Project, writeProject } from './support/project.js'

const projects: Project[] = []
afterAll(() => {
  for (const project of projects) project.remove()
})

const BUNDLERS = [
  ['webpack', `require('webpack')`],
  ['rspack', `require('@rspack/core').rspack`],
] as const

// Neither writes an immutable file that is there, so that the place of one may hold anything.
it.skipIf(process.platform === 'win32').each(BUNDLERS)(
  'nothing is written through one in the place of a hashed file: %s',
  async (bundler, load) => {
    const made = writeProject(`${bundler}-link`, {
      'package.json': '{}',
      'src/main.js': `console.log('main')`,
      'victim.js': 'precious()\n',
      'build.cjs': `const { chalk } = require('unplugin-chalk/${bundler}')
${load}({
  mode: 'production', context: __dirname, entry: './src/main.js', devtool: false,
  output: { path: __dirname + '/dist', filename: '[name].[contenthash].js' },
  plugins: [chalk()],
}).run((error, stats) => {
  if (error || stats.hasErrors()) { console.error(error ?? stats.toString()); process.exit(1) }
})`,
    })
    projects.push(made)
    await runNode(['build.cjs'], made.dir)
    const [name] = readdirSync(made.path('dist'))
    rmSync(made.path(`dist/${name}`))
    symlinkSync('../victim.js', made.path(`dist/${name}`))
    await runNode(['build.cjs'], made.dir)
    expect(made.read('victim.js')).toBe('precious()\n')
    const [{ _OP_ERRORS, _CHALKS }] = JSON.parse(made.read('chalk-report.json'))
    expect(_CHALKS).toEqual([])
    expect(_OP_ERRORS).toEqual([expect.stringMatching(/main\.\w+\.js: not marked, as it is a symbolic link/)])
  },
)

/** Makes a page that pins each script by its digest, which leads to new names for the scripts. */
const PAGE = `class Page {
  apply(compiler) {
    compiler.hooks.thisCompilation.tap('Page', (compilation) =>
      compilation.hooks.processAssets.tap({ name: 'Page', stage: 5000 }, () => {
        const tags = compilation.getAssets().map(({ name, source }) => {
          const digest = require('crypto').createHash('sha384').update(source.buffer()).digest('base64')
          return '<script src="' + name + '" integrity="sha384-' + digest + '"></script>'
        })
        const page = '<!doctype html><title>x</title>' + tags.join('')
        compilation.emitAsset('index.html', new compiler.webpack.sources.RawSource(page))
      }))
  }
}`

it.skipIf(process.platform === 'win32').each(BUNDLERS)(
  'a file takes the place of one that has its new name: %s',
  async (bundler, load) => {
    const made = writeProject(`${bundler}-new-name`, {
      'package.json': '{}',
      'src/main.js': `console.log('main')`,
      'victim.js': 'precious()\n',
      'build.cjs': `const { chalk } = require('unplugin-chalk/${bundler}')
${PAGE}
${load}({
  mode: 'production', context: __dirname, entry: './src/main.js', devtool: false,
  output: { path: __dirname + '/dist', filename: '[name].[contenthash].js' },
  plugins: [new Page(), chalk()],
}).run((error, stats) => {
  if (error || stats.hasErrors()) { console.error(error ?? stats.toString()); process.exit(1) }
})`,
    })
    projects.push(made)
    await runNode(['build.cjs'], made.dir)
    const name = readdirSync(made.path('dist')).find((file) => file.endsWith('.js'))
    const script = made.read(`dist/${name}`)
    rmSync(made.path('dist'), { recursive: true })
    mkdirSync(made.path('dist'))
    symlinkSync('../victim.js', made.path(`dist/${name}`))
    await runNode(['build.cjs'], made.dir)
    expect(made.read('victim.js')).toBe('precious()\n')
    expect(lstatSync(made.path(`dist/${name}`)).isFile()).toBe(true)
    expect(made.read(`dist/${name}`)).toBe(script)
  },
)
