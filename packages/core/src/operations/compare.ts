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
import { type Alignment, pathsOf, pathsOfAll } from '../report/align.js'
import type { ReadReport } from '../report/lookup.js'
import type { Outcome } from '../report/outcome.js'
import { isSame, type Reported, type ReportedArtifacts } from '../report/reported.js'
import {
  type BuildReports,
  digestOf,
  type Expectation,
  expectations,
  nameInReports,
  readBuildReports,
} from './build-reports.js'

/** A file that a server has sent for a page, or as one. */
export interface ServedFile {
  /** What the outcome calls it: the address that it came from. */
  path: string
  /** Host and path, decoded; for pages also what the file may be called: `example.com/about/index.html`. */
  names: readonly string[]
  /** Lower-case hex. */
  sha256: string
  /** What was asked for instead, if the server has led elsewhere. Not for the address that the user named. */
  asked?: Pick<ServedFile, 'path' | 'names'>
}

export interface ComparisonRequest {
  outcome: Outcome
  /** The files and folders that were named, absolute. */
  searched: readonly string[]
  /** What servers have sent, if a page was named. */
  served: readonly ServedFile[]
  reports: readonly ReadReport[]
  /** The artifacts in these reports. */
  reported: ReportedArtifacts
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
  const { outcome, searched, served, reported } = request
  const files = new Map(served.map((file) => [file.path, file]))
  const marked = outcome.chalks.filter(isMarked)
  const places = placesIn(searched, marked, outcome)
  const compared: Compared[] = []
  const alignments = new Map<string, readonly Alignment[]>()
  const others: Dict[] = []
  for (const chalk of marked) (places.chalks.get(places.folderOf(pathOf(chalk)) ?? '') ?? others).push(chalk)
  for (const [top, chalks] of places.chalks) {
    const artifacts = chalks.map((chalk) => seen(chalk, [nameBelow(top, pathOf(chalk))]))
    const group = compareGroup({ kind: 'folder', top: nameInReports(top), artifacts }, reported)
    alignments.set(top, group.alignments)
    compared.push(group, { differences: missingIn(top, group, outcome), matches: NONE })
  }

  const artifacts = others.flatMap((chalk) => {
    const file = files.get(pathOf(chalk))
    return file ? [seen(chalk, file.names)] : []
  })
  const fromServers = compareGroup({ kind: 'server', artifacts }, reported)
  compared.push(fromServers)
  for (const chalk of others)
    if (!files.has(pathOf(chalk)))
      compared.push(compareOne(seen(chalk, [nameInReports(pathOf(chalk))]), reported))

  const unmarked = unmarkedFiles(request, (path) => {
    const top = places.folderOf(path)
    if (top === undefined) return pathsOfAll(files.get(path)?.names ?? [], fromServers.alignments)
    return pathsOf(nameBelow(top, path), alignments.get(top)!)
  })
  compared.push({ differences: ledElsewhere(request, marked, fromServers.alignments), matches: NONE })
  const isInFolder = (path: string) => places.folderOf(path) !== undefined
  compared.push({ differences: unexpected(outcome, unmarked, isInFolder), matches: NONE })
  return {
    differences: sorted(compared.flatMap(({ differences }) => differences)),
    matches: new Map(compared.flatMap(({ matches }) => [...matches])),
    unmarked,
    notAsked: notSeen(fromServers, served, reported),
  }
}

type Compared = Pick<ComparedGroup, 'differences' | 'matches'>
const NONE: Compared['matches'] = new Map()

/** By path. */
export function sorted(differences: readonly Difference[]): Difference[] {
  return [...differences].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
}

/** The folders that were named, each with room for the artifacts that are in it. */
function placesIn(searched: readonly string[], marked: readonly Dict[], outcome: Outcome) {
  const { unmarked, problems, leftOut } = outcome
  const known = new Set([
    ...marked.map(pathOf),
    ...unmarked,
    ...problems.map(({ path }) => path),
    ...[...leftOut.values()].flat(),
  ])
  // What was read itself is a file, or nothing that could be read.
  const folders = searched.filter((path) => !known.has(path))
  return {
    chalks: new Map<string, Dict[]>(folders.map((top) => [top, []])),
    folderOf: (path: string) => folders.find((top) => isIn(top, path)),
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

/**
 * What the reports say of files without a mark.
 * @param placesOf the paths that a file has in the reports, as far as others in its folder tell.
 */
function unmarkedFiles(
  { reports, searched, served }: ComparisonRequest,
  placesOf: (path: string) => string[],
): BuildReports {
  const hosts = reports.flatMap((report) => report.hosts)
  const onDisk = readBuildReports(hosts, searched)
  const expectationOf = expectations(hosts)
  const digests = new Map(served.map(({ path, sha256 }) => [path, sha256]))
  return {
    of(path) {
      const places = placesOf(path)
      const digest = digests.get(path) ?? (places.length > 0 ? digestOf(path) : undefined)
      return digest === undefined ? onDisk.of(path) : expectationOf(digest, places)
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

/**
 * Files for which a server leads to others: browsers take these for what they have asked for, so they have to be what the
 * reports have there.
 */
function ledElsewhere(
  { served, reports, reported }: ComparisonRequest,
  marked: readonly Dict[],
  alignments: readonly Alignment[],
): Difference[] {
  const chalks = new Map(marked.map((chalk) => [pathOf(chalk), chalk]))
  const expectationOf = expectations(reports.flatMap((report) => report.hosts))
  return served.flatMap(({ path, sha256, asked }) => {
    if (asked === undefined) return []
    const places = pathsOfAll(asked.names, alignments)
    const own = places.flatMap((place) => reported.at(place) ?? [])
    const chalk = chalks.get(path)
    const isOther = chalk
      ? own.length > 0 && !own.some((artifact) => isSame(chalk, artifact))
      : isChanged(expectationOf(sha256, places))
    const message = `the server leads to ${path}, which is not what the report has here`
    return isOther ? [{ state: 'changed' as const, path: asked.path, message }] : []
  })
}

function isChanged(said: Expectation): boolean {
  return said.unexpected !== undefined && said.state === 'changed'
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
