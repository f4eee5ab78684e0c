/** Checking that everything is marked, and every mark valid. */
import type { Dict, Value } from '@chalkmark/mark'
import { UNCHECKED } from '../keys/catalogue.js'
import { addLeftOut, type Outcome, type Problem } from '../report/outcome.js'
import type { BuildReports } from './build-reports.js'
import { extract } from './extract.js'
import type { FileOptions } from './files.js'

/** What does not count as a problem. */
export interface Allowances {
  /** Artifacts without a mark: all, or those of which the function says so. */
  allowUnmarked?: boolean | ((path: string) => boolean)
  /** Intact marks whose artifacts cannot be checked, and marks that may be those of other artifacts. */
  allowUnchecked?: boolean
  /** What the build's report says of files. */
  report?: BuildReports | undefined
}

export interface VerifyOptions extends FileOptions, Allowances {}

export interface Verified extends Outcome {
  /** How many marks are valid. */
  valid: number
  /** How many marks are intact, while nobody can tell whether their artifacts are. */
  unchecked: number
  /** How many artifacts have no mark, as the build's report says. */
  expected: number
}

/** Reads every artifact below the paths. Missing and wrong marks are among the problems. */
export async function verify(options: VerifyOptions): Promise<Verified> {
  return judgeAll(await extract(options), options)
}

/** Adds marks that an extract found to be missing or wrong to the problems. */
export function judgeAll(outcome: Outcome, { allowUnmarked, allowUnchecked, report }: Allowances): Verified {
  const { chalks, unmarked, foreign } = outcome
  const problems: Problem[] = [...outcome.problems]
  const originOf = originsAmong(chalks)
  const mayLackMark = typeof allowUnmarked === 'function' ? allowUnmarked : () => allowUnmarked === true
  let valid = 0
  let unchecked = 0
  let expected = 0
  for (const chalk of chalks) {
    const { _VALIDATED_METADATA, _OP_ARTIFACT_PATH, [UNCHECKED]: reason } = chalk
    const path = String(_OP_ARTIFACT_PATH)
    if (_VALIDATED_METADATA === true) valid++
    else if (_VALIDATED_METADATA === false) {
      problems.push({ path, code: 'INVALID', message: invalidFor(chalk, originOf(chalk)) })
    } else if (reason !== undefined) {
      unchecked++
      if (!allowUnchecked) problems.push({ path, code: 'UNCHECKED', message: uncheckedFor(String(reason)) })
    }
  }
  for (const path of unmarked) {
    const other = foreign.get(path)
    const said = report?.of(path)
    if (said?.expected !== undefined) {
      expected++
      addLeftOut(outcome, path, `no mark, and the build's report says so: ${said.expected}`)
      continue
    }
    if (other !== undefined) unchecked++
    if (!mayLackMark(path)) {
      const none = other === undefined ? 'it carries no mark' : `it carries no mark of its own, and ${other}`
      const why = said === undefined ? '' : `, ${said.unexpected}`
      problems.push({ path, code: 'UNMARKED', message: `${none}${why}; mark it with chalkmark insert` })
    } else if (other !== undefined && !allowUnchecked) {
      problems.push({ path, code: 'UNCHECKED', message: uncheckedFor(other) })
    }
  }
  return { ...outcome, problems, valid, unchecked, expected }
}

function uncheckedFor(reason: string): string {
  return `unchecked: ${reason}; --allow-unchecked takes it as it is`
}

const CHANGED = 'artifact was changed after marking'

/** What to say of an invalid mark. A file that a build has made from a marked one is told from a file that was changed. */
function invalidFor({ _ERR_INFO: errors }: Dict, origin: string | undefined): string {
  const all = Array.isArray(errors) ? errors.map(String) : []
  // A mark that was changed itself is no copy of another.
  if (!all.every((error) => error.startsWith(CHANGED))) return all.join('; ')
  if (origin !== undefined) return `${origin}; mark it with chalkmark insert --missing`
  return `${all.join('; ')}; if a step of the build did that, let chalkmark insert --missing follow it`
}

/** Tells from which marked file another was made: it carries a copy of that file's mark. */
function originsAmong(chalks: readonly Dict[]): (chalk: Dict) => string | undefined {
  const byMark = new Map<Value | undefined, Dict[]>()
  for (const chalk of chalks) byMark.set(chalk.METADATA_ID, [...(byMark.get(chalk.METADATA_ID) ?? []), chalk])
  return (chalk) => {
    const same = chalk.METADATA_ID === undefined ? [] : byMark.get(chalk.METADATA_ID)!
    if (same.length < 2) return undefined
    const first = same.find((one) => one._VALIDATED_METADATA === true)
    return first === undefined
      ? `its mark is in ${same.length} files and fits none of them, so they were made from one file after that was marked`
      : `it carries a copy of the mark of ${String(first._OP_ARTIFACT_PATH)}, and was made from that file or changed after it`
  }
}
