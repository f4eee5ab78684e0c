/** Files that are named by their content: which mark they get, what they are called, and that programs still find them. */
import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runNode } from './support/build.js'
import { check, markOf, type OutputFiles, readOutput } from './support/output.js'
import { type Project, writeProject } from './support/project.js'

/** Two chunks that import each other, where the bundler keeps them apart. */
const STATIC = {
  'src/main.js': `import { ab } from './a.js'
import { ba } from './b.js'
console.log(ab(), ba())`,
  'src/a.js': `import { b } from './b.js'
export const a = () => 'a'
export const ab = () => a() + b()`,
  'src/b.js': `import { a } from './a.js'
export const b = () => 'b'
export const ba = () => b() + a()`,
}
/** Two chunks that load each other. */
const DYNAMIC = {
  'src/main.js': `Promise.all([import('./a.js'), import('./b.js')])
  .then(async ([a, b]) => console.log(await a.ab(), await b.ba()))`,
  'src/a.js': `export const a = () => 'a'
export const ab = async () => a() + (await import('./b.js')).b()`,
  'src/b.js': `export const b = () => 'b'
export const ba = async () => b() + (await import('./a.js')).a()`,
}
const OUTPUT = 'ab ba\n'

/** Its name looks like a hashed one, but says nothing of its content. */
const LOOKALIKE = 'report-deadbeef'
const ENTRIES = `{ main: './src/main.js', '${LOOKALIKE}': './src/report.js' }`
const UNHASHED = ['main.js', `${LOOKALIKE}.js`]

const PRELUDE = `import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
const options = JSON.parse(process.env.CHALK)
`

interface Bundler {
  name: string
  sources: Record<string, string>
  /** A build script; the options of chalk(), or false, are in the environment. */
  script: string
}

const vite = (name: string, chunks: string): Bundler => ({
  name,
  sources: STATIC,
  script: `${PRELUDE}
import { build } from '${name}'
import { chalk } from 'unplugin-chalk/vite'
await build({
  configFile: false, logLevel: 'warn', plugins: [options && chalk(options)],
  build: { modulePreload: { polyfill: false }, rollupOptions: {
    input: ${ENTRIES},
    output: { entryFileNames: '[name].js', ${chunks} },
  } },
})`,
})

const webpack = (name: string, path: string): Bundler => ({
  name,
  sources: DYNAMIC,
  script: `${PRELUDE}
const { ${name}: bundle } = require('${path}')
const { chalk } = require('unplugin-chalk/${name}')
bundle({
  mode: 'production', context: import.meta.dirname, entry: ${ENTRIES}, target: 'node', devtool: false,
  output: { path: import.meta.dirname + '/dist', filename: '[name].js', chunkFilename: '[contenthash].js' },
  plugins: [options && chalk(options)],
}, (error, stats) => { if (error || stats.hasErrors()) { console.error(error ?? stats.toString()); process.exit(1) } })`,
})

const BUNDLERS: Bundler[] = [
  vite(
    'vite',
    `codeSplitting: { includeDependenciesRecursively: false, groups: [
      { name: 'a', test: /a\\.js$/ }, { name: 'b', test: /b\\.js$/ } ] }`,
  ),
  vite('vite7', `manualChunks: (id) => /([ab])\\.js$/.exec(id)?.[1]`),
  {
    name: 'rollup',
    sources: STATIC,
    script: `${PRELUDE}
import { rollup } from 'rollup'
import { chalk } from 'unplugin-chalk/rollup'
const bundle = await rollup({ input: ${ENTRIES}, plugins: [options && chalk(options)] })
await bundle.write({
  dir: 'dist', entryFileNames: '[name].js', chunkFileNames: 'parts/[hash].js',
  manualChunks: (id) => /([ab])\\.js$/.exec(id)?.[1],
})
await bundle.close()`,
  },
  webpack('webpack', 'webpack'),
  webpack('rspack', '@rspack/core'),
  {
    name: 'esbuild',
    sources: DYNAMIC,
    script: `${PRELUDE}
import { build } from 'esbuild'
import { chalk } from 'unplugin-chalk/esbuild'
await build({
  entryPoints: ${ENTRIES}, bundle: true, splitting: true, format: 'esm', outdir: 'dist',
  plugins: options ? [chalk(options)] : [],
})`,
  },
]

