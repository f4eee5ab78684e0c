/**
 * The sink `post`: HTTP POST of a report, as the reference program sends it: a JSON list with one host report.
 * A report can come twice if a process is killed just then; `Idempotency-Key` is the same each time.
 */
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { gzip as gzipCallback } from 'node:zlib'
import type { SinkOptions } from '../config/sink-options.js'
import { sendHttp } from './http.js'
import { chalkHeaders, credentialsOf, withoutQuery } from './server.js'
import type { OpenSink } from './sink.js'
import { undelivered } from './undelivered.js'

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
          ...chalkHeaders(report, body, attempt),
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
