/**
 * Where reports go: the options of each kind of sink, and which variables of the environment switch it on.
 *
 * A new kind is its options in {@link SinkOptions}, a row in {@link KINDS}, and its file in sinks/. Credentials are never
 * options: an option names the environment variable that holds one.
 */
import type { Dict } from '@chalkmark/mark'
import { resolveTemplate } from '../keys/templates.js'
import { redact } from '../redact/text.js'
import {
  boolean,
  type Check,
  checkFields,
  isObject,
  list,
  mustBe,
  oneOf,
  show,
  suggestion,
} from './checks.js'

/** The options of each kind of sink. */
export interface SinkOptions {
  /** Appends each report to a file, one JSON text on each line. */
  file: { path: string }
  /** The same; a file that would grow beyond `maxSize` is renamed first, to `path.1` and so on. */
  rotating_log: {
    path: string
    /** In bytes. @default 10 MiB */
    maxSize?: number
    /** How many old files are kept. @default 9 */
    keep?: number
  }
  /** A summary on a terminal and in CI logs, JSON in a pipe. */
  stdout: { format?: 'pretty' | 'json' }
  stderr: { format?: 'pretty' | 'json' }
  /** A summary in Markdown, in the file that `$GITHUB_STEP_SUMMARY` names. */
  github_summary: Record<never, never>
  /** HTTP(S) POST of the report as a JSON list. */
  post: {
    url: string
    /** Sent with each report, by name. No credentials: see `auth`. */
    headers?: Readonly<Record<string, string>>
    /** Names of environment variables: of a token, or of a user's name and password. */
    auth?: { bearer: string } | { user: string; password: string }
    /** For one attempt, in milliseconds. @default 4000 */
    timeout?: number
    /** A file with certificates in PEM. Only these are trusted. */
    ca?: string
    /** Whether the body is compressed. @default for more than 1 KiB */
    gzip?: boolean
  }
}

export type SinkKindName = keyof SinkOptions

/** A sink with its options. */
export type SinkConfig = { [K in SinkKindName]: { type: K } & SinkOptions[K] }[SinkKindName]

/** What a function that takes reports learns besides the report. */
export interface ReportContext {
  /** Of this report and no other. */
  id: string
  operation: string
  /** Aborted when the time for delivery is over. */
  signal: AbortSignal
}

export type SinkFunction = (report: Dict, context: ReportContext) => void | Promise<void>

/** Which report goes where. */
export interface Subscription {
  /** Which keys it holds, out of those of `report_default`. @default all of them */
  template?: string | readonly string[]
  /** Names of `sinks`, kinds of sinks that need no options, and functions. */
  sinks: readonly (string | SinkFunction)[]
  /** Of which operations. @default all */
  when?: readonly ReportedOperation[]
  /** A report for each artifact, instead of one for all. @default false */
  perArtifact?: boolean
  /** Whether a report goes there. With `perArtifact` it is asked for each artifact. */
  filter?: (report: Dict) => boolean
}

/** The operations that make reports. */
export const OPERATIONS = [
  'insert',
  'extract',
  'delete',
  'verify',
  'exec',
  'env',
  'heartbeat',
  'build',
] as const
export type ReportedOperation = (typeof OPERATIONS)[number]

export interface ReportingOptions {
  /** Sinks by names of your choice. Those that no entry of `reports` names get every report if there is no `reports`. */
  sinks?: Readonly<Record<string, SinkConfig>>
  /** Which report goes to which sink. @default every report to every sink */
  reports?: readonly Subscription[]
  /** Nothing is sent to other machines. Reports wait until they are. @default false, or CHALKMARK_OFFLINE=1 */
  offline?: boolean
  /** For the delivery of all reports of a run, in milliseconds. What is not delivered by then waits. @default 5000 */
  deliveryTimeout?: number
}

type Env = Readonly<Record<string, string | undefined>>

/** A kind of sink as the config knows it. */
interface Kind<Options> {
  /** The check of each option. */
  fields: { [O in keyof Options]-?: Check }
  required: readonly (keyof Options & string)[]
  /** The variables that switch it on. */
  variables?: readonly string[]
  /** @returns undefined unless the environment switches it on. */
  fromEnv?(env: Env): Options | undefined
}

