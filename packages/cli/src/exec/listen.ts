/** Answers questions about the program over HTTP, to this machine alone. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as after } from 'node:timers/promises'
import type { Address } from './flags.js'

/** How long a report may take, in milliseconds. */
const TIME = 30_000

/** Requests at once, and as many connections that have sent none yet. */
const MANY = 16

/**
 * `GET /healthz` is answered with 200 as long as the program runs: the server is closed when it has ended. `GET /report`
 * is answered with a new report.
 * @param report makes it. @param warn is told if nobody can be answered.
 */
export function listen(
  { host, port }: Address,
  report: () => Promise<string | undefined>,
  warn: (text: string) => void,
): Server {
  const silent = new Set<Socket>()
  const server = createServer({ requestTimeout: TIME }, (request, response) => {
    silent.delete(request.socket)
    void answer(request, response, report)
  })
  server.maxConnections = 2 * MANY
  // Whoever opens connections and says nothing must not keep those out who ask whether the program runs.
  server.on('connection', (socket) => {
    const [oldest] = silent
    if (silent.size >= MANY) oldest!.destroy()
    silent.add(socket)
    socket.once('close', () => silent.delete(socket))
  })
  server.on('error', ({ message }) => warn(`nobody is answered at ${host}:${port}: ${message}`))
  server.listen(port, host)
  server.unref()
  return server
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  report: () => Promise<string | undefined>,
): Promise<void> {
  const refusal = refusalOf(request)
  if (refusal) return send(response, ...refusal)
  if (request.url === '/healthz') return send(response, 200, 'text/plain', 'ok\n')
  if (request.url !== '/report') return send(response, 404, 'text/plain', 'there is /healthz and /report\n')
  const json = await Promise.race([report(), after(TIME, undefined, { ref: false })])
  if (json === undefined) send(response, 503, 'text/plain', 'there is no report\n')
  else send(response, 200, 'application/json', `${json}\n`)
}

/**
 * A page in a browser on this machine can send requests here, and read the answers if its host name leads here, too. So
 * only requests are answered that name this machine and that no page has made (Fetch Metadata).
 */
function refusalOf({ method, headers }: IncomingMessage): [number, string, string] | undefined {
  if (method !== 'GET' && method !== 'HEAD') return [405, 'text/plain', 'only GET is answered\n']
  const name = (headers.host ?? '').replace(/:\d+$/, '')
  const isHere = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/i.test(name)
  const isOfPage =
    headers.origin !== undefined || !['none', undefined].includes(headers['sec-fetch-site'] as string)
  return isHere && !isOfPage ? undefined : [403, 'text/plain', 'only programs on this machine are answered\n']
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    connection: 'close',
  })
  response.end(body)
}
