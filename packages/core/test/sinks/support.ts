/** What the tests of sinks share: a state folder and a server of their own, reports, and a delivery. */
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeEach } from 'vitest'
import { checkOptions } from '../../src/config/check.js'
import { type DeliveryRequest, openDelivery } from '../../src/sinks/delivery.js'
import { makeTree } from '../disk/tree.js'

type Env = Readonly<Record<string, string | undefined>>

/** Call it at the top of a test file: what waits for delivery goes into a folder of each test's own. @returns the folder. */
export function ownStateFolder(): () => string {
  const before = { ...process.env }
  let state = ''
  beforeEach(() => {
    state = makeTree({})
    process.env.XDG_STATE_HOME = state
    process.env.LOCALAPPDATA = state
  })
  afterAll(() => {
    process.env = before
  })
  return () => state
}

let number = 0

/** A host report with an `_ACTION_ID` of its own. */
export function newReport(more: object = {}, paths: readonly string[] = ['/dist/a.js']) {
  return {
    _OPERATION: 'insert',
    _ACTION_ID: `action${++number}`,
    _OP_CHALK_COUNT: paths.length,
    _COMMIT_ID: 'f00d'.repeat(10),
    _CHALKS: paths.map((path) => ({
      CHALK_ID: `ID-${path}`,
      ARTIFACT_TYPE: 'JavaScript',
      _OP_ARTIFACT_PATH: path,
    })),
    _OP_ERRORS: [],
    ...more,
  }
}

/**
 * Delivers reports as a run does, with options as a user writes them. There is time enough, unless they say otherwise.
 * @returns the problems.
 */
export async function deliverAll(
  reports: readonly object[],
  options: DeliveryRequest['options'],
  { env = {}, root = process.cwd() }: { env?: Env; root?: string } = {},
): Promise<string[]> {
  checkOptions(options)
  const delivery = openDelivery({ options: { deliveryTimeout: 30_000, ...options }, env, root })
  for (const report of reports) delivery.put(report as never)
  return delivery.end()
}

export interface TestRequest {
  method: string
  url: string
  headers: IncomingMessage['headers']
  body: Buffer
}

/** The JSON that a request brought. */
export function jsonOf({ headers, body }: TestRequest) {
  return JSON.parse(String(headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body))
}

/** A status, or a function that answers. */
export type TestAnswer = number | ((request: TestRequest, response: ServerResponse) => void)

export interface TestServer {
  url: string
  requests: TestRequest[]
  /** How it answers the next requests. The last one holds for all that follow. */
  answer(...answers: TestAnswer[]): void
  close(): Promise<void>
}

/** A server on loopback that notes what it gets, and answers 200 unless told otherwise. */
export async function testServer(
  create: (listener: RequestListener) => Server = createServer,
  protocol = 'http',
): Promise<TestServer> {
  const requests: TestRequest[] = []
  let answers: TestAnswer[] = [200]
  const server = create(async (message, response) => {
    const pieces: Buffer[] = []
    for await (const piece of message) pieces.push(piece)
    const { method = '', url = '', headers } = message
    const request = { method, url, headers, body: Buffer.concat(pieces) }
    requests.push(request)
    const answer = answers.length > 1 ? answers.shift()! : answers[0]!
    if (typeof answer === 'number') response.writeHead(answer).end()
    else answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `${protocol}://127.0.0.1:${port}/reports`,
    requests,
    answer: (...next) => {
      answers = next
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