const path = mustBe('a path', (value) => typeof value === 'string' && value !== '')
const positive = mustBe('a positive number', (value) => typeof value === 'number' && value > 0)
const count = mustBe('a whole number', (value) => Number.isInteger(value) && (value as number) >= 0)
const variable = mustBe(
  'the name of an environment variable',
  (value) => typeof value === 'string' && /^[A-Za-z_]\w*$/.test(value),
)
const format = oneOf('pretty', 'json')

/** An HTTP address without credentials in it. */
export const address: Check = (value, name) => {
  const wrong = mustBe('an address that begins with https:// or http://', isAddress)(value, name)
  if (wrong) return wrong
  const { username, password } = new URL(value as string)
  return username || password
    ? `${name} holds credentials; give names of environment variables with auth`
    : undefined
}

function isAddress(value: unknown): boolean {
  return typeof value === 'string' && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)
}

/** Names of headers that hold credentials. */
const CREDENTIALS = /^(?:proxy-)?authorization$|^cookie$|token|secret|password|api-?key/i

const headers: Check = (value, name) => {
  if (!isObject(value)) return `${name} must be an object of names and values, not ${show(value)}`
  for (const [header, text] of Object.entries(value)) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(header))
      return `${name} holds ${show(header)}, which is no name of a header`
    if (typeof text !== 'string' || /[^\t\x20-\x7e\x80-\xff]/.test(text))
      return `${name}.${header} must be one line`
    if (CREDENTIALS.test(header) || redact(`${header}: ${text}`) !== `${header}: ${text}`)
      return `${name}.${header} holds a credential; name the environment variable that holds it with auth`
  }
  return undefined
}

const auth: Check = (value, name) => {
  if (isObject(value) && 'bearer' in value) return checkFields(value, { bearer: variable }, name)
  const wrong = checkFields(value, { user: variable, password: variable }, name)
  if (wrong) return wrong
  const { user, password } = value as Record<string, unknown>
  if (user !== undefined && password !== undefined) return undefined
  return `${name} must have bearer, or user and password: each the name of an environment variable`
}

/** Every kind of sink. Because of the type, a forgotten one is a compile error. */
const KINDS: { [K in SinkKindName]: Kind<SinkOptions[K]> } = {
  file: {
    fields: { path },
    required: ['path'],
    variables: ['CHALKMARK_REPORT_LOG'],
    fromEnv: ({ CHALKMARK_REPORT_LOG: path }) => (path ? { path } : undefined),
  },
  rotating_log: { fields: { path, maxSize: positive, keep: count }, required: ['path'] },
  stdout: { fields: { format }, required: [] },
  stderr: { fields: { format }, required: [] },
  github_summary: {
    fields: {},
    required: [],
    variables: ['CHALKMARK_GITHUB_SUMMARY'],
    fromEnv: ({ CHALKMARK_GITHUB_SUMMARY: on }) => (isOn(on) ? {} : undefined),
  },
  post: {
    fields: { url: address, headers, auth, timeout: positive, ca: path, gzip: boolean },
    required: ['url'],
    variables: ['CHALKMARK_POST_URL', 'CHALKMARK_POST_TOKEN', 'CHALK_POST_URL'],
    fromEnv({ CHALKMARK_POST_URL, CHALK_POST_URL, CHALKMARK_POST_TOKEN }) {
      const url = CHALKMARK_POST_URL || CHALK_POST_URL
      return url
        ? { url, ...(CHALKMARK_POST_TOKEN && { auth: { bearer: 'CHALKMARK_POST_TOKEN' } }) }
        : undefined
    },
  },
}

/** Whether a variable says yes. */
export function isOn(value: string | undefined): boolean {
  return value !== undefined && !['', '0', 'false', 'no', 'off'].includes(value.toLowerCase())
}

/**
 * The sinks that the environment switches on, each under the name of its kind.
 * @throws Error, one line, if a variable has a wrong value.
 */
