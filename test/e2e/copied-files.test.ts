/**
 * A source file holds the digest of a file that the bundler only copies. A picture stays as it is, and so does its
 * digest. WebAssembly is marked, and its digest is right after that, too.
 */
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
const MODULE = Buffer.from('0061736d01000000', 'hex')
const integrityOf = (bytes: string | Uint8Array) =>
  `sha256-${createHash('sha256').update(bytes).digest('base64')}`

it.each([
  [
    'esbuild',
    `import { build } from 'esbuild'
import { chalk } from 'unplugin-chalk/esbuild'
await build({ entryPoints: ['src/main.js'], bundle: true, outdir: 'dist', assetNames: '[name]',
  loader: { '.svg': 'file', '.wasm': 'file' }, plugins: [chalk()] })`,
  ],
  [
    'rspack',
    `import { rspack } from '@rspack/core'
import { chalk } from 'unplugin-chalk/rspack'
rspack({ mode: 'production', entry: './src/main.js', devtool: false,
  output: { path: import.meta.dirname + '/dist', filename: '[name].js', assetModuleFilename: '[name][ext]' },
  module: { rules: [{ test: /\\.(?:svg|wasm)$/, type: 'asset/resource' }] },
  plugins: [chalk()] }, (error, stats) => {
  if (error || stats.hasErrors()) throw error ?? new Error(stats.toString())
})`,
  ],
])('%s', async (name, script) => {
  const project = writeProject(`copied-${name}`, {
    'package.json': '{ "type": "module" }',
    'src/picture.svg': PICTURE,
    'src/empty.wasm': MODULE,
    'src/main.js': `import url from './picture.svg'\nimport module from './empty.wasm'
console.log(url, module, '${integrityOf(PICTURE)}', '${integrityOf(MODULE)}')`,
    'build.mjs': script,
  })
  projects.push(project)
  await runNode(['build.mjs'], project.dir)
  const files = readOutput(project.path('dist'))
  const picture = files.get('picture.svg')!
  expect(picture.toString()).toBe(PICTURE)
  const program = files.get('main.js')!
  expect(await check('main.js', program)).toEqual([])
  expect(program.toString()).toContain(integrityOf(PICTURE))
  const module = files.get('empty.wasm')!
  expect(await check('empty.wasm', module)).toEqual([])
  expect(program.toString()).toContain(integrityOf(module))
})
