/**
 * Fetches artifacts, within limits of time and size, and only from the host that the user named.
 *
 * Node's `fetch` unpacks an answer, through as many layers as the server names, before its size can be counted.
 * Here the packed and the unpacked bytes are counted, and only one layer is allowed.
 *
 * Where programs differ in how they read an answer, it is read as browsers read it, or refused.
 */
import { get as getHttp, type IncomingMessage } from 'node:http'
import { get as getHttps } from 'node:https'
import { pipeline, type Transform } from 'node:stream'
import { createBrotliDecompress, createInflate } from 'node:zlib'
import { bufferSource, CodecError, unpackedGzip } from '@chalkmark/core'
import { type Budget, isBudgetSpent } from './budget.js'

export interface FetchLimits {
  /** Milliseconds for one answer, from the request to its last byte unpacked, redirects included. */
  timeout: number
  /** Bytes of one answer, packed or unpacked. */
  size: number
  /** Whether redirects may lead to other origins. */
  crossOrigin: boolean
}

export interface Fetched {
  /** Where the answer came from, after redirects. */
  url: URL
  /** The media type, in lower case and without parameters; empty if the server names none. */
  type: string
  bytes: Buffer
  /** What headers of the answer make browsers do, for messages. */
  hints: readonly string[]
}

const MAX_REDIRECTS = 5
/** Fetch standard, 2.2.3. Of others that name a location, browsers show the body. */
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/** An answer may unpack to so many times its packed size. Pages that repeat themselves a lot reach ten. */
const MAX_RATIO = 12
/** Below this it may, however well it packs: pages are read token by token, which takes far longer than unpacking. In bytes. */
const RATIO_FLOOR = 4 << 20

type Unpack = (packed: AsyncIterable<Buffer>) => AsyncIterable<Buffer>

/** RFC 9110, 8.4.1. */
const UNPACKERS: Readonly<Record<string, Unpack>> = {
  gzip: unpackGzip,
  'x-gzip': unpackGzip,
  deflate: (packed) => through(packed, createInflate()),
  br: (packed) => through(packed, createBrotliDecompress()),
}

/** Node's own function reads several members as one answer. Browsers read the first one and ignore what follows. */
async function* unpackGzip(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of packed) pieces.push(piece)
  yield* unpackedGzip(bufferSource(Buffer.concat(pieces)), {})
}

async function* through(packed: AsyncIterable<Buffer>, unpack: Transform): AsyncGenerator<Buffer> {
  yield* pipeline(packed, unpack, () => {})
}

/**
 * Fetches `url`.
 * @throws CodecError if there is no good answer within the limits: `HTTP_404`, `REDIRECT`, `TIMEOUT`, `TOO_LARGE`, …,
 * or `BUDGET` if nothing more may be fetched at all.
 */
export async function fetchBytes(url: URL, limits: FetchLimits, budget: Budget): Promise<Fetched> {
  const signal = AbortSignal.timeout(Math.ceil(Math.min(limits.timeout, budget.timeLeft())))
  try {
    let at = url
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      budget.spendRequest()
      const response = await request(at, signal)
      const { statusCode = 0, headers } = response
      if (!REDIRECTS.has(statusCode) || headers.location === undefined) {
        return { url: at, ...(await readAnswer(response, limits, budget, signal)) }
      }
      response.destroy()
      at = redirected(at, headers.location, limits)
    }
  } catch (error) {
    if (signal.aborted && !isBudgetSpent(error)) {
      // This throws if the whole budget's time is over. Otherwise this answer's time is.
      budget.timeLeft()
      throw new CodecError(
        'TIMEOUT',
        `no answer within ${limits.timeout / 1000} s; allow more with --timeout`,
      )
    }
    throw fetchFailure(error)
  }
  throw new CodecError('REDIRECT', `it redirects more than ${MAX_REDIRECTS} times`)
}

/** @param isFirst whether the connection may be one that was kept open. */
function request(url: URL, signal: AbortSignal, isFirst = true): Promise<IncomingMessage> {
  const get = url.protocol === 'https:' ? getHttps : getHttp
  const headers = {
    accept: '*/*',
    'accept-encoding': 'gzip, deflate, br',
    'user-agent': 'chalkmark',
    ...credentialsOf(url),
  }
  return new Promise((resolve, reject) => {
    const sent = get(withoutUser(url), { headers, signal, ...(!isFirst && { agent: false }) }, resolve)
    sent
      .on('error', (error: NodeJS.ErrnoException) => {
        // A server closes connections that nothing was asked for on, and may do so just now. RFC 9110, 9.2.2: GET can be repeated.
        const isStale = isFirst && sent.reusedSocket && error.code === 'ECONNRESET'
        if (isStale) resolve(request(url, signal, false))
        else reject(error)
      })
      // If a server switches to another protocol (101), there is no answer, and Node reports no error.
      .on('close', () => reject(new Error('the connection ended without an answer')))
  })
}

