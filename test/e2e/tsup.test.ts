/** tsup changes esbuild's output, so files have to be marked after tsup. */
import { afterAll, expect, it } from 'vitest'
import { runNode } from './support/build.js'
import { CHALKMARK } from './support/chalkmark.js'
import { check, readOutput } from './support/output.js'
import { type Project, writeProject } from './support/project.js'

const projects: Project[] = []
afterAll(() => {
  for (const project of projects) project.remove()
})

/** Builds a library with `chalk(OPTIONS)` among tsup's plugins for esbuild, with source maps in both formats. */
async function build(options = '') {
  const project = writeProject('tsup', {
    'package.json': '{ "name": "library", "version": "1.0.0", "type": "module" }',
    'src/index.ts': `export const text: string = 'text'\n`,
    'build.mjs': `import { build } from 'tsup'
import { chalk } from 'unplugin-chalk/esbuild'
await build({
  config: false, entry: ['src/index.ts'], format: ['esm', 'cjs'], sourcemap: true,
  esbuildPlugins: [chalk(${options})],
})`,
  })
  projects.push(project)
  return { project, ...(await runNode(['build.mjs'], project.dir, { mayFail: true })) }
}

const scripts = (project: Project) =>
  [...readOutput(project.path('dist'))].filter(([name]) => !/map$/.test(name))

it('is told to mark when tsup is done, and nothing is marked before', async () => {
  const { project, code, stderr } = await build()
  expect(code).toBe(0)
  expect(stderr).toContain(
    'chalk: nothing was marked: tsup changes its files once more when esbuild is done: take chalk() out and let "chalkmark insert dist" follow it',
  )
  expect(scripts(project).map(([name]) => name)).toEqual(['index.cjs', 'index.js'])
  for (const [, bytes] of scripts(project)) expect(bytes.includes('MAGIC')).toBe(false)
  const [report] = JSON.parse(project.read('chalk-report.json'))
  expect(report._CHALKS).toEqual([])
  expect(report._UNMARKED).toHaveLength(4)
  // Of each format.
  const told = expect.stringMatching(/^nothing was marked: tsup/)
  expect(report._OP_ERRORS).toEqual([told, told])

  await runNode([CHALKMARK, 'insert', 'dist'], project.dir)
  for (const [name, bytes] of scripts(project)) expect(await check(name, bytes)).toEqual([])
})

it('breaks a strict build', async () => {
  const { code, stderr } = await build('{ strict: true }')
  expect(code).not.toBe(0)
  expect(stderr).toContain('tsup changes its files once more')
})
