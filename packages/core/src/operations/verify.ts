/** Checking that everything is marked, and every mark valid. */
import type { Value } from '@chalkmark/mark'
import { extract } from './extract.js'
import type { FileOptions, Outcome, Problem } from './files.js'

export interface VerifyOptions extends FileOptions {
  /** Artifacts without a mark are no problem. */
  allowUnmarked?: boolean
}

export interface Verified extends Outcome {
  /** How many marks are valid. */
  valid: number
}

/** Reads every artifact below the paths; what is missing or wrong with their marks is among the problems. */
export async function verify(options: VerifyOptions): Promise<Verified> {
  return judgeAll(await extract(options), options)
}

/** Counts what an extract found to be missing or wrong among its problems. */
export function judgeAll(outcome: Outcome, { allowUnmarked = false }: { allowUnmarked?: boolean }): Verified {
  const { chalks, unmarked } = outcome
  const problems: Problem[] = [...outcome.problems]
  const warnings = [...outcome.warnings]
  let valid = 0
  for (const { _VALIDATED_METADATA, _OP_ARTIFACT_PATH, _ERR_INFO } of chalks) {
    const path = String(_OP_ARTIFACT_PATH)
    if (_VALIDATED_METADATA === true) valid++
    else if (_VALIDATED_METADATA === false) {
      problems.push({ path, code: 'INVALID', message: lines(_ERR_INFO) })
    } else if (_ERR_INFO !== undefined) warnings.push(`${path}: ${lines(_ERR_INFO)}`)
  }
  if (!allowUnmarked) {
    const message = 'it carries no mark; mark it with chalkmark insert'
    for (const path of unmarked) problems.push({ path, code: 'UNMARKED', message })
  }
  return { ...outcome, problems, warnings, valid }
}

function lines(errors: Value | undefined): string {
  return Array.isArray(errors) ? errors.join('; ') : ''
}
