/**
 * A bundle that another bundler takes in, as Nitro does with a server that vite has built. With chalk() in the second
 * build the first mark is gone. Without, it stands in the middle, and is named as what it is.
 */
import { MAGIC } from '@chalkmark/mark'
import { afterAll, expect, it } from 'vitest'
import { runNode } from './support/build.js'
import { CHALKMARK } from './support/chalkmark.js'
import { check, readOutput } from './support/output.js'
import { type Project, writeProject } from './support/project.js'

const projects: Project[] = []
afterAll(() => {
  for (const project of projects) project.remove()
})

const AGAIN: Record<string, string> = {
  rollup: `import { rollup } from 'rollup'
import { chalk } from 'unplugin-chalk/rollup'
const bundle = await rollup({ input: 'cache/server.js', plugins: [again && chalk()] })
await bundle.write({ dir: 'dist', banner: '/* again */', entryFileNames: '[name].mjs' })
await bundle.close()`,
  esbuild: `import { build as bundle } from 'esbuild'
import { chalk } from 'unplugin-chalk/esbuild'
await bundle({ entryPoints: ['cache/server.js'], bundle: true, format: 'esm', outdir: 'dist', outExtension: { '.js': '.mjs' },
  banner: { js: '/* again */' }, footer: { js: 'globalThis.late = 1' }, legalComments: 'inline', plugins: again ? [chalk()] : [] })`,
}

async function build(bundler: string, again: boolean) {
  const project = writeProject('bundled-again', {
    'package.json': '{ "name": "again", "version": "1.0.0", "type": "module" }',
    'src/server.js': `/*! about */ export const render = () => '<h1>hi</h1>'\n`,
    'build.js': `import { build } from 'vite'
import { chalk as viteChalk } from 'unplugin-chalk/vite'
const again = ${again}
await build({ configFile: false, logLevel: 'error', plugins: [viteChalk()], build: { ssr: 'src/server.js', outDir: 'cache' } })
${AGAIN[bundler]}`,
  })
  projects.push(project)
  await runNode(['build.js'], project.dir)
  const content = () => readOutput(project.path('dist')).get('server.mjs')!
  const chalkmark = (...args: string[]) => runNode([CHALKMARK, ...args], project.dir, { mayFail: true })
  return { project, content, chalkmark }
}

it.each(Object.keys(AGAIN))('%s with chalk(): one mark, at the end', async (bundler) => {
  const { content } = await build(bundler, true)
  expect(content().toString().split(MAGIC)).toHaveLength(2)
  expect(await check('server.mjs', content())).toEqual([])
})

it.each(Object.keys(AGAIN))(
  '%s without: the mark is said to be that of an input, and insert marks it',
  async (bundler) => {
    const { content, chalkmark } = await build(bundler, false)
    const { code, stderr } = await chalkmark('verify', 'dist')
    expect(code).toBe(1)
    expect(stderr).not.toContain('changed after marking')
    const isThere = content().includes(MAGIC)
    if (isThere)
      expect(stderr).toMatch(/the mark in line \d+ \(\S+\) is that of a file that this one was made from/)
    else expect(stderr).toContain('it carries no mark')
    expect((await chalkmark('insert', '--missing', 'dist')).code).toBe(0)
    expect((await chalkmark('verify', 'dist')).code).toBe(0)
  },
)
