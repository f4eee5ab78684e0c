/**
 * Which commit the marks of a build name: that of the sources and of now; without a repository the one that the
 * environment names. What is not marked is said.
 */
import { execFileSync } from 'node:child_process'
import { dirname } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { runNode } from './support/build.js'
import { copyPlayground, type Project } from './support/project.js'

const SHA = 'ffac537e6cbbf934b08745a378932722df287a53'

/** A script for each bundler with a function that builds `entry` into `out`, without telling plugins of the end. */
const BUNDLERS: Record<string, string> = {
  rollup: `
    import { rollup } from 'rollup'
    import { chalk } from 'unplugin-chalk/rollup'
    const build = async (entry, options) => {
      const bundle = await rollup({ input: entry, plugins: [chalk(options)], onLog: (_, log) => console.warn(log.message) })
      await bundle.write({ dir: 'out' })
      if (options.close) await bundle.close()
    }`,
  rolldown: `
    import { rolldown } from 'rolldown'
    import { chalk } from 'unplugin-chalk/rolldown'
    const build = async (entry, options) => {
      const bundle = await rolldown({ input: entry, plugins: [chalk(options)] })
      await bundle.write({ dir: 'out' })
    }`,
  vite8: `
    import { build as vite } from 'vite'
    import { chalk } from 'unplugin-chalk/vite'
    const build = (entry, options) => vite({
      configFile: false, logLevel: 'warn', plugins: [chalk(options)],
      build: { outDir: 'out', rollupOptions: { input: entry, output: { entryFileNames: '[name].js' } } },
    })`,
  esbuild: `
    import { build as esbuild } from 'esbuild'
    import { chalk } from 'unplugin-chalk/esbuild'
    const build = (entry, options) => esbuild({ entryPoints: [entry], outdir: 'out', plugins: [chalk(options)] })`,
  webpack: `
    import webpack from 'webpack'
    import { chalk } from 'unplugin-chalk/webpack'
    const build = (entry, options) => new Promise((resolve, reject) => {
      const output = { path: process.cwd() + '/out', filename: '[name].js' }
      const config = { mode: 'production', entry: './' + entry, output, plugins: [chalk(options)] }
      webpack(config).run((error, stats) => {
        const problem = error ?? stats.compilation.errors[0]
        if (problem) reject(problem)
        else resolve()
      })
    })`,
}
const NAMES = Object.keys(BUNDLERS)

const projects: Project[] = []
afterEach(() => {
  for (const project of projects.splice(0)) project.remove()
})

/** A project whose script builds. @param then what the script does with \`build\`. */
function projectOf(name: string, then: string): Project {
  const project = copyPlayground(name)
  projects.push(project)
  project.write('main.js', 'console.log(1)\n')
  project.write('try.mjs', `${BUNDLERS[name]}\n${HELPERS}\n${then}`)
  return project
}

const HELPERS = `
  import { readdirSync, readFileSync } from 'node:fs'
  import { execFileSync } from 'node:child_process'
  const marked = () => /"COMMIT_ID" *: *"(\\w+)"/.exec(readFileSync('out/main.js', 'utf8'))?.[1]
  const git = (...args) => execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=b@c', ...args], { encoding: 'utf8' }).trim()
  const commit = (...where) => { git(...where, 'commit', '-q', '--allow-empty', '-m', 'x'); return git(...where, 'rev-parse', 'HEAD') }
`

/** Runs the script outside of any repository. */
function withoutGit(project: Project, env: Record<string, string> = {}) {
  return runNode(['try.mjs'], project.dir, {
    env: { GIT_CEILING_DIRECTORIES: dirname(project.dir), ...env },
    mayFail: true,
  })
}

