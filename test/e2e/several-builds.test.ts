/** Several processes that write one report file, one after the other or at once: none replaces the report of another. */
import { rmSync, writeFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { thisProcess } from '../../packages/core/src/disk/maker.js'
import { runNode } from './support/build.js'
import { check, readOutput } from './support/output.js'
import { copyPlayground, type Project, writeProject } from './support/project.js'

/** CHALKMARK_ROUNDS says how often processes write at once. */
const ROUNDS = Number(process.env.CHALKMARK_ROUNDS ?? 1)
const PROCESSES = 8

let project: Project | undefined
afterEach(() => project?.remove())

interface Report {
  _OP_ERRORS: string[]
  _CHALKS: { _OP_ARTIFACT_PATH: string; CHALK_ID: string; METADATA_ID: string }[]
}

const reportsIn = ({ read }: Project, file = 'chalk-report.json'): Report[] => JSON.parse(read(file))
/** The artifacts of each report, as paths below the project, sorted. */
const artifactsIn = (from: Project, file?: string) =>
  reportsIn(from, file).map(({ _CHALKS }) =>
    _CHALKS.map((chalk) => chalk._OP_ARTIFACT_PATH.slice(from.dir.length + 1).replaceAll('\\', '/')).sort(),
  )

/** Every mark in the folders leads to a report that has its very METADATA_ID. */
async function expectAllReported(from: Project, folders: readonly string[]) {
  const all = reportsIn(from).flatMap(({ _CHALKS }) => _CHALKS)
  for (const folder of folders)
    for (const [name, bytes] of readOutput(from.path(folder))) {
      const errors = await check(name, bytes)
      if (errors === undefined) continue
      expect(errors, name).toEqual([])
      expect(
        all.some(({ METADATA_ID: id }) => bytes.includes(id)),
        `${folder}/${name}`,
      ).toBe(true)
    }
}

describe.each(['vite7', 'vite8'])('%s', (name) => {
  it('vite build && vite build --ssr: the reports of client and server', { timeout: 120_000 }, async () => {
    project = copyPlayground(name)
    project.write('src/server.js', `export const render = () => 'page'`)
    const vite = 'node_modules/vite/bin/vite.js'
    const both = async () => {
      await runNode([vite, 'build', '--outDir', 'dist/client'], project!.dir)
      await runNode([vite, 'build', '--ssr', 'src/server.js', '--outDir', 'dist/server'], project!.dir)
    }
    await both()
    const artifacts = artifactsIn(project)
    expect(artifacts).toHaveLength(2)
    expect(artifacts[0]).toEqual([expect.stringMatching(/^dist\/server\/server\.m?js$/)])
    expect(artifacts[1]).toContain('dist/client/index.html')
    await expectAllReported(project, ['dist/client', 'dist/server'])

    // A rebuild takes the places of the two, also if files have other names.
    project.write('src/server.js', `export const render = () => 'another page'`)
    await both()
    await both()
    expect(reportsIn(project)).toHaveLength(2)
    await expectAllReported(project, ['dist/client', 'dist/server'])
  })
})

const WEBPACK = `import { createRequire } from 'node:module'
import { chalk } from 'unplugin-chalk/webpack'
const webpack = createRequire(import.meta.url)('webpack')
const { BUILD, FOLDER = BUILD } = process.env
webpack({
  mode: 'production', context: import.meta.dirname, entry: { ['main' + BUILD]: './src/main.js' },
  output: { path: import.meta.dirname + '/dist/' + FOLDER, filename: '[name].[contenthash].js' },
  plugins: [chalk()],
}, (error, stats) => { if (error || stats.hasErrors()) { console.error(error ?? stats.toString()); process.exit(1) } })`

function webpackProject(): Project {
  return writeProject('several-builds', {
    'package.json': '{ "name": "app", "version": "1.0.0", "type": "module" }',
    'src/main.js': `console.log('main')`,
    'build.mjs': WEBPACK,
  })
}

describe('webpack', () => {
  it.each([
    ['folders of their own', (_: number) => ({})],
    ['one folder', () => ({ FOLDER: 'all' })],
  ])(
    `${PROCESSES} processes at once, ${ROUNDS} times, into %s`,
    { timeout: 60_000 + ROUNDS * 60_000 },
    async (_, envOf) => {
      project = webpackProject()
      const builds = Array.from({ length: PROCESSES }, (_, index) => index)
      for (let round = 0; round < ROUNDS; round++) {
        project.write('src/main.js', `console.log('main ${round}')`)
        rmSync(project.path('dist'), { recursive: true, force: true })
        const done = builds.map((BUILD) =>
          runNode(['build.mjs'], project!.dir, { env: { BUILD: String(BUILD), ...envOf(BUILD) } }),
        )
        for (const { stderr } of await Promise.all(done)) expect(stderr).not.toContain('cannot')
        const artifacts = artifactsIn(project)
        expect(artifacts.map((paths) => paths.length)).toEqual(builds.map(() => 1))
        expect(artifacts.map(([path]) => Number(/main(\d)/.exec(path!)![1])).sort()).toEqual(builds)
        await expectAllReported(project, ['dist'])
      }
    },
  )

  it('a second build of other files into the same folder, with the same command', {
    timeout: 60_000,
  }, async () => {
    project = webpackProject()
    for (const BUILD of ['1', '2', '1'])
      await runNode(['build.mjs'], project.dir, { env: { BUILD, FOLDER: 'all' } })
    expect(artifactsIn(project).map(([path]) => /main\d/.exec(path!)![0])).toEqual(['main1', 'main2'])
    await expectAllReported(project, ['dist'])
  })

  it('a file that is no report stays, and nothing is marked', { timeout: 60_000 }, async () => {
    project = webpackProject()
    writeFileSync(project.path('chalk-report.json'), '{ "name": "precious" }')
    const { stdout, stderr } = await runNode(['build.mjs'], project.dir, { env: { BUILD: '1' } })
    expect(`${stdout}${stderr}`).toContain('what is there is no report')
    expect(project.read('chalk-report.json')).toBe('{ "name": "precious" }')
    for (const [, bytes] of readOutput(project.path('dist')))
      expect(bytes.includes('dadfedabbadabbed')).toBe(false)
  })

  it('a lock that a killed build has left does not stop the next one', { timeout: 60_000 }, async () => {
    project = webpackProject()
    const lock = JSON.stringify({ ...thisProcess(), pid: 2 ** 30 })
    writeFileSync(project.path('.chalk-report.json.lock'), lock)
    await runNode(['build.mjs'], project.dir, { env: { BUILD: '1' } })
    await expectAllReported(project, ['dist'])
  })
})
