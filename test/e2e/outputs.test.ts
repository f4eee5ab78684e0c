/** Builds with several outputs: every file gets the mark for its target, and all are in one report. */
import { fileURLToPath } from 'node:url'
import type { Dict } from '@chalkmark/core'
import { afterAll, expect, it } from 'vitest'
import { type BuildResult, runNode } from './support/build.js'
import { check, markOf, readOutput } from './support/output.js'
import { type Project, writeProject } from './support/project.js'

const ROLLUP = fileURLToPath(new URL('../node_modules/rollup/dist/bin/rollup', import.meta.url))

const SOURCES = {
  'package.json': '{ "name": "outputs", "version": "1.0.0", "type": "module" }',
  'src/main.js': `import { word } from './word.js'
import './style.css'
console.log(word)`,
  'src/other.js': `import { word } from './word.js'
console.log(word.length)`,
  'src/word.js': `export const word = 'shared'`,
  'src/style.css': '.page { color: red }',
  'index.html': '<!doctype html><script type="module" src="/src/main.js"></script>',
}
/** Keys of mark_default that are not for everybody. */
const PRIVATE = ['PATH_WHEN_CHALKED', 'COMMIT_MESSAGE', 'AUTHOR']

const projects: Project[] = []
afterAll(() => {
  for (const project of projects) project.remove()
})

function project(name: string, files: Record<string, string>): Project {
  const made = writeProject(name, { ...SOURCES, ...files })
  projects.push(made)
  return made
}

/** Every file of these folders is marked validly and is in the one report. @returns the marks. */
async function expectAllMarked(made: Project, folders: string[]): Promise<Map<string, Dict>> {
  const marks = new Map<string, Dict>()
  for (const folder of folders) {
    for (const [name, bytes] of readOutput(made.path(folder))) {
      expect(await check(name, bytes), `${folder}/${name}`).toEqual([])
      marks.set(`${folder}/${name}`, (await markOf(name, bytes))!)
    }
  }
  const report = JSON.parse(made.read('chalk-report.json'))
  expect(report).toHaveLength(1)
  const { _CHALKS, _OP_CHALK_COUNT, _OP_ERRORS } = report[0]
  const told = _CHALKS.map((chalk: Dict) => [chalk._OP_ARTIFACT_PATH, chalk.METADATA_ID])
  const carried = [...marks].map(([name, mark]) => [made.path(name), mark.METADATA_ID])
  expect(told.sort()).toEqual(carried.sort())
  expect(_OP_CHALK_COUNT).toBe(marks.size)
  expect(_OP_ERRORS).toEqual([])
  return marks
}

function lines({ stdout, stderr }: BuildResult): string[] {
  return `${stdout}\n${stderr}`.split('\n').filter((line) => /chalk[\]:] marked/.test(line))
}

function isPrivate(mark: Dict): boolean {
  return PRIVATE.some((key) => key in mark)
}

it('rollup: modules and CommonJS from one bundle', async () => {
  const made = project('rollup-formats', {
    'build.js': `import { rollup } from 'rollup'
import { chalk } from 'unplugin-chalk/rollup'
const bundle = await rollup({ input: ['src/word.js', 'src/other.js'], plugins: [chalk()] })
await Promise.all([bundle.write({ dir: 'out/es', format: 'es' }), bundle.write({ dir: 'out/cjs', format: 'cjs' })])
await bundle.close()`,
  })
  const result = await runNode(['build.js'], made.dir)
  const marks = await expectAllMarked(made, ['out'])
  expect([...marks.keys()]).toEqual([
    'out/cjs/other.js',
    'out/cjs/word.js',
    'out/es/other.js',
    'out/es/word.js',
  ])
  expect(lines(result)).toHaveLength(1)
  expect(lines(result)[0]).toContain('marked 4 files')
})

it('vite: the style sheets of a server are for browsers', async () => {
  const made = project('vite-server', {
    'src/page.js': `import './style.css'\nexport const page = '<p class="page">'`,
    'build.js': `import { build } from 'vite'
import { chalk } from 'unplugin-chalk/vite'
await build({ configFile: false, logLevel: 'warn', plugins: [chalk({ hashedFiles: 'full' })],
  build: { ssr: 'src/page.js', outDir: 'out', ssrEmitAssets: true } })`,
  })
  await runNode(['build.js'], made.dir)
  const marks = await expectAllMarked(made, ['out'])
  const found = [...marks].map(([name, mark]) => [name.split('.').at(-1), isPrivate(mark)])
  expect(found.sort()).toEqual([
    ['css', false],
    ['js', true],
  ])
})

it('rollup: a list of configs', async () => {
  const made = project('rollup-configs', {
    'rollup.config.js': `import { chalk } from 'unplugin-chalk/rollup'
export default [
  { input: 'src/word.js', output: { file: 'out/word.js' }, plugins: [chalk()] },
  { input: 'src/other.js', output: [{ file: 'out/other.mjs' }, { file: 'out/other.cjs', format: 'cjs' }], plugins: [chalk()] },
]`,
  })
  await runNode([ROLLUP, '-c', '--silent'], made.dir)
  const marks = await expectAllMarked(made, ['out'])
  expect([...marks.keys()]).toEqual(['out/other.cjs', 'out/other.mjs', 'out/word.js'])
})

