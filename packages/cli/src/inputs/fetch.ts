/** Fetching artifacts: within limits of time and size, and from no other host than the one that was named. */
import { CodecError } from '@chalkmark/core'

export interface FetchLimits {
  /** Milliseconds for one answer, from the request to its last byte. */
  timeout: number
  /** Bytes of one answer, unpacked. */
  size: number
  /** Whether redirects may lead to other origins. */
  crossOrigin: boolean
}

export interface Fetched {
  /** Where the answer came from, after redirects. */
  url: URL
  /** The media type, in lower case and without parameters. */
  type: string
  bytes: Buffer
}

const MAX_REDIRECTS = 5

/**
 * Fetches `url`.
 * @throws CodecError if there is no good answer within the limits: `HTTP_404`, `REDIRECT`, `TIMEOUT`, `TOO_LARGE`, …
 */
export async function fetchBytes(url: URL, limits: FetchLimits): Promise<Fetched> {
  const signal = AbortSignal.timeout(limits.timeout)
  try {
    let at = url
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const response = await fetch(withoutUser(at), {
        redirect: 'manual',
        signal,
        headers: credentialsOf(at),
      })
      const location = response.headers.get('location')
      if (response.status < 300 || response.status > 399 || location === null) {
        return { url: at, ...(await readBody(response, limits)) }
      }
      await response.body?.cancel()
      at = redirected(at, location, limits)
    }
  } catch (error) {
    throw fetchFailure(error, limits)
  }
  throw new CodecError('REDIRECT', `it redirects more than ${MAX_REDIRECTS} times`)
}

async function readBody(response: Response, { size }: FetchLimits): Promise<Pick<Fetched, 'type' | 'bytes'>> {
  if (!response.ok) {
    await response.body?.cancel()
    throw new CodecError(
      `HTTP_${response.status}`,
      `the server answers ${response.status} ${response.statusText}`,
    )
  }
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of response.body ?? []) {
    length += piece.length
    // Leaving the loop cancels the rest.
    if (length > size)
      throw new CodecError('TOO_LARGE', `it has over ${size} bytes; allow more with --max-size`)
    pieces.push(piece)
  }
  const type = response.headers.get('content-type') ?? ''
  return { type: type.split(';', 1)[0]!.trim().toLowerCase(), bytes: Buffer.concat(pieces) }
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

/** The address as it may be shown. */
export function withoutUser(url: URL): string {
  const shown = new URL(url)
  shown.username = shown.password = ''
  return shown.href
}

/** RFC 7617. fetch() takes no credentials in an address. */
function credentialsOf({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {}
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
}

function fetchFailure(error: unknown, { timeout }: FetchLimits): CodecError {
  if (error instanceof CodecError) return error
  const { name, message, cause } = error as Error & { cause?: NodeJS.ErrnoException }
  if (name === 'TimeoutError') {
    return new CodecError('TIMEOUT', `no answer within ${timeout / 1000} s; allow more with --timeout`)
  }
  return new CodecError('NETWORK', `cannot be fetched: ${cause?.message || cause?.code || message}`)
}
