/** Every kind of sink: the check of each option, and which ones it needs. Because of the type, a forgotten one is a compile error. */
import { boolean, type Check, oneOf } from './checks.js'
import {
  accessKey,
  address,
  auth,
  bucketUri,
  count,
  domainTemplate,
  functions,
  headers,
  label,
  path,
  positive,
  region,
  resolver,
  variable,
} from './sink-checks.js'
import type { ServerOptions, SinkKindName, SinkOptions } from './sink-options.js'

type Fields<Options> = { [O in keyof Options]-?: Check }

interface Kind<Options> {
  fields: Fields<Options>
  required: readonly (keyof Options & string)[]
}

const format = oneOf('pretty', 'json')
const server: Fields<ServerOptions> = { url: address, headers, auth, timeout: positive, ca: path }

export const KINDS: { [K in SinkKindName]: Kind<SinkOptions[K]> } = {
  file: { fields: { path }, required: ['path'] },
  rotating_log: { fields: { path, maxSize: positive, keep: count }, required: ['path'] },
  stdout: { fields: { format }, required: [] },
  stderr: { fields: { format }, required: [] },
  github_summary: { fields: {}, required: [] },
  post: { fields: { ...server, gzip: boolean }, required: ['url'] },
  presign: { fields: server, required: ['url'] },
  s3: {
    fields: {
      uri: bucketUri,
      region,
      endpoint: address,
      pathStyle: boolean,
      credentials: accessKey,
      timeout: positive,
      ca: path,
    },
    required: ['uri'],
  },
  otlp: { fields: { ...server, headersFrom: variable, gzip: boolean }, required: ['url'] },
  dns: {
    fields: {
      domain: domainTemplate,
      recordType: oneOf('A', 'AAAA', 'any'),
      missing: label,
      normalize: functions,
      server: resolver,
      timeout: positive,
      requireMark: boolean,
    },
    required: ['domain'],
  },
}

/** Whether a kind needs no options, so that its name alone is a sink. */
export function needsNoOptions(name: string): name is SinkKindName {
  return Object.hasOwn(KINDS, name) && KINDS[name as SinkKindName].required.length === 0
}
