/**
 * A report of the environment in which this process runs, now: its machine, network, cloud, cluster, repository and
 * CI run. Nothing is marked.
 */
import { randomBytes } from 'node:crypto'
import type { Dict } from '@chalkmark/mark'
import { redactArgv } from '../collectors/env.js'
import { collectFacts, type Facts, momentOf } from '../collectors/facts.js'
import type { EnvPolicy } from '../config/options.js'
import { isCustomKey, isRunTime, resolveTemplate, scopeOf, type TemplateDefinitions } from '../keys/index.js'
import { hostReport } from '../report/host.js'

export interface EnvironmentOptions {
  /** Absolute: where repositories, package.json and CODEOWNERS are looked for. */
  root: string
  env: Readonly<Record<string, string | undefined>>
  /** Which environment variables the report may show. */
  policy?: EnvPolicy | undefined
  /**
   * Which keys the report holds: a template's name or a list of keys.
   * @default 'report_all'
   */
  template?: string | readonly string[] | undefined
  /** The user's own templates. */
  templates?: TemplateDefinitions | undefined
  /** `_OP_CMD_FLAGS`: options with their values. */
  flags?: readonly string[]
  /** Problems to report besides those of the collectors, one line each. */
  errors?: readonly string[]
}

/** Keys of artifacts, of which this report has none. */
const OF_ARTIFACTS = new Set(['_CHALKS', '_UNMARKED', '_OP_CHALK_COUNT', '_OP_UNMARKED_COUNT'])

/** What every host report begins with. A template can leave these out, too. */
const FIXED = ['_OPERATION', '_ACTION_ID', '_DATETIME', '_OP_ERRORS', '_OP_FAILED_KEYS']

/**
 * Collects what the template wants and builds the report. Keys of chalk time are left out, since nothing is marked;
 * keys of a process stand in `_COLLECTED_ARTIFACTS`, in the object of this process.
 * @throws ChalkError for a template that does not exist.
 */
export async function reportEnvironment(options: EnvironmentOptions): Promise<Dict> {
  const { root, env, policy, flags = [], errors = [] } = options
  const template = resolveTemplate(options.template ?? 'report_all', 'report', options.templates)
  const wanted = new Set([...template.keys].filter(isRunTime))
  const now = new Date()
  const request = { root, env, policy, reproducible: false, wanted }
  const facts = await collectFacts(request)
  const times = momentOf(facts, request, now).report
  const [ofHost, ofProcess] = partition(facts.keys, wanted)
  const keys: Dict = {
    ...ofHost,
    ...ofTheRun(),
    ...(flags.length > 0 && { _OP_CMD_FLAGS: redactArgv(flags) }),
  }
  const known: Facts = { ...facts, keys }
  const report = hostReport({
    operation: 'env',
    facts: known,
    times,
    wanted,
    chalks: [],
    unmarked: [],
    errors: [...errors],
  })
  if (wanted.has('_COLLECTED_ARTIFACTS') && Object.keys(ofProcess).length > 0)
    report._COLLECTED_ARTIFACTS = [ofProcess]
  return completed(report, wanted)
}

/** The wanted facts of the host, and those of this process. */
function partition(facts: Dict, wanted: ReadonlySet<string>): [host: Dict, process: Dict] {
  const entries = Object.entries(facts).filter(([key]) => wanted.has(key))
  const isOfProcess = ([key]: [string, unknown]) => scopeOf(key) === 'artifact'
  return [
    Object.fromEntries(entries.filter((entry) => !isOfProcess(entry))),
    Object.fromEntries(entries.filter(isOfProcess)),
  ]
}

/** Keys about this run of the program. */
function ofTheRun(): Dict {
  return {
    _EXEC_ID: randomBytes(8).toString('hex'),
    _MONOTIME: process.hrtime.bigint(),
    // Microseconds since the process began.
    _CHALK_RUN_TIME: Math.round(performance.now() * 1000),
    _OP_EXIT_CODE: 0,
  }
}

/** Leaves out what the template does not hold, and adds the names of the keys that are left. */
function completed(report: Dict, wanted: ReadonlySet<string>): Dict {
  const entries = Object.entries(report).filter(
    ([key]) => (wanted.has(key) && !OF_ARTIFACTS.has(key)) || (isCustomKey(key) && wanted.size > 0),
  )
  const kept = Object.fromEntries(entries)
  if (!wanted.has('_OP_HOST_REPORT_KEYS')) return kept
  const names = Object.keys(kept).filter((key) => !FIXED.includes(key))
  return { ...kept, _OP_HOST_REPORT_KEYS: names }
}