export function sinksFromEnv(env: Env): Record<string, SinkConfig> {
  const found: Record<string, SinkConfig> = {}
  for (const [type, { fromEnv, variables = [] }] of Object.entries(KINDS) as [SinkKindName, Kind<object>][]) {
    const options = fromEnv?.(env)
    if (!options) continue
    const sink = { type, ...options } as SinkConfig
    const wrong = checkSink(sink, type)
    if (wrong)
      throw new Error(`the environment (${variables.filter((name) => env[name]).join(', ')}): ${wrong}`)
    found[type] = sink
  }
  return found
}

/** Whether a kind needs no options, so that its name alone is a sink. */
export function needsNoOptions(name: string): name is SinkKindName {
  return Object.hasOwn(KINDS, name) && KINDS[name as SinkKindName].required.length === 0
}

/** Every option of {@link ReportingOptions} with its check. */
export const REPORTING: Record<keyof ReportingOptions, Check> = {
  sinks: checkSinks,
  reports: checkSubscriptions,
  offline: boolean,
  deliveryTimeout: positive,
}

function checkSinks(sinks: unknown, name: string): string | undefined {
  if (!isObject(sinks)) return `${name} must be an object of names and sinks, not ${show(sinks)}`
  for (const [sink, options] of Object.entries(sinks)) {
    const problem = checkSink(options, `${name}.${sink}`)
    if (problem) return problem
  }
  return undefined
}

function checkSink(options: unknown, name: string): string | undefined {
  if (!isObject(options)) return `${name} must be an object with a type, not ${show(options)}`
  const { type, ...rest } = options
  const kinds = Object.keys(KINDS)
  const wrong = oneOf(...kinds)(type, `${name}.type`)
  if (wrong) return wrong
  const { fields, required } = KINDS[type as SinkKindName]
  const problem = checkFields(rest, fields as Record<string, Check>, name)
  const missing = required.find((field) => rest[field] === undefined)
  return problem ?? (missing && `${name} needs ${missing}`)
}

const FIELDS: Record<keyof Subscription, Check> = {
  template: checkTemplate,
  sinks: (value, name) =>
    mustBe('a list of names and functions', (value) => Array.isArray(value) && value.every(isSinkReference))(
      value,
      name,
    ),
  when: (value, name) =>
    list(value, name) ??
    (value as string[]).map((one) => oneOf(...OPERATIONS)(one, `an entry of ${name}`)).find((wrong) => wrong),
  perArtifact: boolean,
  filter: mustBe('a function', (value) => typeof value === 'function'),
}

function isSinkReference(value: unknown): boolean {
  return typeof value === 'function' || typeof value === 'string'
}

function checkTemplate(value: unknown, name: string): string | undefined {
  try {
    resolveTemplate(value as string | string[], 'report')
    return undefined
  } catch (error) {
    return `${name} is wrong: ${(error as Error).message}`
  }
}

function checkSubscriptions(reports: unknown, name: string): string | undefined {
  if (!Array.isArray(reports)) return `${name} must be a list of objects, not ${show(reports)}`
  for (const [index, entry] of reports.entries()) {
    const problem = checkFields(entry, FIELDS, `${name}[${index}]`)
    if (problem) return problem
    if (entry.sinks === undefined) return `${name}[${index}] needs sinks`
  }
  return undefined
}

/** Whether every sink that `reports` names is there. @returns the problem. */
export function checkReferences({ sinks = {}, reports = [] }: ReportingOptions): string | undefined {
  const names = [...Object.keys(sinks), ...Object.keys(KINDS).filter(isKnown)]
  for (const [index, { sinks: wanted }] of reports.entries())
    for (const sink of wanted) {
      if (typeof sink === 'function' || names.includes(sink)) continue
      return `reports[${index}].sinks names '${sink}', which is not among sinks${suggestion(sink, names)}`
    }
  return undefined
}

/** A sink of the environment may be named whether it is switched on or not: that depends on where the build runs. */
function isKnown(kind: string): boolean {
  return needsNoOptions(kind) || KINDS[kind as SinkKindName].fromEnv !== undefined
}
