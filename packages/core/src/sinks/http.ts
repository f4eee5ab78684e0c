/**
 * One HTTP request, for the sinks that reach servers: proxies from the environment (HTTPS_PROXY, HTTP_PROXY, NO_PROXY),
 * certificates of the user's choice, and a time limit that covers the whole answer.
 */
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import type { Dispatcher, EnvHttpProxyAgent } from 'undici'
import { reasonOf } from '../error.js'
import { Undelivered } from './undelivered.js'

export interface HttpRequest {
  url: string
  method?: 'POST' | 'PUT' | 'GET'
  headers?: Readonly<Record<string, string>>
  body?: string | Uint8Array
  /** The path of a file with certificates in PEM. Only these are trusted then. */
  ca?: string
  /** In milliseconds. */
  timeout: number
  signal: AbortSignal
  /** Whether redirects are followed: 307 and 308, and to the same origin only, since requests hold credentials. */
  follow?: boolean
  /** How long the whole answer may be, in bytes. By default only its beginning is kept. */
  longest?: number
  /** Whether no proxy is used: for addresses that only this machine reaches. */
  direct?: boolean
}

export interface HttpAnswer {
  status: number
  /** Names in lower case. */
  headers: Readonly<Record<string, string | undefined>>
  /** The beginning of the body, or all of it if `longest` was given. */
  text: string
}

const MAX_REDIRECTS = 5
/** Of an answer, in bytes. The rest is read and forgotten. */
const LONGEST_ANSWER = 64 * 1024
/** An answer that does not end is cut off there, in bytes. */
const TOO_LONG = 16 * 1024 * 1024

/**
 * Sends a request and reads the answer to its end.
 * @throws Undelivered if there is no answer, or if it redirects elsewhere. A status is no error.
 */
export async function sendHttp(request: HttpRequest): Promise<HttpAnswer> {
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(request.timeout)])
  const dispatcher = await dispatcherFor(request)
  try {
    let url = new URL(request.url)
    for (let redirects = 0; ; redirects++) {
      const answer = await sendOnce(url, request, signal, dispatcher)
      const { location } = answer.headers
      if (!request.follow || location === undefined || ![307, 308].includes(answer.status)) return answer
      if (redirects >= MAX_REDIRECTS) throw new Undelivered('the server redirects in a loop', 'refused')
      url = redirected(url, location)
    }
  } catch (error) {
    if (error instanceof Undelivered) throw error
    if (signal.aborted && !request.signal.aborted)
      throw new Undelivered(`the server did not answer within ${request.timeout} ms`)
    throw failure(error)
  }
}

async function sendOnce(
  url: URL,
  { method = 'POST', headers, body, longest }: HttpRequest,
  signal: AbortSignal,
  dispatcher: Dispatcher,
): Promise<HttpAnswer> {
  const { request } = await import('undici')
  const answer = await request(url, {
    method,
    headers: { 'user-agent': 'chalkmark', ...headers },
    body,
    signal,
    dispatcher,
  })
  const text = await readBody(answer.body, longest)
  const single = Object.entries(answer.headers).map(([name, value]) => [name, [value].flat()[0]])
  return { status: answer.statusCode, headers: Object.fromEntries(single), text }
}

/** Reads a body to its end, so that one that is cut off is an error. */
async function readBody(body: AsyncIterable<Buffer>, longest: number | undefined): Promise<string> {
  const kept = longest ?? LONGEST_ANSWER
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of body) {
    if (length < kept) pieces.push(piece.subarray(0, kept - length))
    length += piece.length
    if (longest !== undefined && length > longest)
      throw new Undelivered(`the answer is longer than ${longest} bytes`, 'refused')
    if (longest === undefined && length > TOO_LONG) throw new Undelivered('the answer does not end')
  }
  return Buffer.concat(pieces).toString()
}

function redirected(from: URL, location: string): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from) : undefined
  if (to?.origin === from.origin) return to
  throw new Undelivered(
    `the server redirects to ${to ? `${to.origin}/` : 'no address'}, and reports go to no other; name that address if it is right`,
    'refused',
  )
}

/** By certificates and proxies. Idle connections do not keep a process from ending. */
const dispatchers = new Map<string, Dispatcher>()

async function dispatcherFor({ ca, direct }: HttpRequest): Promise<Dispatcher> {
  const { Agent: PlainAgent, EnvHttpProxyAgent: Agent } = await import('undici')
  const tls = ca === undefined ? undefined : { ca: readCertificates(ca) }
  const proxies = PROXIES.map((name) => process.env[name])
  const key = JSON.stringify([tls, direct, ...proxies])
  const known = dispatchers.get(key)
  if (known) return known
  const options = tls && ({ connect: tls, requestTls: tls, proxyTls: tls } as EnvHttpProxyAgent.Options)
  // undici warns that this agent is experimental, which is for us to know and not for the user.
  const made = direct ? new PlainAgent({ connect: tls }) : withoutWarning(() => new Agent(options))
  dispatchers.set(key, made)
  return made
}

const PROXIES = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'no_proxy', 'NO_PROXY']

function readCertificates(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new Undelivered(`the certificates cannot be read: ${reasonOf(error)}`, 'refused')
  }
}

function withoutWarning<T>(action: () => T): T {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return action()
  } finally {
    process.emitWarning = emitWarning
  }
}

/** Errors of TLS by their codes (nodejs.org, "X509 certificate error codes"): they do not pass. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_SSL/

function failure(error: unknown): Undelivered {
  const { code, cause } = error as { code?: string; cause?: { code?: string } }
  const isCertificate = CERTIFICATE.test(code ?? cause?.code ?? '')
  const reason = isCertificate
    ? `the server's certificate is not trusted (${reasonOf(error)}); name its authority with ca`
    : reasonOf(error) || String(code ?? 'the connection failed')
  return new Undelivered(reason, isCertificate ? 'refused' : 'passing')
}

/** Whether credentials may be sent there: over TLS, or to this machine. */
export function isConfidential(url: string): boolean {
  return new URL(url).protocol === 'https:' || isThisMachine(url)
}

/** Whether an address is one of this machine alone. */
export function isThisMachine(url: string): boolean {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '')
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}
