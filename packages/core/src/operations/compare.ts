/** Comparing what was read with reports: which artifacts are others, which are not there. */
import { join } from 'node:path'
import type { Dict } from '@chalkmark/mark'
import { below } from '../disk/paths.js'
import { UNCHECKED } from '../keys/catalogue.js'
import {
  type ComparedGroup,
  compareGroup,
  compareOne,
  type Difference,
  type SeenArtifact,
} from '../report/against.js'
import { pathsOf } from '../report/align.js'
import type { ReadReport } from '../report/lookup.js'
import type { Outcome } from '../report/outcome.js'
import { type Reported, type ReportedArtifacts, reportedArtifacts } from '../report/reported.js'
import { type BuildReports, expectations, nameInReports, readBuildReports } from './build-reports.js'

/** A file that a server has sent for a page, or as one. */
export interface ServedFile {
  /** What the outcome calls it: the address that it came from. */
  path: string
  /** Host and path, decoded; for pages also what the file may be called: `example.com/about/index.html`. */
  names: readonly string[]
  /** Lower-case hex. */
  sha256: string
}

export interface ComparisonRequest {
  outcome: Outcome
  /** The files and folders that were named, absolute. */
  searched: readonly string[]
  /** What servers have sent, if a page was named. */
  served: readonly ServedFile[]
  reports: readonly ReadReport[]
}

export interface Comparison {
  /** How artifacts differ from what the reports say, sorted by path. */
  differences: Difference[]
  /** By path: what the reports say of an artifact. Not of one that differs. */
  matches: ReadonlyMap<string, readonly Reported[]>
  /** What the reports say of files without a mark. */
  unmarked: BuildReports
  /** What servers should have, and nobody has asked for: host and path, decoded. The paths in the report are the values. */
  notAsked: ReadonlyMap<string, string>
}

/** Compares what was read with reports. */
export function compareWithReports(request: ComparisonRequest): Comparison {
  const { outcome, searched, served, reports } = request
  const reported = reportedArtifacts(reports)
  const hosts = reports.flatMap((report) => report.hosts)
  const files = new Map(served.map((file) => [file.path, file]))
  const marked = outcome.chalks.filter(isMarked)
  const differences: Difference[] = []
  const matches = new Map<string, readonly Reported[]>()
  const take = (group: Pick<ComparedGroup, 'differences' | 'matches'>) => {
    differences.push(...group.differences)
    for (const [path, same] of group.matches) matches.set(path, same)
  }

  const folders = searched.filter(
    (path) => !marked.some((chalk) => pathOf(chalk) === path) && !isNamedFile(path, outcome),
  )
  const folderOf = (path: string) => folders.find((top) => isIn(top, path))
  const others: Dict[] = []
  const inFolders = new Map<string, Dict[]>(folders.map((top) => [top, []]))
  for (const chalk of marked) (inFolders.get(folderOf(pathOf(chalk)) ?? '') ?? others).push(chalk)
  for (const [top, chalks] of inFolders) {
    const artifacts = chalks.map((chalk) => seen(chalk, [nameBelow(top, pathOf(chalk))]))
    const group = compareGroup({ kind: 'folder', top: nameInReports(top), artifacts }, reported)
    take(group)
    differences.push(...missingIn(top, group, outcome))
  }

  const fromServers = others.filter((chalk) => files.has(pathOf(chalk)))
  const group = compareGroup(
    { kind: 'server', artifacts: fromServers.map((chalk) => seen(chalk, files.get(pathOf(chalk))!.names)) },
    reported,
  )
  take(group)
  for (const chalk of others)
    if (!files.has(pathOf(chalk))) take(compareOne(seen(chalk, [nameInReports(pathOf(chalk))]), reported))

  const unmarked = unmarkedFiles(hosts, searched, files, group)
  differences.push(...unexpected(outcome, unmarked, (path) => folderOf(path) !== undefined))
  return {
    differences: differences.sort((a, b) => (a.path < b.path ? -1 : 1)),
    matches,
    unmarked,
    notAsked: notSeen(group, served, reported),
  }
}

