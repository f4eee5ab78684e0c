/** Watchers: every rebuild is marked, git runs once, and files that a rebuild does not change are not written again. */
import { execFileSync } from 'node:child_process'
import { chmodSync, utimesSync } from 'node:fs'
import { delimiter } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runNode } from './support/build.js'
import { check, markOf, readOutput } from './support/output.js'
import { type Project, writeProject } from './support/project.js'

const SOURCES = {
  'src/main.js': `console.log('version 0'); import('./lazy.js').then(({ lazy }) => console.log(lazy))`,
  'src/lazy.js': `export const lazy = 'lazy'`,
}
/** What the program writes after each build: first one chunk is changed, then the other. */
const WRITES = ['version 0\nlazy\n', 'version 1\nlazy\n', 'version 1\nlazier\n']

/** What each watcher calls when a build is over: keeps the output, then changes a source or ends. */
const SUPPORT = `import { cpSync, existsSync, readFileSync, statSync, readdirSync, writeFileSync } from 'node:fs'
let builds = 0
export function built(end) {
  const calls = existsSync(process.env.CALLS_FILE) ? readFileSync(process.env.CALLS_FILE, 'utf8').split('\\n').length - 1 : 0
  const lazy = readdirSync('dist').find((name) => name.startsWith('lazy'))
  console.log(JSON.stringify({ calls, written: statSync('dist/' + lazy).mtimeMs }))
  cpSync('dist', 'built-' + builds, { recursive: true, preserveTimestamps: true })
  if (++builds === ${WRITES.length}) return void end()
  const [file, from, to] = builds === 1 ? ['src/main.js', 'version 0', 'version 1'] : ['src/lazy.js', "'lazy'", "'lazier'"]
  const text = readFileSync(file, 'utf8').replace(from, to)
  // Behind the moment in which a watcher takes a change for the one that it has just seen.
  setTimeout(() => writeFileSync(file, text), 150)
}
`

interface Watcher {
  name: string
  /** Whether the bundler leaves unchanged files alone. */
  spares: boolean
  /** Whether it removes files that it does not make any more. */
  removes: boolean
  script: string
}

const NAMES = `entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js'`

const rollupLike = (name: string): Watcher => ({
  name,
  spares: false,
  removes: false,
  script: `import { watch } from '${name}'
import { chalk } from 'unplugin-chalk/${name}'
const watcher = watch({ input: 'src/main.js', output: { dir: 'dist', ${NAMES} }, plugins: [chalk()] })
watcher.on('event', async (event) => {
  if (event.code === 'ERROR') throw event.error
  if (event.code === 'BUNDLE_END') await event.result.close()
  if (event.code === 'END') built(() => watcher.close())
})`,
})

const vite = (name: string): Watcher => ({
  name,
  spares: false,
  removes: true,
  script: `import { build } from '${name}'
import { chalk } from 'unplugin-chalk/vite'
const watcher = await build({
  configFile: false, plugins: [chalk()],
  build: { watch: {}, rollupOptions: { input: 'src/main.js', output: { ${NAMES} } } },
})
watcher.on('event', (event) => {
  if (event.code === 'ERROR') throw event.error
  if (event.code === 'END') built(() => watcher.close())
})`,
})

const webpack = (name: string, path: string): Watcher => ({
  name,
  spares: true,
  removes: false,
  script: `import bundler from '${path}'
import { chalk } from 'unplugin-chalk/${name}'
const bundle = bundler.${name} ?? bundler
const watching = bundle({
  mode: 'production', context: import.meta.dirname, module: { rules: [{ test: /\\.js$/, type: 'javascript/auto' }] }, entry: './src/main.js', target: 'node', devtool: false,
  output: { path: import.meta.dirname + '/dist', filename: '[name].js', chunkFilename: 'lazy-[contenthash].js' },
  plugins: [chalk({ template: 'mark_web' })],
}).watch({ aggregateTimeout: 20 }, (error, stats) => {
  if (error || stats.hasErrors()) throw error ?? new Error(stats.toString())
  built(() => watching.close(() => {}))
})`,
})

