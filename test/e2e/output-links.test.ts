/**
 * Links in the output folder that the author of the repository has put there. The files behind them do not belong
 * to the build and stay as they are.
 */
import { readdirSync, rmSync, symlinkSync } from 'node:fs'
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