function seen(chalk: Dict, names: readonly string[]): SeenArtifact {
  return { path: pathOf(chalk), names, chalk }
}

/** Certificates have an object in a report, too, and no mark. */
function isMarked(chalk: Dict): boolean {
  return chalk._VALIDATED_METADATA !== undefined || chalk[UNCHECKED] !== undefined
}

function pathOf({ _OP_ARTIFACT_PATH: path }: Dict): string {
  return String(path)
}

/** Whether a path that was named is a file, or nothing that could be read. */
function isNamedFile(path: string, { unmarked, problems, leftOut }: Outcome): boolean {
  return (
    unmarked.includes(path) ||
    problems.some((problem) => problem.path === path) ||
    [...leftOut.values()].some((paths) => paths.includes(path))
  )
}

function isIn(top: string, path: string): boolean {
  const name = below(top, path)
  return name !== undefined && name !== ''
}

/** A file's name below a folder, as a report would have it. */
function nameBelow(top: string, path: string): string {
  return nameInReports(path).slice(nameInReports(top).length).replace(/^\//, '')
}

/** What should be below a folder and is not, or was not looked at though the user did not say so. */
function missingIn(top: string, { expected }: ComparedGroup, outcome: Outcome): Difference[] {
  const { chalks, unmarked, problems, leftOut } = outcome
  const there = new Set(
    [...chalks.map(pathOf), ...unmarked, ...problems.map(({ path }) => path)]
      .filter((path) => isIn(top, path))
      .map((path) => nameBelow(top, path)),
  )
  const left = new Map(
    [...leftOut].flatMap(([reason, paths]) =>
      paths.filter((path) => isIn(top, path)).map((path) => [nameBelow(top, path), reason] as const),
    ),
  )
  return [...expected.keys()].flatMap((name) => {
    if (there.has(name)) return []
    const reason = reasonFor(name, left)
    if (reason === LEFT_BY_USER) return []
    const message =
      reason === undefined ? 'the report tells of it, and it is not there' : `it was not checked: ${reason}`
    return [{ state: 'missing' as const, path: join(top, name), message }]
  })
}

const LEFT_BY_USER = 'include and exclude leave it out'

/** Why a name, or a folder on the way to it, was left out. */
function reasonFor(name: string, left: ReadonlyMap<string, string>): string | undefined {
  for (let end = name.length; end > 0; end = name.lastIndexOf('/', end - 1)) {
    const reason = left.get(name.slice(0, end)) ?? left.get(`${name.slice(0, end)}/`)
    if (reason !== undefined) return reason
  }
  return undefined
}

/** What the reports say of files without a mark, on the disk or from servers. */
function unmarkedFiles(
  hosts: readonly Dict[],
  searched: readonly string[],
  served: ReadonlyMap<string, ServedFile>,
  { alignments }: ComparedGroup,
): BuildReports {
  const onDisk = readBuildReports(hosts, searched)
  const expectationOf = expectations(hosts)
  return {
    of(path) {
      const file = served.get(path)
      if (!file) return onDisk.of(path)
      return expectationOf(
        file.sha256,
        file.names.flatMap((name) => pathsOf(name, alignments)),
      )
    },
  }
}

/** Files without a mark of which no report says that they have none. */
function unexpected(
  { unmarked }: Outcome,
  reports: BuildReports,
  isInFolder: (path: string) => boolean,
): Difference[] {
  return unmarked.flatMap((path) => {
    const said = reports.of(path)
    if (said?.unexpected === undefined) return []
    const state = said.state === 'changed' ? said.state : isInFolder(path) ? 'extra' : 'unknown'
    return [{ state, path, message: `it carries no mark, ${said.unexpected}` }]
  })
}

/** What servers should have, and was not among what they have sent. */
function notSeen(
  { expected, matches }: ComparedGroup,
  served: readonly ServedFile[],
  { at }: ReportedArtifacts,
): Map<string, string> {
  const names = new Set(served.flatMap((file) => file.names))
  const found = new Set([...matches.values()].flat())
  return new Map([...expected].filter(([name, path]) => !names.has(name) && !found.has(at(path)!)).sort())
}