describe.each(NAMES)('%s', (name) => {
  test('names the commit of now, though nobody has said that the build before is over', async () => {
    const project = projectOf(
      name,
      `for (const _ of [1, 2]) {
        const now = commit()
        await build('main.js', { report: false })
        console.log(marked() === now ? 'right' : 'wrong: ' + marked())
      }`,
    )
    expect((await runNode(['try.mjs'], project.dir)).stdout.match(/right|wrong.*/g)).toEqual([
      'right',
      'right',
    ])
  })

  test('names the commit of a repository below the root that all sources are in', async () => {
    const project = projectOf(
      name,
      `const now = commit('-C', 'mod')
      await build('mod/src/main.js', { report: false })
      console.log(marked() === now ? 'right' : 'wrong: ' + marked())`,
    )
    project.write('mod/src/main.js', 'console.log(2)\n')
    execFileSync('git', ['init', '-q'], { cwd: project.path('mod') })
    expect((await runNode(['try.mjs'], project.dir)).stdout).toContain('right')
  })

  test('without .git names the commit of the environment, or says that there is none', async () => {
    const project = projectOf(
      name,
      `await build('main.js', { close: true, ...JSON.parse(process.env.OPTIONS ?? '{}') }); console.log(marked())`,
    )
    project.write(
      'try.mjs',
      project.read('try.mjs').replaceAll('chalk(options)', 'chalk((({ close, ...rest }) => rest)(options))'),
    )
    const named = await withoutGit(project, { GITHUB_SHA: SHA })
    expect(named.stdout).toContain(SHA)
    expect(`${named.stdout}${named.stderr}`).not.toContain('name no commit')
    const [host] = JSON.parse(project.read('chalk-report.json'))
    expect(host._COMMIT_ID).toBe(SHA)

    const unnamed = await withoutGit(project)
    expect(unnamed.code).toBe(0)
    const lines = `${unnamed.stdout}\n${unnamed.stderr}`.split('\n')
    expect(lines.filter((line) => line.includes('the marks name no commit'))).not.toEqual([])

    const strict = await withoutGit(project, { OPTIONS: '{"strict":true}' })
    expect(strict.code).not.toBe(0)
    expect(strict.stderr).toContain('the marks name no commit')
  })

  test('says that nothing was marked', async () => {
    const project = projectOf(
      name,
      `await build('main.js', { close: true, include: 'none', ...JSON.parse(process.env.OPTIONS ?? '{}') })`,
    )
    project.write(
      'try.mjs',
      project.read('try.mjs').replaceAll('chalk(options)', 'chalk((({ close, ...rest }) => rest)(options))'),
    )
    const { stdout, stderr } = await runNode(['try.mjs'], project.dir)
    // rolldown and rollup tell plugins of the end only if they are closed.
    if (name !== 'rolldown')
      expect(`${stdout}${stderr}`).toContain('nothing was marked: the output holds no file')
    if (name === 'rolldown') return
    const strict = await runNode(['try.mjs'], project.dir, {
      env: { OPTIONS: '{"strict":true}' },
      mayFail: true,
    })
    expect(strict.code).not.toBe(0)
  })
})

test('esbuild’s hash of a file in memory is that of its marked content', async () => {
  const project = projectOf(
    'esbuild',
    `const hashes = []
    for (const _ of [1, 2, 2]) {
      if (hashes.length < 2) commit()
      const { outputFiles: [file] } = await esbuild({ entryPoints: ['main.js'], outdir: 'out', write: false, plugins: [chalk({ report: false })] })
      hashes.push(file.hash)
    }
    console.log(hashes[0] !== hashes[1] && hashes[1] === hashes[2] ? 'right' : 'wrong: ' + hashes)`,
  )
  expect((await runNode(['try.mjs'], project.dir)).stdout).toContain('right')
})

test('a file that is not what its name says is named, with the reason', async () => {
  const project = projectOf('rollup', `await build('main.js', {})`)
  const emit = `{ generateBundle() { for (const [fileName, source] of [['lfs.wasm', 'version https://git-lfs.github.com/spec/v1\\n'], ['empty.wasm', '']]) this.emitFile({ type: 'asset', fileName, source }) } }`
  project.write('try.mjs', project.read('try.mjs').replace('plugins: [', `plugins: [${emit}, `))
  const { stderr } = await runNode(['try.mjs'], project.dir)
  expect(stderr).toContain('.wasm: not marked: ')
  const [host] = JSON.parse(project.read('chalk-report.json'))
  for (const file of ['lfs.wasm', 'empty.wasm'])
    expect(host._OP_ERRORS).toContainEqual(expect.stringContaining(`${file}: not marked`))
})