describe.each(BUNDLERS)('$name', ({ name, sources, script }) => {
  let project: Project
  let plain: OutputFiles

  beforeAll(async () => {
    project = writeProject(`hashed-${name}`, {
      'package.json': JSON.stringify({
        name: 'hashed-files',
        type: name.endsWith('pack') ? undefined : 'module',
      }),
      'src/report.js': `console.log('a report')`,
      ...sources,
      'build.mjs': script,
    })
    plain = await build(false)
    expect([...plain.keys()]).toEqual(expect.arrayContaining(UNHASHED))
    expect(plain.size).toBeGreaterThanOrEqual(4)
  })
  afterAll(() => project?.remove())

  async function build(options: object | false): Promise<OutputFiles> {
    rmSync(project.path('dist'), { recursive: true, force: true })
    await runNode(['build.mjs'], project.dir, { env: { CHALK: JSON.stringify(options) } })
    expect(await runNode(['dist/main.js'], project.dir)).toMatchObject({ stdout: OUTPUT, stderr: '' })
    return readOutput(project.path('dist'))
  }

  const namesIn = (files: OutputFiles) => [...files.keys()]
  const hashedIn = (files: OutputFiles) => namesIn(files).filter((file) => !UNHASHED.includes(file))

  async function expectCommit(files: OutputFiles, inHashed: boolean): Promise<void> {
    for (const [file, bytes] of files) {
      expect(await check(file, bytes), file).toEqual([])
      expect('COMMIT_ID' in (await markOf(file, bytes))!, file).toBe(inHashed || UNHASHED.includes(file))
    }
  }

  it('stable: names stay, and the commit is in the other files', async () => {
    const files = await build({})
    expect(namesIn(files)).toEqual(namesIn(plain))
    await expectCommit(files, false)
  })

  it('full: names follow the commit', async () => {
    const options = { hashedFiles: 'full', reproducible: true }
    const files = await build(options)
    await expectCommit(files, true)
    for (const file of hashedIn(files)) expect(plain.has(file), file).toBe(false)
    expect(await build(options)).toEqual(files)

    project.commit({ message: 'Change nothing' })
    const later = await build(options)
    await expectCommit(later, true)
    for (const file of hashedIn(later)) expect(files.has(file), file).toBe(false)
  })

  it('skip: hashed files are as without chalk()', async () => {
    const files = await build({ hashedFiles: 'skip' })
    for (const [file, bytes] of plain) {
      expect(files.get(file)!.equals(bytes), file).toBe(!UNHASHED.includes(file))
    }
  })

  it.skipIf(!['vite', 'vite7', 'esbuild'].includes(name))('full: what is left out follows, too', async () => {
    const left = hashedIn(plain).find((file) => /\ba-/.test(file))!
    const options = { hashedFiles: 'full', exclude: '**/a-*' }
    const files = await build(options)
    // It refers to a file that has a new name.
    expect(files.has(left)).toBe(false)
    const renamed = hashedIn(files).find((file) => /\ba-/.test(file))!
    expect(await check(renamed, files.get(renamed)!)).toBeUndefined()
  })

  it('rename: always', async () => {
    const files = await build({ rename: 'always' })
    await expectCommit(files, false)
    for (const file of hashedIn(files)) expect(plain.has(file), file).toBe(false)
    project.commit({ message: 'Change nothing again' })
    const later = await build({ rename: 'always' })
    for (const file of hashedIn(later)) expect(later.get(file), file).toEqual(files.get(file))
  })

  it('rename: never', async () => {
    expect(namesIn(await build({ rename: 'never' }))).toEqual(namesIn(plain))
  })
})
