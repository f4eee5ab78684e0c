/**
 * Where reports go: sinks, and which report goes to which of them.
 *
 * A new kind of sink is its options (sink-options.ts), their checks (sink-kinds.ts), and its file in sinks/. What switches
 * it on in the environment is in sink-env.ts.
 */
import type { Dict } from '@chalkmark/mark'
import {
  boolean,
  type Check,
  checkFields,
  isObject,
  list,
  mustBe,
  oneOf,
  show,
  strings,
  suggestion,
} from './checks.js'
import { OPERATIONS, type ReportedOperation } from './operations.js'
import { positive } from './sink-checks.js'
import { SWITCHES, type Variables } from './sink-env.js'
import { KINDS, needsNoOptions } from './sink-kinds.js'
import type { SinkConfig, SinkKindName } from './sink-options.js'

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
  /** Which keys it holds. What it names besides `report_default` is collected for it. @default all that there are */
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

/**
 * The sinks that the environment switches on, by their names in {@link SWITCHES}.
 * @param tell is told of wrong values of variables that may be meant for others.
 * @throws Error, one line, if another variable has a wrong value.
 */
export function sinksFromEnv(
  env: Variables,
  tell: (note: string) => void = () => {},
): Record<string, SinkConfig> {
  const found: Record<string, SinkConfig> = {}
  for (const [name, { variables, sinkOf, isOptional }] of Object.entries(SWITCHES)) {
    const sink = sinkOf(env)
    if (!sink) continue
    const wrong = checkSink(sink, name)
    if (wrong) {
      const problem = `the environment (${variables.filter((name) => env[name]).join(', ')}): ${wrong}`
      if (!isOptional) throw new Error(problem)
      tell(problem)
      continue
    }
    found[name] = sink
  }
  return found
}

/** Every option of {@link ReportingOptions} with its check. */
export const REPORTING: Record<keyof ReportingOptions, Check> = {
  sinks: checkSinks,
  reports: checkSubscriptions,
  offline: boolean,
  deliveryTimeout: positive,
}

function checkSinks(sinks: unknown, name: string): string | undefined {
  if (!isObject(sinks)) return `${name} must be an object of names and sinks, not ${show(sinks, name)}`
  for (const [sink, options] of Object.entries(sinks)) {
    const problem = checkSink(options, `${name}.${sink}`)
    if (problem) return problem
  }
  return undefined
}

function checkSink(options: unknown, name: string): string | undefined {
  if (!isObject(options)) return `${name} must be an object with a type, not ${show(options, name)}`
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
  // Which templates there are, the other options tell.
  template: strings,
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

function checkSubscriptions(reports: unknown, name: string): string | undefined {
  if (!Array.isArray(reports)) return `${name} must be a list of objects, not ${show(reports, name)}`
  for (const [index, entry] of reports.entries()) {
    const problem = checkFields(entry, FIELDS, `${name}[${index}]`)
    if (problem) return problem
    if (entry.sinks === undefined) return `${name}[${index}] needs sinks`
  }
  return undefined
}

/** Whether every sink that `reports` names is there. @returns the problem. */
export function checkReferences({ sinks = {}, reports = [] }: ReportingOptions): string | undefined {
  // A sink of the environment may be named whether it is switched on or not: that depends on where the build runs.
  const plain = Object.keys(KINDS).filter(needsNoOptions)
  const names = [...new Set([...Object.keys(sinks), ...plain, ...Object.keys(SWITCHES)])]
  for (const [index, { sinks: wanted }] of reports.entries())
    for (const sink of wanted) {
      if (typeof sink === 'function' || names.includes(sink)) continue
      return `reports[${index}].sinks names '${sink}', which is not among sinks${suggestion(sink, names)}`
    }
  return undefined
}
