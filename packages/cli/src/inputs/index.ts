/** Everything that extract and verify read: files, addresses, stdin, and what is inside of archives. */
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
import type { Invocation } from '../invocation.js'
import type { Run } from '../run.js'
import { UsageError } from '../usage-error.js'
import { isAddress } from './address.js'
import { type BudgetLimits, newBudget } from './budget.js'
import type { FetchLimits } from './fetch.js'

const MB = 1 << 20

/** Reads the marks of everything that was named. */
export async function readMarks({ invocation, files }: Run): Promise<Outcome> {
  const { cwd } = invocation
  const paths = files.paths.filter((path) => !isLoose(path, cwd))
  const outcome = paths.length > 0 ? await extract({ ...files, paths }) : newOutcome()
  const limits = limitsOf(invocation)
  const budget = newBudget(limits)
  for (const path of files.paths) {
    try {
      if (isAddress(path)) {
        const { fetchArtifacts } = await import('./page.js')
        const artifacts = fetchArtifacts(parseAddress(path), limits, budget, outcome)
        // What an archive unpacks to is no more than what may be fetched.
        await extractLoose(artifacts, { ...files, limits: { unpackedSize: limits.total } }, outcome)
      } else if (path === '-') {
        const { fromStdin } = await import('./stdin.js')
        const { name } = invocation.flags
        await extractLoose(fromStdin(typeof name === 'string' ? name : undefined), files, outcome)
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

function limitsOf({ flags }: Invocation): FetchLimits & BudgetLimits {
  return {
    timeout: positive(flags.timeout, 'timeout', 30) * 1000,
    time: positive(flags['max-time'], 'max-time', 300) * 1000,
    size: positive(flags['max-size'], 'max-size', 64) * MB,
    total: positive(flags['max-total'], 'max-total', 256) * MB,
    files: positive(flags['max-files'], 'max-files', 1000),
    crossOrigin: flags['cross-origin'] === true,
  }
}

function positive(value: unknown, name: string, otherwise: number): number {
  if (value === undefined) return otherwise
  const number = Number(value)
  if (number > 0 && Number.isFinite(number)) return number
  throw new UsageError(`--${name} is ${value}: it must be a positive number`)
}
