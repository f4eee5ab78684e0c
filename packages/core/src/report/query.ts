/** Looking for artifacts in reports by what is known of them. */
import type { Dict, Value } from '@chalkmark/mark'
import { globFilter } from '../disk/globs.js'
import { FILE_HASH, OUTPUT_PATH } from '../keys/catalogue.js'
import { line } from './serialize.js'
import { dictsIn, textIn, withSlashes } from './values.js'

/** What is asked for. Of one list, one has to fit; of different lists, all. */
export interface Query {
  /** Commits, or how they begin. */
  commits?: readonly string[]
  /** CHALK_ID or METADATA_ID of artifacts, or `_ACTION_ID` of reports. */
  ids?: readonly string[]
  /** Globs, for paths in the output, in the repository, and absolute ones; without a slash for names. */
  paths?: readonly string[]
  /** Digests of artifacts or of their files, or how they begin. */
  hashes?: readonly string[]
  /** Values of keys, of artifact or host. Of one key, one has to fit. */
  keys?: readonly { name: string; value: string }[]
}

const HASHES = ['HASH', '_CURRENT_HASH', FILE_HASH, 'PRE_CHALK_HASH', 'METADATA_HASH', 'X-CONTENT-HASH']
const PATHS = [OUTPUT_PATH, '_OP_ARTIFACT_PATH_WITHIN_VCTL', '_OP_ARTIFACT_PATH', 'PATH_WHEN_CHALKED']
const COMMITS = ['COMMIT_ID', '_COMMIT_ID', 'BUILD_COMMIT_ID']
/** Of systems. A longer path is none, and a glob could take long over it. */
const LONGEST_PATH = 4096

type Test = (chalk: Dict, host: Dict) => boolean

/** The artifacts of a host report that fit. A report without artifacts counts as one that nothing is known of. */
export function queryReports(query: Query): (host: Dict) => Dict[] {
  const tests = testsOf(query)
  return (host) => {
    const chalks = dictsIn(host._CHALKS).flatMap(withInner)
    const all = chalks.length > 0 ? chalks : [{}]
    return all.filter((chalk) => tests.every((test) => test(chalk, host)))
  }
}

/** An artifact, and the files inside of it that the report names. */
function withInner(chalk: Dict): Dict[] {
  return [chalk, ...dictsIn(chalk.EMBEDDED_CHALK).flatMap(withInner)]
}

function testsOf({ commits = [], ids = [], paths = [], hashes = [], keys = [] }: Query): Test[] {
  const tests: Test[] = []
  if (commits.length > 0) {
    const wanted = commits.map((commit) => commit.toLowerCase())
    tests.push((chalk, host) => {
      const own = textsOf(chalk, COMMITS)
      // An artifact can be of another repository than the host report.
      const known = own.length > 0 ? own : textsOf(host, COMMITS)
      return known.some((commit) => wanted.some((one) => commit.startsWith(one)))
    })
  }
  if (ids.length > 0) {
    const wanted = new Set(ids.map((id) => id.toLowerCase()))
    tests.push((chalk, host) =>
      [...textsOf(chalk, ['CHALK_ID', 'METADATA_ID']), ...textsOf(host, ['_ACTION_ID'])].some((id) =>
        wanted.has(id),
      ),
    )
  }
  if (paths.length > 0) {
    const fits = globFilter(paths, undefined)
    tests.push((chalk) => {
      const names = PATHS.flatMap((key) => textIn(chalk[key]) ?? []).map(withSlashes)
      return fits(names.filter((name) => name.length <= LONGEST_PATH))
    })
  }
  if (hashes.length > 0) {
    const wanted = hashes.map((hash) => hash.toLowerCase())
    tests.push((chalk) => textsOf(chalk, HASHES).some((hash) => wanted.some((one) => hash.startsWith(one))))
  }
  for (const name of new Set(keys.map((key) => key.name))) {
    const values = keys.filter((key) => key.name === name).map(({ value }) => value)
    tests.push((chalk, host) =>
      valuesOf(name, chalk, host).some((value) => values.some((one) => isValue(value, one))),
    )
  }
  return tests
}

/** Texts of keys, in lower case. */
function textsOf(dict: Dict, keys: readonly string[]): string[] {
  return keys.flatMap((key) => textIn(dict[key])?.toLowerCase() ?? [])
}

/** The values of a key, which has one name in marks and another one in reports. */
function valuesOf(name: string, chalk: Dict, host: Dict): Value[] {
  const names = [name, name.startsWith('_') ? name.slice(1) : `_${name}`]
  return [chalk, host].flatMap((dict) =>
    names.flatMap((key) => (Object.hasOwn(dict, key) ? [dict[key]!] : [])),
  )
}

/** Whether a value is what was written on a command line. Of a list, one item has to be. */
function isValue(value: Value, wanted: string): boolean {
  if (Array.isArray(value)) return value.some((item) => isValue(item, wanted))
  if (typeof value === 'string') return value === wanted
  return (typeof value === 'object' && value !== null ? line(value) : String(value)) === wanted
}
