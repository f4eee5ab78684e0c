/** The host report of an operation on files. */
import type { Dict } from '@chalkmark/mark'
import { redactArgv } from '../collectors/env.js'
import { collectFacts, type Facts, type FactsRequest, momentOf } from '../collectors/facts.js'
import { collectors } from '../collectors/index.js'
import { below } from '../disk/paths.js'
import { allKeys, template } from '../keys/index.js'
import { untracked } from '../mark/attested.js'
import { redactDict, redactValue } from '../redact/index.js'
import { withoutOutput } from './dirty.js'
import { hostReport } from './host.js'
import type { Outcome } from './outcome.js'

export interface OperationReport {
  operation: 'insert' | 'extract' | 'delete'
  facts: Facts
  /** The `_TIMESTAMP` family. */
  times: Dict
  /** The keys of the host that it may hold; by default those of the report's template. */
  wanted?: ReadonlySet<string>
  outcome: Outcome
  /** Absolute: where the facts are from. An output folder does not hold it. */
  root?: string
  /** Absolute: `_OP_SEARCH_PATH`. */
  paths: readonly string[]
  /** Who will load the files of each output folder, and why. */
  targets?: ReadonlyMap<string, string>
  /** The facts of other repositories that artifacts are in, by the repository's top. */
  repositories?: ReadonlyMap<string, Facts>
  /** `_OP_CMD_FLAGS`: options with their values, such as `--symlinks=follow`. */
  flags?: readonly string[]
}

/**
 * Builds the report of an operation. Besides the catalogue's keys it holds `_X-LEFT-OUT`: the files and folders
 * that were left out, by reason; `_X-TARGETS`: for each output folder, who will load its files and why; and
 * `_X-REPOSITORIES`: the facts of further repositories that artifacts are in, by path.
 */
export function reportOperation(operation: OperationReport): Dict {
  const { outcome, paths, flags, targets, repositories, root, ...rest } = operation
  const { chalks, unmarked, foreign, problems, warnings, leftOut } = outcome
  const { facts, wanted = template('report_default').keys } = rest
  const keys: Dict = { ...facts.keys, _OP_SEARCH_PATH: redactValue([...paths]) }
  if (flags) keys._OP_CMD_FLAGS = redactArgv(flags)
  const unknown = untracked(
    keys,
    chalks.map((chalk) => String(chalk._OP_ARTIFACT_PATH)),
  )
  if (unknown) keys.CALLER_ATTESTED_UNTRACKED_ARTIFACT_INFO = unknown
  const said = new Map([...foreign, ...problems.map(({ path, message }) => [path, message] as const)])
  const errors = [...[...said].map(([path, message]) => `${path}: ${message}`), ...warnings]
  const outputs = [...(targets?.keys() ?? [])].filter(
    (folder) => root === undefined || below(folder, root) === undefined,
  )
  const report = hostReport({ ...rest, facts: { ...facts, keys }, wanted, chalks, unmarked, errors, outputs })
  if (leftOut.size > 0) report['_X-LEFT-OUT'] = redactDict(Object.fromEntries(leftOut))
  if (targets?.size) report['_X-TARGETS'] = redactDict(Object.fromEntries(targets))
  if (repositories?.size) {
    const made = {
      files: [...chalks.map((chalk) => String(chalk._OP_ARTIFACT_PATH)), ...unmarked],
      folders: outputs,
    }
    const facts = [...repositories].map(
      ([top, { keys }]) => [top, ofRepository(withoutOutput(keys, made), wanted)] as const,
    )
    report['_X-REPOSITORIES'] = redactDict(Object.fromEntries(facts))
  }
  return report
}

/** The facts of a repository that a report wants, under their run-time names where they have one. */
function ofRepository(keys: Dict, wanted: ReadonlySet<string>): Dict {
  const names = collectors
    .filter(({ about }) => about === 'repository')
    .flatMap((collector) => collector.keys)
  const shown = names.filter(
    (name) => wanted.has(name) && keys[name] !== undefined && !names.includes(`_${name}`),
  )
  return Object.fromEntries(shown.sort().map((name) => [name, keys[name]!]))
}

/** Families of keys about the operation and its machine, not about a build. */
const OF_THE_RUN = new Set(['operation', 'host'])

/**
 * The facts for the report of an operation that only reads. Facts of a repository are left out, since the artifacts
 * need not come from the repository in which the command runs.
 */
export async function runFacts(
  root: string,
  env: Readonly<Record<string, string | undefined>>,
  more: Pick<FactsRequest, 'tenant' | 'config'> = {},
): Promise<Pick<OperationReport, 'facts' | 'times' | 'wanted'>> {
  const inReport = template('report_default').keys
  const ofTheRun = allKeys().filter(
    ({ name, family, time }) => time === 'run' && OF_THE_RUN.has(family) && inReport.has(name),
  )
  const wanted = new Set(ofTheRun.map(({ name }) => name))
  const now = new Date()
  const request = { root, env, reproducible: false, wanted, ...more }
  const facts = await collectFacts(request)
  return { facts, times: momentOf(facts, request, now).report, wanted }
}
