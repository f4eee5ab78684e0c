/**
 * The disk is full before every mark is on it: needs root on Linux, for a disk that small.
 *
 * Only for bundlers whose files are marked on the disk. The others write files once, and say themselves if they cannot.
 */
import { rmSync, statfsSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from './support/build.js'
import { canMount, mountDisk, unmountDisk } from './support/disk.js'
import { check, type OutputFiles, readOutput } from './support/output.js'
import { copyPlayground, type Project } from './support/project.js'

/** Bytes of a block: the one file has room for its mark in its last block, the other has not. */
const BLOCK = 4096
const SOURCES = {
  'src/main.js': `console.log('main')`,
  'src/wide.js': `console.log('${'w'.repeat(BLOCK - 196)}')`,
}

const BUILDS = [
  {
    name: 'esbuild',
    how: 'esbuild',
    script: `import { build } from 'esbuild'
import { chalk } from 'unplugin-chalk/esbuild'
import options from './options.mjs'
await build({
  entryPoints: ['src/main.js', 'src/wide.js'], outdir: 'dist', entryNames: '[name]', logLevel: 'warning',
  plugins: options ? [chalk(options)] : [],
})`,
  },
  {
    name: 'esbuild',
    how: 'esbuild, with new names',
    script: `import { build } from 'esbuild'
import { chalk } from 'unplugin-chalk/esbuild'
import options from './options.mjs'
await build({
  entryPoints: ['src/main.js', 'src/wide.js'], outdir: 'dist', entryNames: '[name]-[hash]', logLevel: 'warning',
  plugins: options ? [chalk({ ...options, rename: 'always' })] : [],
})`,
  },
  {
    name: 'rspack',
    how: 'rspack',
    // In memory, with `strict`, and rspack tells that it cannot write.
    strict: false,
    script: `import { rspack } from '@rspack/core'
import { chalk } from 'unplugin-chalk/rspack'
import options from './options.mjs'
rspack({
  mode: 'production', context: import.meta.dirname, target: 'node', devtool: false,
  entry: { main: './src/main.js', wide: './src/wide.js' },
  output: { path: import.meta.dirname + '/dist' }, plugins: options ? [chalk(options)] : [],
}, (error, stats) => { if (error || stats.hasErrors()) { console.error(error ?? stats.toString()); process.exit(1) } })`,
  },
  {
    name: 'bun',
    how: 'bun',
    command: 'bun',
    script: `import { chalk } from 'unplugin-chalk/bun'
import options from './options.mjs'
const { success, logs } = await Bun.build({
  entrypoints: ['src/main.js', 'src/wide.js'], outdir: 'dist', naming: '[name].js', throw: false,
  plugins: options ? [chalk(options)] : [],
})
for (const log of logs) console.error(String(log))
process.exit(success ? 0 : 1)`,
  },
]

describe.skipIf(!canMount()).each(BUILDS)('$how', ({ name, script, command, strict = true }) => {
  let project: Project
  let plain: OutputFiles

  beforeAll(async () => {
    project = copyPlayground(name)
    for (const [file, text] of Object.entries(SOURCES)) project.write(file, text)
    project.write('build.mjs', script)
    await build('false')
    plain = readOutput(project.path('dist'))
    expect(plain.size).toBe(2)
    mountDisk(project.path('dist'), 16 * BLOCK)
    // What is free now stays free for the build: the bundler's own files fit, and nothing more.
    for (const [file, bytes] of plain) writeFileSync(project.path(`dist/${file}`), bytes)
    const { bavail, bsize } = statfsSync(project.path('dist'))
    writeFileSync(project.path('dist/other'), Buffer.alloc(bavail * bsize))
    plain = readOutput(project.path('dist'))
  })
  afterAll(() => {
    unmountDisk(project.path('dist'))
    project.remove()
  })

  function build(options: string, mayFail = false) {
    project.write('options.mjs', `export default ${options}`)
    const node = command ? [project.path(`node_modules/.bin/${command}`)] : [process.execPath]
    return run([...node, 'build.mjs'], project.dir, { mayFail })
  }

  it('the output is as without chalk(), and the report says why', async () => {
    const { stdout, stderr } = await build('{}')
    expect(readOutput(project.path('dist'))).toEqual(plain)
    expect(`${stdout}\n${stderr}`.match(/ENOSPC/g)).toHaveLength(1)
    const [report] = JSON.parse(project.read('chalk-report.json'))
    expect(report._CHALKS).toEqual([])
    expect(report._OP_ERRORS).toEqual([expect.stringContaining('ENOSPC')])
    const files = [...plain.keys()].filter((file) => file !== 'other')
    expect(report._UNMARKED.sort()).toEqual(files.map((file) => project.path(`dist/${file}`)))
  })

  it('without a report the output is as without chalk(), too', async () => {
    const { stdout, stderr } = await build('{ report: false }')
    expect(readOutput(project.path('dist'))).toEqual(plain)
    expect(`${stdout}\n${stderr}`.match(/ENOSPC/g)).toHaveLength(1)
  })

  it.runIf(strict)('strict: the build fails with the reason', async () => {
    const { code, stdout, stderr } = await build('{ strict: true }', true)
    expect(code).not.toBe(0)
    expect(`${stdout}\n${stderr}`).toContain('ENOSPC')
    expect(readOutput(project.path('dist'))).toEqual(plain)
    expect(JSON.parse(project.read('chalk-report.json'))[0]._CHALKS).toEqual([])
  })

  it('with room again everything is marked', async () => {
    rmSync(project.path('dist/other'))
    await build('{}')
    const files = readOutput(project.path('dist'))
    expect(files.size).toBe(2)
    for (const [file, bytes] of files) expect(await check(file, bytes), file).toEqual([])
    expect(JSON.parse(project.read('chalk-report.json'))[0]._CHALKS).toHaveLength(2)
  })
})
