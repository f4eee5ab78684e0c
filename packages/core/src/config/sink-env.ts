/** The sinks that variables of the environment switch on, so that a machine's reports go somewhere without a config file. */
import type { ReportedOperation } from './operations.js'
import type { SinkConfig } from './sink-options.js'

export type Variables = Readonly<Record<string, string | undefined>>

/** A sink that the environment can switch on. */
export interface Switch {
  /** The variables, for messages. */
  variables: readonly string[]
  /** @returns undefined unless the environment switches it on. */
  sinkOf(env: Variables): SinkConfig | undefined
  /** Which keys of reports it gets. @default all */
  template?: string
  /** Of which operations. @default all */
  when?: readonly ReportedOperation[]
  /** Whether it learns nothing of the artifacts. @default false */
  withoutArtifacts?: boolean
  /**
   * Whether the variables may be there for other programs, so that what fails there is told and is no problem of the build,
   * with `strict` either. @default false
   */
  isOptional?: boolean
}

/** By the names that such sinks have in `reports`. */
export const SWITCHES: Readonly<Record<string, Switch>> = {
  file: {
    variables: ['CHALKMARK_REPORT_LOG'],
    sinkOf: ({ CHALKMARK_REPORT_LOG: path }) => (path ? { type: 'file', path } : undefined),
  },
  github_summary: {
    variables: ['CHALKMARK_GITHUB_SUMMARY'],
    sinkOf: ({ CHALKMARK_GITHUB_SUMMARY: on }) => (isOn(on) ? { type: 'github_summary' } : undefined),
  },
  post: {
    variables: ['CHALKMARK_POST_URL', 'CHALKMARK_POST_TOKEN', 'CHALK_POST_URL'],
    sinkOf({ CHALKMARK_POST_URL, CHALK_POST_URL, CHALKMARK_POST_TOKEN }) {
      const url = CHALKMARK_POST_URL || CHALK_POST_URL
      return url
        ? { type: 'post', url, ...(CHALKMARK_POST_TOKEN && { auth: { bearer: 'CHALKMARK_POST_TOKEN' } }) }
        : undefined
    },
  },
  usage: {
    variables: ['CHALK_USAGE_URL'],
    sinkOf: ({ CHALK_USAGE_URL: url }) => (url ? { type: 'post', url } : undefined),
    template: 'usage',
    when: ['insert', 'delete', 'exec', 'build'],
    withoutArtifacts: true,
    isOptional: true,
  },
  s3: {
    variables: ['CHALKMARK_S3_URI', 'AWS_S3_BUCKET_URI'],
    sinkOf({ CHALKMARK_S3_URI, AWS_S3_BUCKET_URI }) {
      const uri = CHALKMARK_S3_URI || AWS_S3_BUCKET_URI
      return uri ? { type: 's3', uri } : undefined
    },
  },
  otlp: {
    variables: ['OTEL_EXPORTER_OTLP_LOGS_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'],
    sinkOf: otlpOf,
    isOptional: true,
  },
}

/**
 * The variables of OpenTelemetry (opentelemetry.io, "OpenTelemetry Protocol Exporter" and "Environment Variable Specification"). An
 * empty one counts as not set, and one for logs comes before one for all signals.
 */
function otlpOf(env: Variables): SinkConfig | undefined {
  const { OTEL_SDK_DISABLED: disabled, OTEL_LOGS_EXPORTER: exporters } = env
  const named = (name: string) =>
    [`OTEL_EXPORTER_OTLP_LOGS_${name}`, `OTEL_EXPORTER_OTLP_${name}`].find((variable) => env[variable])
  const given = (name: string) => env[named(name) ?? '']
  if (disabled?.toLowerCase() === 'true' || given('PROTOCOL') === 'grpc') return undefined
  if (exporters && !exporters.split(',').some((name) => name.trim() === 'otlp')) return undefined
  const { OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: logs, OTEL_EXPORTER_OTLP_ENDPOINT: all } = env
  if (!logs && !all) return undefined
  const timeout = Number(given('TIMEOUT'))
  const ca = given('CERTIFICATE')
  const headersFrom = named('HEADERS')
  return {
    type: 'otlp',
    url: logs || belowBase(all!),
    ...(timeout > 0 && { timeout }),
    ...(ca && { ca }),
    ...(headersFrom && { headersFrom }),
    ...(given('COMPRESSION') === 'gzip' && { gzip: true }),
  }
}

/** The address for logs below that of all signals. */
function belowBase(address: string): string {
  if (!URL.canParse(address)) return address
  const url = new URL(address)
  url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/logs`
  return url.href
}

/** Whether a variable says yes. */
export function isOn(value: string | undefined): boolean {
  return value !== undefined && !['', '0', 'false', 'no', 'off'].includes(value.toLowerCase())
}
