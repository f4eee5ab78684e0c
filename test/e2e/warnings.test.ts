/** Problems are printed once and are in the report, and the build goes on. */
import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { build } from './support/build.js'
import { markOf, readOutput } from './support/output.js'
import { copyPlayground } from './support/project.js'

const PLAYGROUNDS = ['vite8', 'vite7', 'rollup', 'rolldown', 'webpack', 'rspack', 'rsbuild', 'esbuild']

const OPTIONS = `{ keys: { 'X-TEAM': () => { throw new Error('no team today') } } }`

test.each(PLAYGROUNDS)('%s', async (name) => {
  const project = copyPlayground(name)
  try {
    for (const file of readdirSync(project.dir).filter((file) => file.endsWith('.js'))) {
      project.write(file, project.read(file).replaceAll('chalk()', `chalk(${OPTIONS})`))
    }
    const { code, stdout, stderr } = await build(project.dir)
    expect(code).toBe(0)

    const [host] = JSON.parse(project.read('chalk-report.json'))
    expect(host._OP_ERRORS.length).toBeGreaterThan(0)
    for (const error of host._OP_ERRORS)
      expect(error).toMatch(/: X-TEAM: its callback failed: no team today$/)
    // One line for each time that files are marked; rollup and esbuild do so twice.
    const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line.includes('no team today'))
    expect(lines.length, lines.join('\n')).toBe(['rollup', 'esbuild'].includes(name) ? 2 : 1)

    for (const [file, bytes] of readOutput(project.path('dist'))) {
      expect((await markOf(file, bytes))?.['X-TEAM'], file).toBeUndefined()
    }
    expect(host._CHALKS.length).toBeGreaterThan(1)
  } finally {
    project.remove()
  }
})
