/**
 * The sink `post`: HTTP POST of a report, as the reference program sends it: a JSON list with one host report.
 * A report can come twice if a process is killed just then; `Idempotency-Key` is the same each time.
 */
import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { gzip as gzipCallback } from 'node:zlib'
import { FORMAT_VERSION } from '@chalkmark/mark'
import type { SinkOptions } from '../config/sinks.js'
import { pageAddress } from '../redact/remote.js'
import { isConfidential, sendHttp } from './http.js'
import type { OpenSink, SinkContext } from './sink.js'
import { Undelivered, undelivered } from './undelivered.js'

type Options = SinkOptions['post']

const gzip = promisify(gzipCallback)

/** In milliseconds. */
const TIMEOUT = 4000
/** A shorter body is not worth compressing, in characters. */
const SHORT = 1024

export const openPost: OpenSink<Options> = (options, { env, root }) => {
  const { url, headers, timeout = TIMEOUT, ca } = options
  return {
    to: withoutQuery(url),
    async send(report, signal, attempt) {
      const body = (options.gzip ?? report.text.length > SHORT) ? await gzip(report.text) : report.text
      const { status, headers: answer } = await sendHttp({
        url,
        headers: {
          'content-type': 'application/json',
          'idempotency-key': report.id,
          'x-chalk-version': FORMAT_VERSION,
          'x-chalk-operation': report.operation,
          'x-chalk-action-id': report.action,
          'x-chalk-digest-sha256': createHash('sha256').update(body).digest('hex'),
          'x-chalk-attempt': String(attempt),
          'x-content-length': String(Buffer.byteLength(body)),
          ...(typeof body !== 'string' && { 'content-encoding': 'gzip' }),
          ...headers,
          ...credentialsOf(options, env),
        },
        body,
        timeout,
        signal,
        follow: true,
        ...(ca !== undefined && { ca: resolve(root, ca) }),
      })
      if (status < 200 || status > 299) throw undelivered(status, answer['retry-after'])
    },
  }
}

/** Queries can hold keys. */
function withoutQuery(url: string): string {
  const { origin, pathname } = new URL(url)
  const found = pageAddress(origin + pathname)
  return 'address' in found ? found.address : origin
}

/**
 * The header with what `auth` names.
 * @throws Undelivered: variables that only a CI machine has must not stop the builds on others.
 */
export function credentialsOf(
  { url, auth }: Pick<Options, 'url' | 'auth'>,
  env: SinkContext['env'],
): Record<string, string> {
  if (!auth) return {}
  if (!isConfidential(url))
    throw refused(`auth needs https: ${new URL(url).origin} would get the credentials unencrypted`)
  const secretIn = (name: string) => {
    const value = env[name]
    if (!value) throw refused(`auth names the variable ${name}, which is not set`)
    if (/[\r\n\0]/.test(value)) throw refused(`the variable ${name} must hold one line`)
    return value
  }
  if ('bearer' in auth) return { authorization: `Bearer ${secretIn(auth.bearer)}` }
  const pair = `${secretIn(auth.user)}:${secretIn(auth.password)}`
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
}

function refused(reason: string): Undelivered {
  return new Undelivered(reason, 'refused')
}
