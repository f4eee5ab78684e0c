/** What the sinks have in common that send reports to a server of the user's: headers, credentials, and its name in messages. */
import { createHash } from 'node:crypto'
import { FORMAT_VERSION } from '@chalkmark/mark'
import type { ServerOptions } from '../config/sink-options.js'
import { pageAddress } from '../redact/remote.js'
import { isConfidential } from './http.js'
import type { Outgoing, SinkContext } from './sink.js'
import { Undelivered } from './undelivered.js'
import { toldVariable } from './variable-name.js'

/**
 * The headers of the reference program, and `Idempotency-Key`, which is the same each time a report comes.
 * @param body as it is sent. @param attempt 1, 2, …
 */
export function chalkHeaders(
  report: Outgoing,
  body: string | Uint8Array,
  attempt: number,
): Record<string, string> {
  return {
    'idempotency-key': report.id,
    'x-chalk-version': FORMAT_VERSION,
    'x-chalk-operation': report.operation,
    'x-chalk-action-id': report.action,
    'x-chalk-digest-sha256': createHash('sha256').update(body).digest('hex'),
    'x-chalk-attempt': String(attempt),
    'x-content-length': String(Buffer.byteLength(body)),
  }
}

/** For messages: queries can hold keys. */
export function withoutQuery(url: string): string {
  const { origin, pathname } = new URL(url)
  const found = pageAddress(origin + pathname)
  return 'address' in found ? found.address : origin
}

/**
 * The header with what `auth` names.
 * @throws Undelivered: variables that only a CI machine has must not stop the builds on others.
 */
export function credentialsOf(
  { url, auth }: Pick<ServerOptions, 'url' | 'auth'>,
  env: SinkContext['env'],
): Record<string, string> {
  if (!auth) return {}
  if (!isConfidential(url))
    throw refused(`auth needs https: ${new URL(url).origin} would get the credentials unencrypted`)
  const secretIn = (name: string) => {
    const value = env[name]
    if (!value) throw refused(`auth names ${toldVariable(name)}, which is not set`)
    if (/[\r\n\0]/.test(value)) throw refused(`${toldVariable(name)} must hold one line`)
    return value
  }
  if ('bearer' in auth) return { authorization: `Bearer ${secretIn(auth.bearer)}` }
  const pair = `${secretIn(auth.user)}:${secretIn(auth.password)}`
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
}

function refused(reason: string): Undelivered {
  return new Undelivered(reason, 'refused')
}
