/**
 * The sink `otlp`: a log record for each report, by OTLP/HTTP in JSON (opentelemetry.io, "OTLP Specification 1.10"). A
 * record that comes twice has the same `chalk.report.id`.
 */
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { gzip as gzipCallback } from 'node:zlib'
import type { SinkOptions } from '../config/sink-options.js'
import { REDACTED } from '../redact/names.js'
import { printable } from '../redact/printable.js'
import { logsRequest, pairsIn } from '../report/opentelemetry.js'
import { type HttpAnswer, isConfidential, sendHttp } from './http.js'
import { credentialsOf, withoutQuery } from './server.js'
import { hostIn, type OpenSink, type SinkContext } from './sink.js'
import { Undelivered, undelivered } from './undelivered.js'
import { toldVariable } from './variable-name.js'

type Options = SinkOptions['otlp']

const gzip = promisify(gzipCallback)

/** In milliseconds: the default of OTEL_EXPORTER_OTLP_TIMEOUT. */
const TIMEOUT = 10_000
/** All others must not be sent again at once ("Retryable Response Codes"). */
const PASSING = [429, 502, 503, 504]

export const openOtlp: OpenSink<Options> = (options, { env, root, tell }) => {
  const { url, headers, timeout = TIMEOUT, ca } = options
  const to = withoutQuery(url)
  return {
    to,
    async send(report, signal) {
      const text = JSON.stringify(logsRequest(hostIn(report), { env, id: report.id }))
      const credentials = { ...headers, ...headersIn(options, env), ...credentialsOf(options, env) }
      const answer = await sendHttp({
        url,
        headers: {
          'content-type': 'application/json',
          ...(options.gzip && { 'content-encoding': 'gzip' }),
          ...credentials,
        },
        body: options.gzip ? await gzip(text) : text,
        timeout,
        signal,
        follow: true,
        ...(ca !== undefined && { ca: resolve(root, ca) }),
      })
      if (answer.status < 200 || answer.status > 299) throw failureOf(answer)
      const said = partialSuccess(answer, Object.values(credentials))
      if (said.rejected) throw new Undelivered(`the record was rejected${said.why}`, 'unfit')
      if (said.why !== '') tell(`a record was taken${said.why} (${to})`)
    },
  }
}

/** Headers in a variable such as OTEL_EXPORTER_OTLP_HEADERS. They can hold keys. */
function headersIn({ url, headersFrom }: Options, env: SinkContext['env']): Record<string, string> {
  const list = headersFrom === undefined ? undefined : env[headersFrom]
  if (!list) return {}
  const found = pairsIn(list)
  const isRight = (name: string, value: string) =>
    /^[\w!#$%&'*+.^`|~-]+$/.test(name) && !/[^\t\x20-\x7e\x80-\xff]/.test(value)
  if (!found || !Object.entries(found).every(([name, value]) => isRight(name, value)))
    throw new Undelivered(`${toldVariable(headersFrom!)} is no list of headers such as name=value`, 'refused')
  if (!isConfidential(url))
    throw new Undelivered(
      `the headers of ${toldVariable(headersFrom!)} need https: they can hold keys`,
      'refused',
    )
  return Object.fromEntries(Object.entries(found).map(([name, value]) => [name.toLowerCase(), value]))
}

function failureOf({ status, headers }: HttpAnswer): Undelivered {
  const { message, failure, retryAfter } = undelivered(status, headers['retry-after'])
  if (PASSING.includes(status)) return new Undelivered(message, 'passing', retryAfter)
  return new Undelivered(message, failure === 'unfit' ? 'unfit' : 'refused')
}

/** Characters of a server's message that are told. */
const LONGEST = 200

/** What an answer says of a request that was taken ("Partial Success"). */
function partialSuccess(
  { text }: HttpAnswer,
  credentials: readonly string[],
): { rejected: boolean; why: string } {
  try {
    const { rejectedLogRecords, errorMessage } = JSON.parse(text).partialSuccess
    const why =
      typeof errorMessage === 'string' && errorMessage !== ''
        ? `: ${printable(without(credentials, errorMessage).slice(0, LONGEST))}`
        : ''
    return { rejected: Number(rejectedLogRecords ?? 0) > 0, why }
  } catch {
    // Not every server answers in JSON, and most have nothing to say.
    return { rejected: false, why: '' }
  }
}

/** A server's message without the credentials that it was sent, which it may repeat. */
function without(credentials: readonly string[], message: string): string {
  const words = credentials.flatMap((value) => value.split(/\s+/)).filter((word) => word.length > 3)
  return words.reduce((text, word) => text.replaceAll(word, REDACTED), message)
}