it.each(['neutral', 'node'])('rolldown: two formats, platform %s', async (platform) => {
  const made = project('rolldown', {
    'build.js': `import { rolldown } from 'rolldown'
import { chalk } from 'unplugin-chalk/rolldown'
const bundle = await rolldown({ input: 'src/other.js', platform: '${platform}', plugins: [chalk()] })
await bundle.write({ dir: 'out/es', format: 'es' })
await bundle.write({ dir: 'out/cjs', format: 'cjs' })
await bundle.close()`,
  })
  const result = await runNode(['build.js'], made.dir)
  const marks = await expectAllMarked(made, ['out'])
  expect([...marks.keys()]).toEqual(['out/cjs/other.js', 'out/es/other.js'])
  for (const [name, mark] of marks) expect(isPrivate(mark), name).toBe(platform === 'node')
  expect(lines(result)).toHaveLength(1)
})

it.each([
  ['vite', 'in the order of the config', ''],
  [
    'vite',
    'as the config says',
    'buildApp: async (b) => { await b.build(b.environments.ssr); await b.build(b.environments.client) }',
  ],
  ['vite7', 'in the order of the config', ''],
  ['vite7', 'with one config for both', 'sharedConfigBuild: true, sharedPlugins: true'],
])('%s: client and server in one build, %s', async (vite, _how, builder) => {
  const made = project('vite-environments', {
    'vite.config.js': `import { chalk } from 'unplugin-chalk/vite'
export default {
  builder: { ${builder} }, plugins: [chalk()],
  environments: {
    client: { build: { outDir: 'out/client' } },
    ssr: { build: { outDir: 'out/server', rollupOptions: { input: 'src/other.js' } } },
  },
}`,
    'build.js': `import { createBuilder } from '${vite}'
await (await createBuilder()).buildApp()`,
  })
  const result = await runNode(['build.js'], made.dir)
  const marks = await expectAllMarked(made, ['out'])
  expect(marks.size).toBe(4)
  for (const [name, mark] of marks) expect(isPrivate(mark), name).toBe(name.startsWith('out/server/'))
  expect(lines(result)).toHaveLength(1)
  expect(lines(result)[0]).toContain('marked 4 files')
})

it.each(['vite', 'vite7'])('%s: a library and its style sheet', async (vite) => {
  const made = project('vite-library', {
    'build.js': `import { build } from '${vite}'
import { chalk } from 'unplugin-chalk/vite'
await build({
  configFile: false, plugins: [chalk()],
  build: { outDir: 'out', lib: { entry: 'src/main.js', name: 'words', formats: ['es', 'umd'], cssFileName: 'words' } },
})`,
  })
  const result = await runNode(['build.js'], made.dir)
  const marks = await expectAllMarked(made, ['out'])
  expect([...marks.keys()]).toEqual(['out/outputs.js', 'out/outputs.umd.cjs', 'out/words.css'])
  for (const [name, mark] of marks) expect(isPrivate(mark), name).toBe(true)
  expect(lines(result)).toHaveLength(1)
  expect(lines(result)[0]).toContain('marked 3 files')
})

it.each(['vite', 'vite7'])('%s: one build after the other into one folder', async (vite) => {
  const made = project('vite-after', {
    'build.js': `import { build } from '${vite}'
import { chalk } from 'unplugin-chalk/vite'
for (const name of ['word', 'other']) {
  const lib = { entry: \`src/\${name}.js\`, name, fileName: name, formats: ['iife'] }
  await build({ configFile: false, plugins: [chalk()], build: { outDir: 'out', emptyOutDir: false, lib } })
}`,
  })
  await runNode(['build.js'], made.dir)
  const marks = await expectAllMarked(made, ['out'])
  expect([...marks.keys()]).toEqual(['out/other.iife.js', 'out/word.iife.js'])
})

it.each(['vite', 'vite7'])('%s: a server', async (vite) => {
  const made = project('vite-ssr', {
    'build.js': `import { build } from '${vite}'
import { chalk } from 'unplugin-chalk/vite'
await build({ configFile: false, plugins: [chalk()], build: { ssr: 'src/other.js', outDir: 'out' } })`,
  })
  await runNode(['build.js'], made.dir)
  const marks = await expectAllMarked(made, ['out'])
  expect([...marks.keys()]).toEqual(['out/other.js'])
  expect(isPrivate(marks.get('out/other.js')!)).toBe(true)
})

it.each([
  ['webpack', 'webpack'],
  ['rspack', '@rspack/core'],
])('%s: a browser, a server and a library from one list of configs', async (name, path) => {
  const made = project('webpack-list', {
    'build.cjs': `const { ${name}: bundle } = require('${path}')
const { chalk } = require('unplugin-chalk/${name}')
const config = (name, entry, more) => ({
  name, mode: 'production', context: __dirname, entry, devtool: false, plugins: [chalk()], ...more,
  output: { path: __dirname + '/out/' + name, filename: '[name].js', ...more.output },
})
bundle([
  config('client', './src/other.js', {}),
  config('server', './src/other.js', { target: 'node' }),
  config('library', './src/word.js', { output: { library: { type: 'umd', name: 'words' } } }),
], (error, stats) => { if (error || stats.hasErrors()) { console.error(error ?? stats.toString()); process.exit(1) } })`,
    'package.json': '{ "name": "outputs", "version": "1.0.0" }',
  })
  const result = await runNode(['build.cjs'], made.dir)
  const marks = await expectAllMarked(made, ['out'])
  expect([...marks.keys()]).toEqual(['out/client/main.js', 'out/library/main.js', 'out/server/main.js'])
  for (const [file, mark] of marks) expect(isPrivate(mark), file).toBe(!file.startsWith('out/client/'))
  expect(lines(result)).toHaveLength(1)
})