async function readAnswer(
  response: IncomingMessage,
  { size }: FetchLimits,
  budget: Budget,
  signal: AbortSignal,
): Promise<Omit<Fetched, 'url'>> {
  const { statusCode = 0, statusMessage, headersDistinct: headers } = response
  try {
    if (statusCode < 200 || statusCode > 299) {
      throw new CodecError(`HTTP_${statusCode}`, `the server answers ${statusCode} ${statusMessage}`)
    }
    const bytes = await readBody(response, meter(size, budget), signal)
    return { type: typeIn(headers['content-type'] ?? []), bytes, hints: hintsIn(headers) }
  } finally {
    response.destroy()
  }
}

/** Fetch standard, 3.7, "extract a MIME type": of several, the last one counts. */
function typeIn(fields: readonly string[]): string {
  const types = fields.flatMap((field) => field.split(',')).map((one) => one.split(';', 1)[0]!.trim())
  return types.findLast((type) => /^[^\s/]+\/[^\s/]+$/.test(type) && type !== '*/*')?.toLowerCase() ?? ''
}

/** Encodings in which what is ASCII in UTF-8 is the same, so that a text has the same elements and statements. */
const LIKE_ASCII = /^(?:utf-?8|(?:us-)?ascii|iso-8859-\d+|latin1|windows-125\d|koi8-[ru])$/i

/** Headers that lead browsers to more than what the page's text names, or to another text. Firefox loads the styles of RFC 8288. */
function hintsIn({ refresh = [], link = [], 'content-type': types = [] }: NodeJS.Dict<string[]>): string[] {
  const hints: string[] = []
  const charset = /;\s*charset\s*=\s*["']?([^"';,\s]+)/i.exec(types.join())?.[1]
  if (charset !== undefined && !LIKE_ASCII.test(charset))
    hints.push(`a header of the answer says that it is encoded in ${charset}, and it was read as UTF-8`)
  if (refresh.length > 0) hints.push('a header of the answer (Refresh) leads browsers to another page')
  if (link.some((one) => /\bstylesheet\b/i.test(one)))
    hints.push('a header of the answer (Link) names styles, which were not looked at')
  return hints
}

async function readBody(
  response: IncomingMessage,
  count: { came(length: number): void; unpacked(length: number): void },
  signal: AbortSignal,
): Promise<Buffer> {
  const unpack = unpackerOf(response.headers['content-encoding'])
  const pieces: Buffer[] = []
  async function* counted(body: AsyncIterable<Buffer>) {
    for await (const piece of body) {
      signal.throwIfAborted()
      count.came(piece.length)
      yield piece
    }
  }
  async function collect(body: AsyncIterable<Buffer>) {
    for await (const piece of body) {
      signal.throwIfAborted()
      count.unpacked(piece.length)
      pieces.push(piece)
    }
  }
  const body = counted(response)
  await collect(unpack ? unpack(body) : body)
  return Buffer.concat(pieces)
}

function unpackerOf(encoding = ''): Unpack | undefined {
  const name = encoding.trim().toLowerCase()
  if (name === '' || name === 'identity') return undefined
  const unpack = Object.hasOwn(UNPACKERS, name) ? UNPACKERS[name] : undefined
  if (unpack) return unpack
  throw new CodecError('ENCODING', `the server packs it as ${name}, which was not asked for`)
}

/** Counts the packed and the unpacked bytes of one answer, and spends the larger count. */
function meter(size: number, budget: Budget) {
  let came = 0
  let unpacked = 0
  let spent = 0
  function spend() {
    const most = Math.max(came, unpacked)
    if (most > size)
      throw new CodecError('TOO_LARGE', `it has over ${size} bytes; allow more with --max-size`)
    if (unpacked > Math.max(RATIO_FLOOR, came * MAX_RATIO))
      throw new CodecError(
        'BOMB',
        `it unpacks to over ${RATIO_FLOOR >> 20} MB and ${MAX_RATIO} times its size`,
      )
    if (most > spent) budget.spendBytes(most - spent)
    spent = Math.max(most, spent)
  }
  return {
    came(length: number) {
      came += length
      spend()
    },
    unpacked(length: number) {
      unpacked += length
      spend()
    },
  }
}

/** Where a redirect leads, if it may be followed: to the same origin, or from http to https on the same host. */
function redirected(from: URL, location: string, { crossOrigin }: FetchLimits): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from.href) : undefined
  if (to?.protocol !== 'http:' && to?.protocol !== 'https:') {
    throw new CodecError('REDIRECT', 'it redirects to what is no http address')
  }
  const isUpgrade = from.protocol === 'http:' && to.protocol === 'https:' && to.host === from.host
  if (to.origin === from.origin || isUpgrade) {
    to.username = from.username
    to.password = from.password
  } else if (!crossOrigin) {
    throw new CodecError('REDIRECT', `it redirects to ${withoutUser(to)}; name that, or allow --cross-origin`)
  }
  return to
}

/** The address without user name and password, for messages. */
export function withoutUser(url: URL): string {
  const shown = new URL(url)
  shown.username = shown.password = ''
  return shown.href
}

/** RFC 7617. */
function credentialsOf({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {}
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
}

function fetchFailure(error: unknown): CodecError {
  if (error instanceof CodecError) return error
  const { message, code } = error as NodeJS.ErrnoException
  return new CodecError('NETWORK', `cannot be fetched: ${message || code}`)
}
