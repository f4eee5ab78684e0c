/** The ways in which bundlers hand their output over: whatever a caller asks for, it gets the marked files. */
import { existsSync, statSync } from 'node:fs'
import type { Metafile } from 'esbuild'
import { afterAll, expect, it } from 'vitest'
import { runNode } from './support/build.js'
import { check, type OutputFiles, readOutput } from './support/output.js'
import { type Project, writeProject } from './support/project.js'

const SOURCES = {
  'src/main.js': `#!/usr/bin/env node
import('./lazy.js').then(({ lazy }) => console.log(lazy))`,
  'src/lazy.js': `export const lazy = 'lazy'`,
}

const projects: Project[] = []
afterAll(() => {
  for (const project of projects) project.remove()
})

function project(name: string, files: Record<string, string>): Project {
  const made = writeProject(name, { ...SOURCES, ...files })
  projects.push(made)
  return made
}

async function expectMarked(files: OutputFiles): Promise<void> {
  expect(files.size).toBe(2)
  for (const [name, bytes] of files) expect(await check(name, bytes), name).toEqual([])
}

/** Options that do not change from build to build, so that results can be compared; names follow the marks. */
const CHALK = `chalk({ hashedFiles: 'full', reproducible: true, template: ['HASH'] })`

const esbuild = (options: string, plugins = CHALK) => ({
  'package.json': '{ "type": "module" }',
  'build.js': `import { writeFileSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { build } from 'esbuild'
import { chalk } from 'unplugin-chalk/esbuild'
const result = await build({
  entryPoints: ['src/main.js'], bundle: true, splitting: true, format: 'esm', outdir: 'dist', logLevel: 'silent',
  ${options} plugins: [${plugins}],
})
for (const { path, contents } of result.outputFiles ?? []) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, contents)
}
console.log(JSON.stringify({ ...result, outputFiles: result.outputFiles?.length }))`,
})

it('esbuild: the same files, in whatever way', async () => {
  const outputs: [string, OutputFiles][] = []
  for (const [way, files] of [
    ['written', esbuild('')],
    ['in memory', esbuild('write: false,')],
    ['with a metafile', esbuild('metafile: true,')],
    ['behind another plugin', esbuild('', `{ name: 'other', setup() {} }, ${CHALK}`)],
  ] as const) {
    const made = project('esbuild-ways', files)
    const { stdout } = await runNode(['build.js'], made.dir)
    const result = JSON.parse(stdout)
    expect(Object.keys(result).sort(), way).toEqual(
      ['errors', 'mangleCache', 'metafile', 'outputFiles', 'warnings'].filter((key) => key in result),
    )
    // Another plugin may look for it in its `onEnd`.
    expect('metafile' in result, way).toBe(way === 'with a metafile' || way === 'behind another plugin')
    expect('outputFiles' in result, way).toBe(way === 'in memory')
    const output = readOutput(made.path('dist'))
    await expectMarked(output)
    expect((await runNode(['dist/main.js'], made.dir)).stdout).toBe('lazy\n')
    if (way === 'written' && process.platform !== 'win32')
      expect(statSync(made.path('dist/main.js')).mode & 0o111).toBe(0o111)
    outputs.push([way, output])
  }
  for (const [way, output] of outputs) expect(output, way).toEqual(outputs[0]![1])
})

it('esbuild: what has no place on disk is not touched', async () => {
  const { 'build.js': script, ...files } = esbuild('')
  const made = project('esbuild-stdout', {
    ...files,
    'build.js': script.replace("splitting: true, format: 'esm', outdir: 'dist',", ''),
  })
  const { stdout, stderr } = await runNode(['build.js'], made.dir)
  expect(stdout).toContain('lazy')
  expect(stderr).toBe('')
})

it('esbuild: the metafile follows', async () => {
  const made = project('esbuild-metafile', esbuild('metafile: true,'))
  const { stdout } = await runNode(['build.js'], made.dir)
  const { outputs }: Metafile = JSON.parse(stdout).metafile
  const sizes = Object.entries(outputs).map(([path, { bytes }]) => [path, bytes])
  const files = [...readOutput(made.path('dist'))].map(([name, bytes]) => [`dist/${name}`, bytes.length])
  expect(sizes.sort()).toEqual(files.sort())
  const { imports } = outputs['dist/main.js']!
  expect(imports).toHaveLength(1)
  expect(existsSync(made.path(imports[0]!.path))).toBe(true)
})

const webpack = (name: string, path: string, output: string) => ({
  'build.cjs': `const { ${name}: bundle } = require('${path}')
const { chalk } = require('unplugin-chalk/${name}')
bundle({
  mode: 'production', context: __dirname, entry: './src/main.js', target: 'node', devtool: false,
  output: { path: __dirname + '/dist', ${output} },
  plugins: [${CHALK}],
}, (error, stats) => {
  if (error || stats.hasErrors()) { console.error(error ?? stats.toString()); process.exit(1) }
  console.log(JSON.stringify(stats.toJson({ all: false, assets: true, chunks: true, entrypoints: true, relatedAssets: true, cachedAssets: true })))
})`,
})

it.each([
  ['webpack', 'webpack'],
  ['rspack', '@rspack/core'],
])('%s: its statistics name the files that are there', async (name, path) => {
  const made = project(name, webpack(name, path, `filename: '[name].js', chunkFilename: '[contenthash].js'`))
  const stats = JSON.parse((await runNode(['build.cjs'], made.dir)).stdout)
  const files = readOutput(made.path('dist'))
  await expectMarked(files)
  const names = [...files.keys()]
  expect(stats.assets.map((asset: { name: string }) => asset.name).sort()).toEqual(names)
  expect(stats.chunks.flatMap((chunk: { files: string[] }) => chunk.files).sort()).toEqual(names)
  for (const { name, size } of stats.assets) expect(size, name).toBe(files.get(name)!.length)
})

it.each([
  ['webpack', 'webpack'],
  ['rspack', '@rspack/core'],
])('%s: hashes in queries', async (name, path) => {
  const made = project(
    `${name}-query`,
    webpack(name, path, `filename: '[name].js?v=[contenthash]', chunkFilename: '[id].js?v=[contenthash]'`),
  )
  await runNode(['build.cjs'], made.dir)
  await expectMarked(readOutput(made.path('dist')))
})
