/**
 * The sink `presign`, as the reference program has it: a PUT without a body asks for an address; the server answers with a
 * redirect (302 or 307) to one that is signed; the report is PUT there. Whoever knows a signed address may write there, so it
 * is in no message.
 */
import { resolve } from 'node:path'
import { isAddress } from '../config/sink-checks.js'
import type { SinkOptions } from '../config/sink-options.js'
import { reasonOf } from '../error.js'
import { type HttpAnswer, isConfidential, isThisMachine, sendHttp } from './http.js'
import { chalkHeaders, credentialsOf, withoutQuery } from './server.js'
import type { OpenSink } from './sink.js'
import { Undelivered, undelivered } from './undelivered.js'

/** In milliseconds. */
const TIMEOUT = 4000
/** The answer that names the address. */
const REDIRECTS = [302, 307]

export const openPresign: OpenSink<SinkOptions['presign']> = (options, { env, root }) => {
  const { url, headers, timeout = TIMEOUT, ca } = options
  return {
    to: withoutQuery(url),
    async send(report, signal, attempt) {
      const request = {
        method: 'PUT' as const,
        timeout,
        signal,
        ...(ca !== undefined && { ca: resolve(root, ca) }),
      }
      const answer = await sendHttp({
        ...request,
        url,
        headers: {
          ...chalkHeaders(report, report.text, attempt),
          ...headers,
          ...credentialsOf(options, env),
        },
      })
      const signed = signedAddress(answer, url)
      // Nothing of the first request goes along, so neither do its credentials.
      await put({ ...request, url: signed, headers: forwarded(answer), body: report.text })
    },
  }
}

/** @throws Undelivered if the answer names no address that a report may go to. */
function signedAddress({ status, headers }: HttpAnswer, from: string): string {
  if (!REDIRECTS.includes(status)) {
    if (status >= 400) throw undelivered(status, headers['retry-after'])
    throw refused(`the server answered ${status} where it must answer 302 or 307 and name a signed address`)
  }
  const { location } = headers
  if (!location) throw refused(`the server answered ${status} without an address`)
  if (!isAddress(location)) throw refused('the server named an address that is not complete')
  if (isConfidential(from) && !isConfidential(location))
    throw refused('the server named an address without https, by which others could read the report')
  // The server chooses path and headers, too, and programs here may believe whoever is on this machine.
  if (isThisMachine(location) && !isThisMachine(from))
    throw refused('the server named an address of this machine, where it has nothing to say')
  return location
}

/** Headers that frame a message or belong to one connection (RFC 9110, 7.6.1 and 8.6): an answer's are wrong in a request. */
const FRAMING =
  /^(?:host|connection|content-length|content-encoding|expect|keep-alive|te|trailer|transfer-encoding|upgrade|proxy-.*|x-forward-headers)$/
/** More headers than that are no metadata. */
const MOST = 50

/** The headers that the server wants to see again at the signed address, such as metadata of an object. */
function forwarded({ headers }: HttpAnswer): Record<string, string> {
  const names = (headers['x-forward-headers'] ?? '').split(',').map((name) => name.trim().toLowerCase())
  const wanted = names.filter((name) => !FRAMING.test(name) && Object.hasOwn(headers, name)).slice(0, MOST)
  return Object.fromEntries(wanted.map((name) => [name, headers[name]!]))
}

/** @throws Undelivered. Another signed address may be better, so all but a report that is too long passes. */
async function put(request: Parameters<typeof sendHttp>[0]): Promise<void> {
  const where = 'at the signed address'
  let answer: HttpAnswer
  try {
    answer = await sendHttp(request)
  } catch (error) {
    const { failure, retryAfter } = error as Undelivered
    throw new Undelivered(`${where}: ${withoutAddress(reasonOf(error), request.url)}`, failure, retryAfter)
  }
  const { status, headers } = answer
  if (status >= 200 && status <= 299) return
  const { message, retryAfter } = undelivered(status, headers['retry-after'])
  throw new Undelivered(`${where}: ${message}`, status === 413 ? 'unfit' : 'passing', retryAfter)
}

/** A client's error may quote the address. */
function withoutAddress(reason: string, address: string): string {
  const { href, pathname, search } = new URL(address)
  return [address, href, pathname + search, search].some((part) => part.length > 1 && reason.includes(part))
    ? 'the connection failed'
    : reason
}

function refused(reason: string): Undelivered {
  return new Undelivered(reason, 'refused')
}
