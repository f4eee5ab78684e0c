/**
 * Reports as OpenTelemetry has them: log records in the JSON of OTLP (opentelemetry.io, "OTLP Specification 1.10", "JSON
 * Protobuf Encoding": ids in hex, 64-bit integers as texts), with attributes of the semantic conventions 1.45
 * (`vcs.*`, `cicd.*`, `service.*`, `artifact.*`).
 */
import { type Dict, Float, type Value } from '@chalkmark/mark'
import { redactDict } from '../redact/index.js'

type Variables = Readonly<Record<string, string | undefined>>
type AnyValue = Record<string, unknown>
type Attribute = { key: string; value: AnyValue }

export interface LogOptions {
  /** OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES and TRACEPARENT are read from it. */
  env?: Variables
  /** Of this report and no other. */
  id?: string
}

const SCHEMA = 'https://opentelemetry.io/schemas/1.45.0'
/** opentelemetry.io, "Logs Data Model", "Severity Fields". */
const INFO = 9
const WARN = 13

/**
 * The body of a request to `/v1/logs` for one report, as an object for JSON.
 * @param report a host report.
 */
export function logsRequest(report: Dict, { env = {}, id }: LogOptions = {}): object {
  const errors = report._OP_ERRORS
  const isFine = !Array.isArray(errors) || errors.length === 0
  const time = nanoseconds(report)
  const record = {
    timeUnixNano: time,
    observedTimeUnixNano: time,
    severityNumber: isFine ? INFO : WARN,
    severityText: isFine ? 'INFO' : 'WARN',
    eventName: 'chalk.report',
    body: anyValue(report),
    attributes: attributes(aboutReport(report, id)),
    ...traceOf(env),
  }
  const version = textIn(report, '_OP_CHALKER_VERSION')
  const scope = { name: 'chalkmark', ...(version !== undefined && { version }) }
  return {
    resourceLogs: [
      {
        resource: { attributes: attributes(resourceOf(report, env)) },
        scopeLogs: [{ scope, logRecords: [record], schemaUrl: SCHEMA }],
        schemaUrl: SCHEMA,
      },
    ],
  }
}

/** Where the report comes from. What the environment says wins (opentelemetry.io, "Resource SDK"). */
function resourceOf(report: Dict, env: Variables): Record<string, string | undefined> {
  const given = resourceVariables(env)
  const own = given['service.name'] === undefined
  return {
    'service.name': 'chalkmark',
    ...(own && { 'service.version': textIn(report, '_OP_CHALKER_VERSION') }),
    ...vcsOf(report),
    'cicd.pipeline.name': textIn(report, '_BUILD_WORKFLOW_NAME', 'BUILD_WORKFLOW_NAME'),
    'cicd.pipeline.run.id': textIn(report, '_BUILD_ID', 'BUILD_ID'),
    'cicd.pipeline.run.url.full': textIn(report, '_BUILD_URI', 'BUILD_URI'),
    'cicd.pipeline.task.run.id': textIn(report, '_BUILD_UNIQUE_ID', 'BUILD_UNIQUE_ID'),
    ...given,
  }
}

/** OTEL_RESOURCE_ATTRIBUTES: `name=value` with commas between them, percent-encoded. A wrong list counts as none. */
function resourceVariables({ OTEL_RESOURCE_ATTRIBUTES: list, OTEL_SERVICE_NAME: name }: Variables) {
  const found = list ? (pairsIn(list) ?? {}) : {}
  return redactDict({ ...found, ...(name && { 'service.name': name }) }) as Record<string, string>
}

/**
 * Reads a list such as `name=value,name=value` (W3C Baggage, without properties), whose values are percent-encoded.
 * @returns undefined if it is none.
 */
export function pairsIn(list: string): Record<string, string> | undefined {
  const pairs: [string, string][] = []
  for (const item of list.split(',')) {
    if (item.trim() === '') continue
    const [, name, value] = /^([^=\s]+)\s*=\s*(.*)$/s.exec(item.trim()) ?? []
    if (name === undefined || value === undefined) return undefined
    try {
      pairs.push([name, decodeURIComponent(value)])
    } catch {
      return undefined
    }
  }
  return Object.fromEntries(pairs)
}

/** Systems by the host of their public service. */
const PROVIDERS: Record<string, string> = {
  'github.com': 'github',
  'gitlab.com': 'gitlab',
  'bitbucket.org': 'bitbucket',
  'gitea.com': 'gitea',
}

function vcsOf(report: Dict): Record<string, string | undefined> {
  const origin = textIn(report, '_ORIGIN_URI', 'ORIGIN_URI', '_BUILD_ORIGIN_URI', 'BUILD_ORIGIN_URI')
  const branch = textIn(report, '_BRANCH', 'BRANCH')
  const ref = branch ?? textIn(report, '_TAG', 'TAG')
  return {
    ...(origin !== undefined && repositoryOf(origin)),
    'vcs.ref.head.revision': textIn(report, '_COMMIT_ID', 'COMMIT_ID', '_BUILD_COMMIT_ID', 'BUILD_COMMIT_ID'),
    'vcs.ref.head.name': ref,
    ...(ref !== undefined && { 'vcs.ref.head.type': branch === undefined ? 'tag' : 'branch' }),
  }
}

