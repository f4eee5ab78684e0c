/** Sinks that the environment switches on, for whom the config says nothing of them. */
import { afterEach, describe, expect, it } from 'vitest'
import type { ReportingOptions } from '../../src/config/sinks.js'
import { openDelivery } from '../../src/sinks/delivery.js'
import { jsonOf, newReport, ownStateFolder, type TestServer, testServer } from './support.js'

ownStateFolder()
let server: TestServer
afterEach(() => server?.close())

async function deliver(env: Record<string, string>, options: ReportingOptions = {}, report = newReport()) {
  const delivery = openDelivery({ options: { deliveryTimeout: 1000, ...options }, env, root: process.cwd() })
  delivery.put(report as never)
  const problems = await delivery.end()
  return { problems, notes: delivery.notes() }
}

describe('CHALK_USAGE_URL', () => {
  it('learns that and how we ran, and nothing of the artifacts', async () => {
    server = await testServer()
    const report = newReport({ _OP_PLATFORM: 'Linux', _OP_UNMARKED_COUNT: 0 })
    expect(await deliver({ CHALK_USAGE_URL: server.url }, {}, report)).toEqual({ problems: [], notes: [] })
    expect(jsonOf(server.requests[0]!)).toEqual([
      {
        _OPERATION: 'insert',
        _ACTION_ID: report._ACTION_ID,
        _OP_CHALK_COUNT: 1,
        _OP_PLATFORM: 'Linux',
        _OP_UNMARKED_COUNT: 0,
        _CHALKS: [],
      },
    ])
  })

  it('of what only reads it learns nothing', async () => {
    server = await testServer()
    await deliver({ CHALK_USAGE_URL: server.url }, {}, newReport({ _OPERATION: 'extract' }))
    expect(server.requests).toEqual([])
  })

  it('what fails there is a note and no problem', async () => {
    server = await testServer()
    server.answer(403)
    const { problems, notes } = await deliver({ CHALK_USAGE_URL: server.url })
    expect(problems).toEqual([])
    expect(notes).toEqual([expect.stringMatching(/^reports were not delivered to usage .*answered 403/)])
  })

  it('another sink of the environment beside it gets all', async () => {
    server = await testServer()
    await deliver({ CHALK_USAGE_URL: server.url, CHALK_POST_URL: server.url })
    const counts = server.requests.map((request) => jsonOf(request)[0]._CHALKS.length)
    expect(counts.sort()).toEqual([0, 1])
  })

  it('a function and a sink of the config with its name are not it', async () => {
    server = await testServer()
    const got: unknown[] = []
    const usage = (report: object) => void got.push(report)
    const report = newReport()
    await deliver({}, { reports: [{ sinks: [usage] }] }, report)
    await deliver({}, { sinks: { usage: { type: 'post', url: server.url } } }, report)
    expect([...got, ...jsonOf(server.requests[0]!)]).toEqual([report, report])
  })
})
