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
import { type BudgetLimits, newBudget } from './budget.js'
import type { FetchLimits } from './fetch.js'

const MB = 1 << 20

/** Reads the marks of everything that was named. */
export async function readMarks({ invocation, files }: Run, flags: FetchFlags): Promise<Outcome> {
  const { cwd } = invocation
  const paths = files.paths.filter((path) => !isLoose(path, cwd))
  const outcome = paths.length > 0 ? await extract({ ...files, paths }) : newOutcome()
  const limits = limitsOf(flags)
  const budget = newBudget(limits)
  for (const path of files.paths) {
    try {
      if (isAddress(path)) {
        const { fetchArtifacts } = await import('./page.js')
        const artifacts = fetchArtifacts(parseAddress(path), limits, budget, outcome)
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

function parseAddress(text: string): URL {
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
