/** Builds send their reports: in the background, once for all outputs of a process, and never at the build's cost. */
import { readFileSync } from 'node:fs'
import { afterEach, expect, it } from 'vitest'
import { jsonOf, type TestServer, testServer } from '../../packages/core/test/sinks/support.js'
import { runNode } from './support/build.js'
import { check, readOutput } from './support/output.js'
import { type Project, writeProject } from './support/project.js'

let project: Project
let server: TestServer
afterEach(async () => {
  project?.remove()
  await server?.close()
})

const SCRIPT = `import { build } from 'vite'
import options from './options.mjs'
import { chalk } from 'unplugin-chalk/vite'
for (const name of ['a', 'b'])
  await build({
    configFile: false, logLevel: 'warn', plugins: [chalk(options)],
    build: { outDir: 'dist/' + name, rollupOptions: { input: 'src/main.js', output: { entryFileNames: '[name].js' } } },
  })
console.log('built')`

function makeProject(options: string): Project {
  return writeProject('sinks', {
    'package.json': '{ "name": "sinks", "version": "1.0.0", "type": "module" }',
    'src/main.js': `console.log('main')`,
    'options.mjs': `export default ${options}`,
    'build.mjs': SCRIPT,
  })
}
const build = (more: { env?: Record<string, string>; mayFail?: boolean } = {}) =>
  runNode(['build.mjs'], project.dir, {
    ...more,
    env: { XDG_STATE_HOME: project.path('state'), LOCALAPPDATA: project.path('state'), ...more.env },
  })

it('to a server and a function; the last one holds all that is in the report file', {
  timeout: 60_000,
}, async () => {
  server = await testServer()
  project = makeProject(`{
    reports: [{ sinks: ['post', 'log'] }, { sinks: [(report) => { console.log('got ' + report._OP_CHALK_COUNT) }] }],
    sinks: { log: { type: 'file', path: 'reports.log' } },
  }`)
  const { stdout, stderr } = await build({ env: { CHALKMARK_POST_URL: server.url } })
  expect(stderr).toBe('')
  const [report] = JSON.parse(project.read('chalk-report.json'))
  expect(jsonOf(server.requests.at(-1)!)).toMatchObject([
    { _ACTION_ID: report._ACTION_ID, _CHALKS: report._CHALKS },
  ])
  const ids = server.requests.map(({ headers }) => headers['idempotency-key'])
  expect(new Set(ids).size).toBe(ids.length)
  const last = project.read('reports.log').trimEnd().split('\n').at(-1)!
  expect(JSON.parse(last)._CHALKS).toEqual(report._CHALKS)
  expect(stdout).toContain('got 2')
})

it('a server that does not answer: a warning behind the build, and the report waits', {
  timeout: 60_000,
}, async () => {
  server = await testServer()
  server.answer(() => {})
  project = makeProject('{ deliveryTimeout: 500 }')
  const env = { CHALKMARK_POST_URL: server.url }
  const { stdout, stderr } = await build({ env })
  expect(`${stdout}\n${stderr}`).toMatch(/built[\s\S]*chalk: reports were not delivered to post/)
  for (const [name, bytes] of readOutput(project.path('dist')))
    expect(await check(name, bytes), name).toEqual([])
  server.answer(200)
  const before = server.requests.length
  await build({ env })
  expect(server.requests.length - before).toBeGreaterThanOrEqual(3)
})

it('strict: the build waits, and fails', { timeout: 60_000 }, async () => {
  server = await testServer()
  server.answer(404)
  project = makeProject('{ strict: true }')
  const { code, stdout, stderr } = await build({ env: { CHALKMARK_POST_URL: server.url }, mayFail: true })
  expect(code).not.toBe(0)
  expect(`${stdout}\n${stderr}`).toContain('the server answered 404')
})

it('report: false writes no file, and sinks still get reports', { timeout: 60_000 }, async () => {
  project = makeProject(`{ report: false, sinks: { log: { type: 'file', path: 'reports.log' } } }`)
  await build()
  expect(() => project.read('chalk-report.json')).toThrow('ENOENT')
  expect(readFileSync(project.path('reports.log'), 'utf8')).toContain('"_CHALKS"')
})
