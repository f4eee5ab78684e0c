/**
 * Reports on a program that was started: what it is and which mark it carries, and the machine, network, cloud, cluster,
 * repository and CI run in which it runs.
 */
import type { Dict } from '@chalkmark/mark'
import { redactArgv } from '../collectors/env.js'
import { collectFacts, type Facts, momentOf } from '../collectors/facts.js'
import { thisHost } from '../collectors/host.js'
import { PROCESS_KEYS, processKeys } from '../collectors/process/index.js'
import { tenantIn } from '../collectors/settings.js'
import { keepNamed, redactDict } from '../redact/index.js'
import { deploymentId, OF_DEPLOYMENT } from '../report/deployment.js'
import { hostReport } from '../report/host.js'
import type { EnvironmentOptions } from './env.js'
import { onlyWanted, runTimeKeys, withKeyNames } from './run-time.js'
import { type Running, readRunning } from './running/index.js'

/** A program that was started. */
export interface StartedProgram {
  /** As it was given: a name or a path. */
  command: string
  args: readonly string[]
  /** Absolute. */
  cwd: string
  /** Undefined if it is not known. */
  pid: number | undefined
  /** `_EXEC_ID`: the same in all reports of this start. */
  execId: string
  /** When it was started, in milliseconds since 1970. */
  startedAt: number
}

export interface ExecOptions extends EnvironmentOptions {
  program: StartedProgram
}

/** An instant on both clocks. */
export interface Instant {
  /** In milliseconds since 1970. */
  timestamp: number
  /** In nanoseconds since no particular time. */
  monotime: bigint
}

export const instant = (): Instant => ({ timestamp: Date.now(), monotime: process.hrtime.bigint() })

/** What one report tells besides what was collected at the start. */
export interface ExecMoment {
  operation: 'exec' | 'heartbeat'
  /** @default now */
  at?: Instant
  /** When the first report of this program was made, if this is a later one. */
  since?: Instant
  /** Keys of this moment alone, such as `_OP_EXIT_CODE` or `_HEARTBEAT_COUNT`. */
  keys?: Dict
}

/** What is known of a started program. */
export interface Execution {
  /** Builds a report of this moment, with an `_ACTION_ID` of its own. */
  report(moment: ExecMoment): Dict
}

/**
 * Collects what the template wants of the program and of what it runs in, once. What the program is comes first, since
 * it may end at any moment.
 * @throws ChalkError for a template that does not exist.
 */
export async function observeExecution(options: ExecOptions): Promise<Execution> {
  const { root, env, policy, program } = options
  const wanted = runTimeKeys(options)
  const asked = wanted.has('_EXEC_DEPLOYMENT_ID') ? new Set([...wanted, ...OF_DEPLOYMENT]) : wanted
  const ofProcess = processOf(program, wanted)
  const request = {
    root,
    env,
    policy,
    reproducible: false,
    config: options.configFile,
    tenant: tenantIn(options.keys),
    // These would be about the process that collects.
    wanted: new Set([...asked].filter((key) => !PROCESS_KEYS.includes(key))),
  }
  const [facts, running] = await Promise.all([
    collectFacts(request),
    OF_WHAT_RUNS.some((key) => asked.has(key)) ? readRunning({ ...program, env }) : NOTHING_READ,
  ])
  return {
    report(moment) {
      const { at = instant() } = moment
      const times = momentOf(facts, request, new Date(at.timestamp)).report
      return buildReport({ ...moment, at }, { options, wanted, facts, running, ofProcess, times })
    },
  }
}

/** Files are read and hashed for these alone, and for the mark that is part of what defines a deployment. */
const OF_WHAT_RUNS = [
  '_CHALKS',
  '_COLLECTED_ARTIFACTS',
  '_UNMARKED',
  '_OP_CHALK_COUNT',
  '_EXEC_DEPLOYMENT_ID',
]
const NOTHING_READ: Running = { chalks: [], collected: [], unmarked: [], errors: [] }

interface Known {
  options: ExecOptions
  wanted: ReadonlySet<string>
  facts: Facts
  running: Running
  ofProcess: Dict
  /** The `_TIMESTAMP` family. */
  times: Dict
}

function buildReport({ operation, at, since, keys }: ExecMoment & { at: Instant }, known: Known): Dict {
  const { options, wanted, facts, running, ofProcess, times } = known
  const { program, flags = [], errors = [] } = options
  const metadataId = running.chalks[0]?.METADATA_ID
  // By the program, as in `mysql -p…`. Nobody shall guess a password by a hash either.
  const commandLine = redactArgv([program.command, ...program.args])
  const deployment = deploymentId(facts.keys, metadataId, commandLine)
  const all: Facts = {
    ...facts,
    keys: {
      ...facts.keys,
      _ARGV: commandLine.slice(1),
      _EXEC_ID: program.execId,
      _MONOTIME: at.monotime,
      // Microseconds.
      _CHALK_RUN_TIME: (at.timestamp - program.startedAt) * 1000,
      ...(since && {
        _SINCE_TIMESTAMP: at.timestamp - since.timestamp,
        _SINCE_MONOTIME: at.monotime - since.monotime,
      }),
      ...(flags.length > 0 && { _OP_CMD_FLAGS: redactArgv(flags) }),
      ...(deployment !== undefined && { _EXEC_DEPLOYMENT_ID: deployment }),
      ...keys,
    },
  }
  const { chalks, collected } = withProcess(running, ofProcess)
  const report = hostReport({
    operation,
    facts: all,
    times,
    wanted,
    chalks,
    unmarked: running.unmarked,
    errors: [...errors, ...running.errors],
  })
  report._CHALKS = (report._CHALKS as Dict[]).map((chalk) => withKeyNames(chalk, wanted))
  if (collected.length > 0)
    report._COLLECTED_ARTIFACTS = collected.map((one) => withKeyNames(redactDict(one), wanted))
  return onlyWanted(report, wanted)
}

/** The facts of the process stand in the object of its program, which is the first one. */
function withProcess({ chalks, collected }: Running, ofProcess: Dict): Pick<Running, 'chalks' | 'collected'> {
  const [first, ...more] = chalks
  if (first) return { chalks: [{ ...first, ...ofProcess }, ...more], collected }
  const [program = {}, ...others] = collected
  return { chalks, collected: [{ ...program, ...ofProcess }, ...others] }
}

/** What is known of the process, as far as it is wanted. If it has ended already, it is what it was started with. */
function processOf({ pid, command, args, cwd }: StartedProgram, wanted: ReadonlySet<string>): Dict {
  const given: Dict = {
    ...(pid !== undefined && { _PROCESS_PID: pid }),
    _PROCESS_ARGV: redactArgv([command, ...args]),
    _PROCESS_CWD: cwd,
  }
  const found = redactDict(keepNamed({ ...given, ...(pid !== undefined && processKeys(thisHost(), pid)) }))
  return Object.fromEntries(Object.entries(found).filter(([key]) => wanted.has(key)))
}