const esbuild = (name: string, before: string, options: string): Watcher => ({
  name,
  // It looks whether what is on disk is still what it wrote, which a marked file is not.
  spares: false,
  removes: true,
  script: `import { context } from 'esbuild'
import { chalk } from 'unplugin-chalk/esbuild'
const end = { name: 'end', setup: (build) => build.onEnd(() => void setTimeout(() => built(() => watcher.dispose()))) }
const watcher = await context({
  entryPoints: ['src/main.js'], bundle: true, splitting: true, format: 'esm', outdir: 'dist', logLevel: 'info',
  plugins: [${before} chalk(${options}), end],
})
await watcher.watch()`,
})

const WATCHERS: Watcher[] = [
  vite('vite'),
  vite('vite7'),
  rollupLike('rollup'),
  rollupLike('rolldown'),
  webpack('webpack', 'webpack'),
  webpack('rspack', '@rspack/core'),
  esbuild('esbuild', '', ''),
  esbuild('esbuild, behind another plugin', `{ name: 'other', setup() {} },`, ''),
  esbuild('esbuild, new names', '', `{ hashedFiles: 'full' }`),
  esbuild(
    'esbuild, new names, behind another plugin',
    `{ name: 'other', setup() {} },`,
    `{ hashedFiles: 'full' }`,
  ),
]

/** When the sources were written, as far as watchers can tell. */
const OLD = new Date('2026-01-02T03:04:05.678Z')

const projects: Project[] = []
afterAll(() => {
  for (const project of projects) project.remove()
})

/** A git that notes each call, in a folder that comes first in PATH. */
function countingGit(project: Project): Record<string, string> {
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim()
  project.write('bin/git', `#!/bin/sh\necho "$*" >> "$CALLS_FILE"\nexec '${real}' "$@"\n`)
  chmodSync(project.path('bin/git'), 0o755)
  return {
    PATH: [project.path('bin'), process.env.PATH].join(delimiter),
    CALLS_FILE: project.path('git-calls'),
  }
}

describe.skipIf(process.platform === 'win32').each(WATCHERS)('$name', ({ name, spares, removes, script }) => {
  it('marks each rebuild and asks git once', async () => {
    const project = writeProject('watch', {
      ...SOURCES,
      'package.json': JSON.stringify({ name: 'watch', type: name.endsWith('pack') ? 'commonjs' : 'module' }),
      'watch.mjs': SUPPORT + script,
    })
    projects.push(project)
    const commit = project.commit()
    // watchpack takes a file time in whole tenths of a second for a coarse clock's, and then a file that is as
    // new as these for changed: it would build once more at the start.
    for (const file of Object.keys(SOURCES)) utimesSync(project.path(file), OLD, OLD)
    const { stdout, stderr } = await runNode(['watch.mjs'], project.dir, { env: countingGit(project) })
    const told = stdout.split('\n').filter((line) => line.startsWith('{"calls"'))
    const builds: { calls: number; written: number }[] = told.map((line) => JSON.parse(line))
    expect(builds).toHaveLength(WRITES.length)
    for (const [index, { calls, written }] of builds.entries()) {
      expect(calls).toBeGreaterThan(0)
      expect(calls).toBe(builds[0]!.calls)
      if (spares && index === 1) expect(written).toBe(builds[0]!.written)

      const files = readOutput(project.path(`built-${index}`))
      expect(files.size).toBe(index === 2 && !removes ? 3 : 2)
      for (const [file, bytes] of files) expect(await check(file, bytes), file).toEqual([])
      expect((await markOf('main.js', files.get('main.js')!))!.COMMIT_ID).toBe(commit)
      const ran = await runNode([project.path(`built-${index}/main.js`)], project.dir)
      expect(ran.stdout).toBe(WRITES[index])
    }
    const report = JSON.parse(project.read('chalk-report.json'))
    expect(report).toHaveLength(1)
    expect(report[0]._OP_ERRORS).toEqual([])
    const last = readOutput(project.path('dist'))
    const reported = report[0]._CHALKS.map((chalk: { METADATA_ID: string }) => chalk.METADATA_ID)
    const carried = await Promise.all(
      [...last].map(async ([file, bytes]) => (await markOf(file, bytes))!.METADATA_ID),
    )
    expect(reported).toHaveLength(2)
    expect(carried).toEqual(expect.arrayContaining(reported))
    const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => /\bmarked \d+ files?\b/.test(line))
    expect(lines).toHaveLength(WRITES.length)
    for (const line of lines) expect(line).toContain('marked 2 files')
  })
})
