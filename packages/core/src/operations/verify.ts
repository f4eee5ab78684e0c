/** Checking that everything is marked, and every mark valid. */
import type { Value } from '@chalkmark/mark'
import { UNCHECKED } from '../keys/catalogue.js'
import type { Outcome, Problem } from '../report/outcome.js'
import { extract } from './extract.js'
import type { FileOptions } from './files.js'

/** What does not count as a problem. */
export interface Allowances {
  /** Artifacts without a mark. */
  allowUnmarked?: boolean
  /** Intact marks whose artifacts cannot be checked, and marks that may be those of other artifacts. */
  allowUnchecked?: boolean
}

export interface VerifyOptions extends FileOptions, Allowances {}

export interface Verified extends Outcome {
  /** How many marks are valid. */
  valid: number
  /** How many marks are intact, while nobody can tell whether their artifacts are. */
  unchecked: number
}

/** Reads every artifact below the paths. Missing and wrong marks are among the problems. */
export async function verify(options: VerifyOptions): Promise<Verified> {
  return judgeAll(await extract(options), options)
}

/** Adds marks that an extract found to be missing or wrong to the problems. */
export function judgeAll(outcome: Outcome, { allowUnmarked, allowUnchecked }: Allowances): Verified {
  const { chalks, unmarked, foreign } = outcome
  const problems: Problem[] = [...outcome.problems]
  let valid = 0
  let unchecked = 0
  for (const { _VALIDATED_METADATA, _OP_ARTIFACT_PATH, _ERR_INFO, [UNCHECKED]: reason } of chalks) {
    const path = String(_OP_ARTIFACT_PATH)
    if (_VALIDATED_METADATA === true) valid++
    else if (_VALIDATED_METADATA === false) {
      problems.push({ path, code: 'INVALID', message: lines(_ERR_INFO) })
    } else if (reason !== undefined) {
      unchecked++
      if (!allowUnchecked) problems.push({ path, code: 'UNCHECKED', message: uncheckedFor(String(reason)) })
    }
  }
  for (const path of unmarked) {
    const other = foreign.get(path)
    if (other !== undefined) unchecked++
    if (!allowUnmarked) {
      const none = other === undefined ? 'it carries no mark' : `it carries no mark of its own, and ${other}`
      problems.push({ path, code: 'UNMARKED', message: `${none}; mark it with chalkmark insert` })
    } else if (other !== undefined && !allowUnchecked) {
      problems.push({ path, code: 'UNCHECKED', message: uncheckedFor(other) })
    }
  }
  return { ...outcome, problems, valid, unchecked }
}

function uncheckedFor(reason: string): string {
  return `unchecked: ${reason}; --allow-unchecked takes it as it is`
}

function lines(errors: Value | undefined): string {
  return Array.isArray(errors) ? errors.join('; ') : ''
}
