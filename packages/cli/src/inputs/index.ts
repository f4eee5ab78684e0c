/** Everything that extract and verify read: files, addresses, stdin, and files inside of archives. */
import { CodecError } from '@chalkmark/core'
import {
  addProblem,
  extract,
  extractInside,
  extractLoose,
  newOutcome,
  type Outcome,
  parseInsidePath,
} from '@chalkmark/core/operations'
import type { FetchFlags } from '../options.js'
import type { Run } from '../run.js'
import { UsageError } from '../usage-error.js'
import { isAddress } from './address.js'
import { type Budget, type BudgetLimits, newBudget } from './budget.js'
import type { FetchLimits } from './fetch.js'
import type { Served } from './served.js'

const MB = 1 << 20

/** What a command may fetch, altogether. */
export interface Fetching {
  limits: FetchLimits & BudgetLimits
  budget: Budget
}

export function beginFetching(flags: FetchFlags): Fetching {
  const limits = limitsOf(flags)
  return { limits, budget: newBudget(limits) }
}

/**
 * Reads the marks of everything that was named.
 * @param served is told what pages consist of.
 */
export async function readMarks(
  { invocation, files }: Run,
  flags: FetchFlags,
  { limits, budget }: Fetching = beginFetching(flags),
  served?: Served,
): Promise<Outcome> {
  const { cwd } = invocation
  const paths = files.paths.filter((path) => !isLoose(path, cwd))
  const outcome = paths.length > 0 ? await extract({ ...files, paths }) : newOutcome()
  for (const path of files.paths) {
    try {
      if (isAddress(path)) {
        const { fetchArtifacts } = await import('./page.js')
        const artifacts = fetchArtifacts(parseAddress(path), limits, budget, outcome, served)
        // An archive may unpack to no more than may be fetched.
        await extractLoose(artifacts, { ...files, limits: { unpackedSize: limits.total } }, outcome)
      } else if (path === '-') {
        const { fromStdin } = await import('./stdin.js')
        await extractLoose(fromStdin(flags.name), files, outcome)
      } else {
        const inside = parseInsidePath(path, cwd)
        if (inside) await extractInside(inside, files, outcome)
      }
    } catch (error) {
      if (!(error instanceof CodecError)) throw error
      addProblem(outcome, path, error)
    }
  }
  return outcome
}

function isLoose(path: string, cwd: string): boolean {
  return path === '-' || isAddress(path) || parseInsidePath(path, cwd) !== undefined
}

export function parseAddress(text: string): URL {
  if (URL.canParse(text)) return new URL(text)
  throw new UsageError(`${text} is no address`)
}

function limitsOf(flags: FetchFlags): FetchLimits & BudgetLimits {
  return {
    timeout: flags.timeout * 1000,
    time: flags.maxTime * 1000,
    size: flags.maxSize * MB,
    total: flags.maxTotal * MB,
    files: flags.maxFiles,
    crossOrigin: flags.crossOrigin === true,
  }
}
