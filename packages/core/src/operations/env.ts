/**
 * A report of the environment in which this process runs, now: its machine, network, cloud, cluster, repository and
 * CI run. Nothing is marked.
 */
import { randomBytes } from 'node:crypto'
import type { Dict } from '@chalkmark/mark'
import { redactArgv } from '../collectors/env.js'
import { collectFacts, type Facts, momentOf } from '../collectors/facts.js'
import { tenantIn } from '../collectors/settings.js'
import type { ChalkOptions, EnvPolicy } from '../config/options.js'
import { scopeOf } from '../keys/index.js'
import { hostReport } from '../report/host.js'
import { type KeyChoice, onlyWanted, runTimeKeys, withKeyNames } from './run-time.js'

export interface EnvironmentOptions extends KeyChoice {
  /** Absolute: where repositories, package.json and CODEOWNERS are looked for. */
  root: string
  env: Readonly<Record<string, string | undefined>>
  /** Which environment variables the report may show. */
  policy?: EnvPolicy | undefined
  /** The user's values for keys: of these only the tenant is told. */
  keys?: ChalkOptions['keys']
  /** Absolute: the config file that the options come from. */
  configFile?: string | undefined
  /** `_OP_CMD_FLAGS`: options with their values. */
  flags?: readonly string[]
  /** Problems to report besides those of the collectors, one line each. */
  errors?: readonly string[]
}

/** Keys of artifacts, of which this report has none. */
const OF_ARTIFACTS = new Set(['_CHALKS', '_UNMARKED', '_OP_CHALK_COUNT', '_OP_UNMARKED_COUNT'])

/**
 * Collects what the template wants and builds the report. Keys of chalk time are left out, since nothing is marked;
 * keys of a process stand in `_COLLECTED_ARTIFACTS`, in the object of this process.
 * @throws ChalkError for a template that does not exist.
 */
export async function reportEnvironment(options: EnvironmentOptions): Promise<Dict> {
  const { root, env, policy, keys: set, configFile: config, flags = [], errors = [] } = options
  const wanted = runTimeKeys(options)
  const now = new Date()
  const request = { root, env, policy, reproducible: false, wanted, config, tenant: tenantIn(set) }
  const facts = await collectFacts(request)
  const times = momentOf(facts, request, now).report
  const [ofHost] = partition(facts.keys, wanted)
  const keys: Dict = {
    ...ofHost,
    ...ofTheRun(),
    ...(flags.length > 0 && { _OP_CMD_FLAGS: redactArgv(flags) }),
  }
  const [failedOfHost] = partition(facts.failedKeys, wanted)
  const known: Facts = { ...facts, keys, failedKeys: failedOfHost as Facts['failedKeys'] }
  const report = hostReport({
    operation: 'env',
    facts: known,
    times,
    wanted,
    chalks: [],
    unmarked: [],
    errors: [...errors],
  })
  const artifact = ofThisProcess(facts, wanted)
  if (wanted.has('_COLLECTED_ARTIFACTS') && Object.keys(artifact).length > 0)
    report._COLLECTED_ARTIFACTS = [withKeyNames(artifact, wanted)]
  for (const key of OF_ARTIFACTS) delete report[key]
  return onlyWanted(report, wanted)
}

/** The object of this process: its wanted facts, and which of them could not be found out. */
export function ofThisProcess({ keys, failedKeys }: Facts, wanted: ReadonlySet<string>): Dict {
  const [, found] = partition(keys, wanted)
  const [, failed] = partition(failedKeys, wanted)
  const says = wanted.has('_FAILED_KEYS') && Object.keys(failed).length > 0
  return { ...found, ...(says && { _FAILED_KEYS: failed }) }
}

/** What is known by key, of the wanted keys of the host and of those of this process. */
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
