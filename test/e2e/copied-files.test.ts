/** A source file holds the digest of a file that the bundler only copies. The digest is right after marking, too. */
import { createHash } from 'node:crypto'
import { afterAll, expect, it } from 'vitest'
import { runNode } from './support/build.js'
import { check, readOutput } from './support/output.js'
import { type Project, writeProject } from './support/project.js'

const projects: Project[] = []
afterAll(() => {
  for (const project of projects) project.remove()
})

const PICTURE = '<svg xmlns="http://www.w3.org/2000/svg"><title>A picture</title></svg>'
const integrityOf = (bytes: string | Uint8Array) =>
  `sha256-${createHash('sha256').update(bytes).digest('base64')}`

it.each([
  [
    'esbuild',
    `import { build } from 'esbuild'
import { chalk } from 'unplugin-chalk/esbuild'
await build({ entryPoints: ['src/main.js'], bundle: true, outdir: 'dist', assetNames: '[name]',
  loader: { '.svg': 'file' }, plugins: [chalk()] })`,
  ],
  [
    'rspack',
    `import { rspack } from '@rspack/core'
import { chalk } from 'unplugin-chalk/rspack'
rspack({ mode: 'production', entry: './src/main.js', devtool: false,
  output: { path: import.meta.dirname + '/dist', filename: '[name].js', assetModuleFilename: '[name][ext]' },
  module: { rules: [{ test: /\\.svg$/, type: 'asset/resource' }] },
  plugins: [chalk()] }, (error, stats) => {
  if (error || stats.hasErrors()) throw error ?? new Error(stats.toString())
})`,
  ],
])('%s', async (name, script) => {
  const project = writeProject(`copied-${name}`, {
    'package.json': '{ "type": "module" }',
    'src/picture.svg': PICTURE,
    'src/main.js': `import url from './picture.svg'\nconsole.log(url, '${integrityOf(PICTURE)}')`,
    'build.mjs': script,
  })
  projects.push(project)
  await runNode(['build.mjs'], project.dir)
  const files = readOutput(project.path('dist'))
  for (const [file, bytes] of files) expect(await check(file, bytes), file).toEqual([])
  const picture = files.get('picture.svg')!
  expect(integrityOf(picture)).not.toBe(integrityOf(PICTURE))
  expect(Buffer.from(files.get('main.js')!).toString()).toContain(integrityOf(picture))
})