/** Characters. */
const LONGEST_ADDRESS = 2048

/** The address shall be that of a web page, and without `.git`. */
function repositoryOf(origin: string): Record<string, string | undefined> {
  if (origin.length > LONGEST_ADDRESS) return {}
  const [, host = '', rest = ''] =
    /^(?:[a-z+]+:\/\/)?(?:[^@/]*@)?([^:/]+)(?::\d+)?[:/]([^\n]*)$/i.exec(origin.trim()) ?? []
  const path = rest.replace(/^[:/]+/, '').replace(/(?:\.git)?\/*$/, '')
  const provider = Object.hasOwn(PROVIDERS, host) ? PROVIDERS[host] : undefined
  const parts = path.split('/')
  return {
    'vcs.repository.url.full': provider ? `https://${host}/${path}` : origin.replace(/\.git\/*$/, ''),
    'vcs.repository.name': parts.at(-1) || undefined,
    ...(provider && parts.length > 1 && { 'vcs.owner.name': parts[0] }),
    'vcs.provider.name': provider,
  }
}

function aboutReport(report: Dict, id: string | undefined): Record<string, Value | undefined> {
  const chalks = Array.isArray(report._CHALKS) ? (report._CHALKS as Dict[]) : []
  const [only] = chalks.length === 1 ? chalks : []
  const path = only && (textIn(only, '_OP_ARTIFACT_PATH') ?? textIn(only, 'PATH_WHEN_CHALKED'))
  const uri = only && textIn(only, 'PACKAGE_URI')
  return {
    'chalk.report.id': id,
    'chalk.operation': textIn(report, '_OPERATION'),
    'chalk.action.id': textIn(report, '_ACTION_ID'),
    'chalk.artifact.count': chalks.length,
    ...(only && {
      'chalk.id': textIn(only, 'CHALK_ID'),
      'artifact.filename': path?.split(/[\\/]/).at(-1),
      'artifact.hash': textIn(only, 'HASH'),
      'artifact.version': textIn(only, 'ARTIFACT_VERSION'),
      'artifact.purl': uri?.startsWith('pkg:') ? uri : undefined,
    }),
  }
}

/** The first of some keys that is a text, in the report or, for those of marks, in its first artifact. */
function textIn(report: Dict, ...keys: readonly string[]): string | undefined {
  const [first] = Array.isArray(report._CHALKS) ? (report._CHALKS as Dict[]) : []
  for (const dict of [report, first ?? {}])
    for (const key of keys) {
      const value = Object.hasOwn(dict, key) ? dict[key] : undefined
      if (typeof value === 'string' && value !== '') return value
    }
  return undefined
}

/** Nanoseconds since 1970. */
function nanoseconds({ _TIMESTAMP: time, _DATETIME: date }: Dict): string {
  const milliseconds =
    typeof time === 'number' || typeof time === 'bigint' ? Number(time) : Date.parse(String(date))
  return Number.isSafeInteger(milliseconds) && milliseconds > 0 ? `${milliseconds}000000` : '0'
}

/** TRACEPARENT (W3C Trace Context, 3.2), by which CI tools hand a trace over. */
function traceOf({ TRACEPARENT: parent = '' }: Variables) {
  const [, traceId, spanId, flags] =
    /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})$/.exec(parent) ?? []
  if (!traceId || !spanId || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return {}
  return { traceId, spanId, flags: Number.parseInt(flags!, 16) }
}

function attributes(values: Readonly<Record<string, Value | undefined>>): Attribute[] {
  return Object.entries(values).flatMap(([key, value]) =>
    value === undefined || value === '' ? [] : [{ key, value: anyValue(value) }],
  )
}

/** Readers of protocol buffers take 100 levels, and each of ours is three of theirs. */
const DEEPEST = 25

function anyValue(value: Value, depth = 0): AnyValue {
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  if (typeof value === 'bigint') return integer(value)
  if (typeof value === 'number')
    return Number.isSafeInteger(value) ? integer(BigInt(value)) : { doubleValue: value }
  if (value instanceof Float) return { doubleValue: Number(value.text) }
  // An empty value would be null, but receivers written in Rust take none.
  if (value === null) return { stringValue: '' }
  if (depth >= DEEPEST) return { stringValue: JSON.stringify(value) }
  if (Array.isArray(value)) return { arrayValue: { values: value.map((item) => anyValue(item, depth + 1)) } }
  const values = Object.entries(value)
    .filter(([, item]) => item !== null)
    .map(([key, item]) => ({ key, value: anyValue(item, depth + 1) }))
  return { kvlistValue: { values } }
}

function integer(value: bigint): AnyValue {
  return BigInt.asIntN(64, value) === value ? { intValue: String(value) } : { doubleValue: Number(value) }
}
