/** Metadata servers on loopback that answer as providers document it. */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll } from 'vitest'

/** What a server answers: a text or JSON, a status without a body, or nothing at all (`hang`). */
export type Reply = string | object | number | 'hang'

export interface Served {
  /** `http://127.0.0.1:PORT` */
  url: string
  /** What was asked, in order: `GET /path`. */
  asked: string[]
  /** Stops it before that, and frees its port. */
  end(): Promise<void>
}

const ends: (() => unknown)[] = []
afterAll(() => {
  for (const end of ends) end()
})

/** Serves until the file's tests are done. */
export async function serving(reply: (request: IncomingMessage, path: string) => Reply): Promise<Served> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '')
    asked.push(`${request.method} ${path}`)
    const answer = reply(request, path)
    if (answer === 'hang') return
    if (typeof answer === 'number') response.writeHead(answer).end()
    else response.end(typeof answer === 'string' ? answer : JSON.stringify(answer))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const end = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections()
      server.close(() => resolve())
    })
  ends.push(end)
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, end }
}
