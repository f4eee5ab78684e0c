/** What people read of a report: a few lines, and one for each artifact. */
import type { Dict, Value } from '@chalkmark/mark'

/** More artifacts are counted only. */
const MOST = 200

export interface ReportSummary {
  /** `insert: 12 artifacts, 1 without a mark` */
  title: string
  /** Facts of the build, by what people call them. */
  facts: [name: string, value: string][]
  /** Some of the artifacts: path, type and id. */
  artifacts: [path: string, type: string, id: string][]
  /** How many artifacts are not among them. */
  more: number
  /** Paths. */
  unmarked: string[]
  errors: string[]
}

/** The keys of a report that people ask for first. The first one that is there counts. */
const FACTS: [name: string, ...keys: string[]][] = [
  ['commit', '_COMMIT_ID', 'COMMIT_ID'],
  ['branch', '_BRANCH', 'BRANCH'],
  ['tag', '_TAG', 'TAG'],
  ['author', '_AUTHOR', 'AUTHOR'],
  ['repository', '_ORIGIN_URI', 'ORIGIN_URI'],
  ['build', 'BUILD_URI', '_BUILD_URI', 'BUILD_ID', '_BUILD_ID'],
  ['time', '_DATETIME'],
]

/** @param report as JSON has it. Its texts are not safe to print yet. */
export function summarize(report: Dict): ReportSummary {
  const chalks = listOf(report._CHALKS) as Dict[]
  const unmarked = listOf(report._UNMARKED).map(String)
  const errors = listOf(report._OP_ERRORS).map(String)
  const number = chalks.length
  const parts = [
    `${number} ${number === 1 ? 'artifact' : 'artifacts'}`,
    ...(unmarked.length > 0 ? [`${unmarked.length} without a mark`] : []),
    ...(errors.length > 0 ? [`${errors.length} ${errors.length === 1 ? 'message' : 'messages'}`] : []),
  ]
  return {
    title: `${textOf(report._OPERATION)}: ${parts.join(', ')}`,
    facts: FACTS.flatMap(([name, ...keys]) => {
      const key = keys.find((key) => typeof report[key] === 'string' && report[key] !== '')
      return key ? [[name, textOf(report[key])] as [string, string]] : []
    }),
    artifacts: chalks
      .slice(0, MOST)
      .map((chalk) => [
        textOf(chalk._OP_ARTIFACT_PATH ?? chalk.PATH_WHEN_CHALKED),
        textOf(chalk.ARTIFACT_TYPE ?? chalk._OP_ARTIFACT_TYPE),
        textOf(chalk.CHALK_ID),
      ]),
    more: Math.max(0, number - MOST),
    unmarked: unmarked.slice(0, MOST),
    errors: errors.slice(0, MOST),
  }
}

function listOf(value: Value | undefined): Value[] {
  return Array.isArray(value) ? value : []
}

function textOf(value: Value | undefined): string {
  return typeof value === 'string' ? value : value === undefined ? '' : String(value)
}
