/** Where the command sends reports: sinks of the config and of the environment, and `report flush`. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { makeTree } from '../../core/test/disk/tree.js'
import { jsonOf, type TestServer, testServer } from '../../core/test/sinks/support.js'
import { chalkmark } from './command.js'

let server: TestServer
afterEach(() => server?.close())

/** A project with a state folder of its own. */
function makeProject(config?: string) {
  const root = makeTree({
    'dist/a.js': `console.log('a')\n`,
    ...(config && { 'chalkmark.config.mjs': config }),
  })
  const state = makeTree({})
  const env = { XDG_STATE_HOME: state, LOCALAPPDATA: state }
  return {
    root,
    run: (args: string[], more = {}) => chalkmark(args, { cwd: root, env: { ...env, ...more } }),
  }
}

test('insert sends its report where the environment says; what fails waits for the next run', async () => {
  server = await testServer()
  const { root, run } = makeProject()
  const env = { CHALKMARK_POST_URL: server.url }
  expect((await run(['insert', 'dist'], env)).code).toBe(0)
  const [file] = JSON.parse(readFileSync(join(root, 'chalk-report.json'), 'utf8'))
  const [sent] = jsonOf(server.requests[0]!)
  expect(sent).toMatchObject({ _OPERATION: 'insert', _ACTION_ID: file._ACTION_ID, _CHALKS: file._CHALKS })

  server.answer(401)
  const failed = await run(['insert', 'dist'], env)
  expect(failed.code).toBe(0)
  expect(failed.stderr).toContain(
    'the server answered 401; they are sent with the next report, or by chalkmark report flush',
  )
  expect((await run(['insert', 'dist', '--strict'], env)).code).toBe(1)
  server.requests.splice(0)

  const nameless = await run(['report', 'flush'])
  expect(nameless.code).toBe(0)
  expect(nameless.stderr).toContain(
    `post ${server.url}: 2 reports for this sink, which no config and no variable here names; the next build that names it sends them`,
  )
  const still = await run(['report', 'flush'], env)
  expect(still.code).toBe(1)
  expect(still.stderr).not.toContain('for this sink')
  expect(still.stderr).toContain('sent 0 reports, 2 still wait')
  server.answer(200)
  const flushed = await run(['report', 'flush', '--json'], env)
  expect(flushed.code).toBe(0)
  expect(JSON.parse(flushed.stdout)).toEqual([{ name: 'post', to: server.url, sent: 2, left: 0 }])
})

test('a function that never ends keeps its report waiting, and the command ends as ever', async () => {
  const { run } = makeProject(`export default {
    reports: [{ sinks: [() => new Promise(() => {})] }], deliveryTimeout: 100,
  }`)
  const { code, stderr } = await run(['insert', 'dist'])
  expect(stderr).toContain('the time for delivery is over; they are sent with the next report')
  expect(stderr).toContain('chalkmark: marked 1 artifact')
  expect(code).toBe(0)
  expect((await run(['env'])).code).toBe(0)
  const flushed = await run(['report', 'flush'])
  expect(flushed.stderr).toContain('sent 0 reports, 2 still wait')
  expect(flushed.code).toBe(1)
})

test('what a subscription asks for is collected, and is nobody else’s without it', async () => {
  const log = `sinks: { log: { type: 'file', path: 'reports.log' } }`
  const of = async (reports: string) => {
    const { root, run } = makeProject(`export default { ${log}, reports: [${reports}] }`)
    expect(await run(['insert', 'dist'])).toMatchObject({ code: 0 })
    return JSON.parse(readFileSync(join(root, 'reports.log'), 'utf8'))
  }
  const asked = await of(`{ sinks: ['log'], when: ['insert'], template: 'report_all' }`)
  expect(asked).toMatchObject({ _OPERATION: 'insert', _OP_CPU_INFO: expect.any(Object) })
  expect(Object.keys(asked).filter((key) => key.startsWith('_PROCESS_'))).toEqual([])
  expect(await of(`{ sinks: ['log'] }`)).not.toHaveProperty('_OP_CPU_INFO')
  const ofOthers = `{ sinks: [() => {}], when: ['exec'], template: 'report_all' }`
  expect(await of(`{ sinks: ['log'] }, ${ofOthers}`)).not.toHaveProperty('_OP_CPU_INFO')
})

test('--offline sends nothing; extract and delete report, too; a dry run does not', async () => {
  server = await testServer()
  const { root, run } = makeProject(`export default {
    sinks: { log: { type: 'file', path: 'reports.log' } },
    reports: [{ sinks: ['post'], when: ['insert'] }, { sinks: ['log'], template: ['_OPERATION'] }],
  }`)
  const env = { CHALKMARK_POST_URL: server.url }
  await run(['insert', 'dist', '--offline'], env)
  expect(server.requests).toEqual([])
  await run(['insert', 'dist', '--dry-run'], env)
  await run(['extract', 'dist'], { ...env, CHALKMARK_REPORT_LOG: join(root, 'reports.log') })
  const json = JSON.stringify({ sinks: { log: { type: 'file', path: 'reports.log' } } })
  writeFileSync(join(root, 'sinks.json'), json)
  await run(['delete', 'dist', '--config', 'sinks.json'])
  const operations = readFileSync(join(root, 'reports.log'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line)._OPERATION)
  expect(operations).toEqual(['insert', 'extract', 'delete'])
  await run(['insert', 'dist'], env)
  expect(server.requests.length).toBeGreaterThanOrEqual(2)
})

test('a variable that is not set is a warning; a wrong one is wrong use, and nothing is marked', async () => {
  const { root, run } = makeProject(
    `export default { sinks: { central: { type: 'post', url: 'https://x.test/', auth: { bearer: 'NO_SUCH' } } } }`,
  )
  const wrong = await run(['insert', 'dist'], { CHALKMARK_POST_URL: 'example.com' })
  expect(wrong.code).toBe(2)
  expect(wrong.stderr).toContain('the environment (CHALKMARK_POST_URL): post.url must be an address')
  expect(readFileSync(join(root, 'dist/a.js'), 'utf8')).not.toContain('dadfedabbadabbed')
  const { code, stderr } = await run(['insert', 'dist'])
  expect(code).toBe(0)
  expect(stderr).toContain(
    'auth names the variable NO_SUCH, which is not set; they are sent with the next report',
  )
})

test.each([
  { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317' },
  { OTEL_EXPORTER_OTLP_HEADERS: 'Api-Key: x' },
  {},
])(
  'variables of OpenTelemetry that are there for other programs fail no build, with --strict either: %j',
  async (more) => {
    server = await testServer()
    server.answer(404)
    const { run } = makeProject()
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: server.url, ...more }
    const { code, stderr } = await run(['insert', 'dist', '--strict', '--key', 'COMMIT_ID=f00d'], env)
    expect(stderr).toMatch(
      /note: (?:the environment \(OTEL_EXPORTER_OTLP_ENDPOINT\)|reports were not delivered to otlp)/,
    )
    expect(stderr).not.toContain('warning:')
    expect(code).toBe(0)
  },
)
