import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Dict } from '@chalkmark/mark'
import { afterEach, describe, expect, it } from 'vitest'
import { flushReports, openDelivery } from '../../src/sinks/delivery.js'
import { list, makeTree } from '../disk/tree.js'
import {
  deliverAll,
  newReport,
  ownStateFolder,
  type TestAnswer,
  type TestServer,
  testServer,
} from './support.js'

const state = ownStateFolder()
let server: TestServer
afterEach(() => server?.close())

const waiting = () => list(state()).filter((name) => name.includes('.json'))
const aside = () => list(state()).filter((name) => name.endsWith('.unfit'))
const idsOf = ({ requests }: TestServer) => requests.map(({ headers }) => headers['idempotency-key'])
const to = ({ url }: TestServer) => ({ sinks: { central: { type: 'post' as const, url } } })
const flush = (server: TestServer) => flushReports({ options: to(server), env: {}, root: '/' })

describe('a server', () => {
  it('gets every report once, in their order', async () => {
    server = await testServer()
    const reports = Array.from({ length: 20 }, () => newReport())
    expect(await deliverAll(reports, to(server))).toEqual([])
    expect(idsOf(server)).toEqual(reports.map(({ _ACTION_ID: id }) => `${id}-central`))
    expect(waiting()).toEqual([])
  })

  it('that fails now and then gets them all the same', async () => {
    server = await testServer()
    server.answer(500, 503, 200, 408, (_, response) => response.destroy(), 200)
    expect(await deliverAll([newReport(), newReport()], to(server))).toEqual([])
    expect(new Set(idsOf(server)).size).toBe(2)
    const attempts = server.requests.map(({ headers }) => headers['x-chalk-attempt'])
    expect(attempts).toEqual(['1', '2', '3', '1', '2', '3'])
    expect(waiting()).toEqual([])
  })

  it('that fails all the time: reports wait, and come with the next one, the oldest first', async () => {
    server = await testServer()
    server.answer(500)
    const first = [newReport(), newReport()]
    const began = Date.now()
    const problems = await deliverAll(first, { ...to(server), deliveryTimeout: 800 })
    expect(Date.now() - began).toBeLessThan(3000)
    expect(problems).toEqual([
      expect.stringMatching(
        /^reports were not delivered to central \(http:.*answered 500; they are sent with the next report/,
      ),
    ])
    expect(waiting()).toHaveLength(2)

    server.answer(200)
    server.requests.splice(0)
    const next = newReport()
    expect(await deliverAll([next], to(server))).toEqual([])
    expect(idsOf(server)).toEqual([...first, next].map(({ _ACTION_ID: id }) => `${id}-central`))
    expect(waiting()).toEqual([])
  })

  it('that says when to come again is not asked before', async () => {
    server = await testServer()
    const later =
      (seconds: string): TestAnswer =>
      (_, response) =>
        response.writeHead(429, { 'retry-after': seconds }).end()
    server.answer(later('1'), 200)
    const began = Date.now()
    expect(await deliverAll([newReport()], to(server))).toEqual([])
    expect(Date.now() - began).toBeGreaterThan(900)

    server.answer(later('3600'))
    server.requests.splice(0)
    expect(await deliverAll([newReport()], to(server))).toEqual([expect.stringContaining('429')])
    expect(server.requests).toHaveLength(1)
    expect((await flush(server)).flushed[0]!.left).toBe(1)
    server.answer(200)
    expect((await flush(server)).flushed).toEqual([{ name: 'central', to: server.url, sent: 1, left: 0 }])
  })

  it.each([401, 403, 404])(
    'that refuses (%s) is left alone for the run, and nothing is lost',
    async (status) => {
      server = await testServer()
      server.answer(status)
      const reports = [newReport(), newReport(), newReport()]
      expect(await deliverAll(reports, to(server))).toHaveLength(1)
      expect(server.requests).toHaveLength(1)
      expect(waiting()).toHaveLength(3)
      server.answer(200)
      await deliverAll([newReport()], to(server))
      expect(server.requests).toHaveLength(5)
      expect(waiting()).toEqual([])
    },
  )

  it.each([400, 413, 422])(
    'that does not take a report (%s) gets the others in the next run',
    async (status) => {
      server = await testServer()
      server.answer(status, 200)
      const unfit = newReport()
      const problems = await deliverAll([unfit, newReport()], to(server))
      expect(problems).toEqual([expect.stringContaining('it is sent again by chalkmark report flush only')])
      expect(aside()).toHaveLength(1)
      expect(waiting()).toHaveLength(1)
      await deliverAll([newReport()], to(server))
      expect(server.requests).toHaveLength(3)
      expect(aside()).toHaveLength(1)
      await flush(server)
      expect(idsOf(server).at(-1)).toBe(`${unfit._ACTION_ID}-central`)
      expect(aside()).toEqual([])
    },
  )

  it('is not asked offline: reports wait', async () => {
    server = await testServer()
    const offline = { env: { CHALKMARK_OFFLINE: '1' } }
    expect(await deliverAll([newReport()], to(server), offline)).toEqual([])
    expect(await deliverAll([newReport()], { ...to(server), offline: true })).toEqual([])
    expect(server.requests).toEqual([])
    expect(waiting()).toHaveLength(2)
    await deliverAll([newReport()], to(server), { env: { CHALKMARK_OFFLINE: '0' } })
    expect(server.requests).toHaveLength(3)
  })
})

describe('which report goes where', () => {
  const gather = async (report: object, more: object) => {
    // biome-ignore lint/suspicious/noExplicitAny: a report is JSON of any shape here.
    const got: any[] = []
    await deliverAll([report], { reports: [{ sinks: [(one) => void got.push(one)], ...more }] })
    return got
  }

  it('the operations that were named', async () => {
    expect(await gather(newReport(), { when: ['extract'] })).toHaveLength(0)
    expect(await gather(newReport({ _OPERATION: 'extract' }), { when: ['extract', 'exec'] })).toHaveLength(1)
  })

  it('one for each artifact, and only those that the filter lets pass', async () => {
    const report = newReport({}, ['/a.js', '/b.css'])
    const filter = ({ _CHALKS }: object & { _CHALKS?: unknown }) => JSON.stringify(_CHALKS).includes('/b.css')
    const got = await gather(report, { perArtifact: true, filter })
    expect(got).toEqual([{ ...report, _OP_CHALK_COUNT: 1, _CHALKS: [report._CHALKS[1]] }])
  })

  it('the keys of a template', async () => {
    const [got] = await gather(newReport({ _HOSTNAME: 'x' }), { template: ['_COMMIT_ID', 'CHALK_ID'] })
    expect(Object.keys(got)).toEqual(['_OPERATION', '_ACTION_ID', '_COMMIT_ID', '_CHALKS'])
    expect(Object.keys(got._CHALKS[0])).toEqual(['CHALK_ID', '_OP_ARTIFACT_PATH'])
  })

  it('the keys of a template of the user, also of what an operation has collected', async () => {
    const templates = { mine: { extends: 'usage', add: ['_COLLECTED_ARTIFACTS', '_PROCESS_PID'] } }
    const collected = [{ _OP_ARTIFACT_PATH: '/a', _PROCESS_PID: 1, _PROCESS_CWD: '/secret' }]
    const got: Dict[] = []
    const reports = [{ template: 'mine', sinks: [(one: Dict) => void got.push(one)] }]
    const report = newReport({ _COLLECTED_ARTIFACTS: collected, _HOSTNAME: 'x' })
    expect(await deliverAll([report], { reports, templates })).toEqual([])
    expect(got).toMatchObject([{ _COLLECTED_ARTIFACTS: [{ _OP_ARTIFACT_PATH: '/a', _PROCESS_PID: 1 }] }])
    expect(JSON.stringify(got)).not.toMatch(/secret|_HOSTNAME/)
  })

  it('a filter that fails lets the report pass, and is a problem', async () => {
    const got: unknown[] = []
    const filter = () => {
      throw new Error('no such key')
    }
    const reports = [{ sinks: [(one: unknown) => void got.push(one)], filter }]
    expect(await deliverAll([newReport()], { reports })).toEqual([expect.stringContaining('no such key')])
    expect(got).toHaveLength(1)
  })

  it('the environment switches sinks on, beside those of the config', async () => {
    const root = makeTree({})
    const env = { CHALKMARK_REPORT_LOG: 'env.log' }
    const sinks = {
      all: { type: 'file' as const, path: 'all.log' },
      some: { type: 'file' as const, path: 'some.log' },
    }
    const reports = [{ sinks: ['some'], when: ['insert' as const] }]
    const made = [newReport(), newReport({ _OPERATION: 'extract' })]
    await deliverAll(made, { sinks, reports }, { env, root })
    expect(list(root)).toEqual(['env.log', 'some.log'])
    const lines = (name: string) => readFileSync(join(root, name), 'utf8').trim().split('\n').length
    expect([lines('env.log'), lines('some.log')]).toEqual([2, 1])
  })

  it('what leaves holds no secret', async () => {
    const [got] = await gather(newReport({ '_X-NOTE': 'https://me:hunter2@example.com/' }), {})
    expect(JSON.stringify(got)).not.toContain('hunter2')
  })
})

describe('what goes wrong', () => {
  it('a function that fails or never ends: one line each, in time', async () => {
    const began = Date.now()
    function sendMail() {
      throw new Error('no mail today')
    }
    const hang = () => new Promise<void>(() => {})
    const options = { deliveryTimeout: 600, reports: [{ sinks: [sendMail, hang] }] }
    expect(await deliverAll([newReport()], options)).toEqual([
      expect.stringContaining('sendMail'),
      expect.stringContaining('the time for delivery is over'),
    ])
    expect(Date.now() - began).toBeLessThan(3000)
  })

  it.each([
    ['CHALKMARK_POST_URL', 'example.com', /CHALKMARK_POST_URL.*post.url must be an address/],
    ['CHALKMARK_POST_URL', 'https://me:secret1@example.com/', /CHALKMARK_POST_URL.*holds credentials/],
  ])('a wrong variable is named: %s=%s', (name, value, message) => {
    const open = () => openDelivery({ options: {}, env: { [name]: value }, root: '/' })
    expect(open).toThrow(message)
    expect(open).not.toThrow(/secret1/)
  })
})
