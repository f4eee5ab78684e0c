/**
 * Artifacts against reports. What differs has one of four states:
 *
 *     changed   the report has another content or another mark for its path, or its mark is invalid
 *     extra     it is in a folder of which the report tells, and the report does not know it there
 *     missing   the report tells of it, and it is not there
 *     unknown   the report does not know its content, and nobody can tell its path: a single file, what a server sends
 */
import type { Dict } from '@chalkmark/mark'
import { type Alignment, align, expectedNames, pathsOfAll } from './align.js'
import { hasSameContent, isSame, type Reported, type ReportedArtifacts } from './reported.js'

export type DifferenceState = 'changed' | 'extra' | 'missing' | 'unknown'

export interface Difference {
  state: DifferenceState
  /** As it was named: absolute, or an address. */
  path: string
  /** One line, without path and state. */
  message: string
}

/** A marked artifact that was read. */
export interface SeenArtifact {
  path: string
  /** Its names below the top with `/`: a page behind an address may have several. Without a top its whole path. */
  names: readonly string[]
  /** Its object in the report of an extract. */
  chalk: Dict
}

/** What was read below one folder, or from servers. */
export interface SeenGroup {
  kind: 'folder' | 'server'
  /** The folder's path as reports have it. */
  top?: string
  artifacts: readonly SeenArtifact[]
}

export interface ComparedGroup {
  differences: Difference[]
  /** By path: the artifacts of the report that are the same, those of the artifact's own place first. */
  matches: ReadonlyMap<string, readonly Reported[]>
  /** The artifacts of the report that should be below the top, by name: their paths in the report. */
  expected: Map<string, string>
  alignments: readonly Alignment[]
}

/** Compares what is below a folder, or behind addresses, with reports. What is missing is the caller's to find out. */
export function compareGroup(
  { kind, top, artifacts }: SeenGroup,
  reported: ReportedArtifacts,
): ComparedGroup {
  const placed = artifacts.map((seen) => ({ ...seen, same: sameAs(seen.chalk, reported) }))
  const alignments = align(placed, reported, top)
  const differences: Difference[] = []
  const matches = new Map<string, readonly Reported[]>()
  for (const { path, names, chalk, same } of placed) {
    const own = ownPlaces(names, alignments, reported)
    const here = own.filter((artifact) => isSame(chalk, artifact))
    // What a server sends under one address, another page refers to under another.
    const elsewhere = kind === 'server' && own.length === 0 ? same.filter((one) => isCalled(one, names)) : []
    const found = [...here, ...elsewhere]
    if (found.length > 0) matches.set(path, [...new Set([...found, ...same])])
    else if (own.length > 0) differences.push({ state: 'changed', path, message: changeOf(chalk, same, own) })
    else {
      const state =
        isInvalid(chalk) && isMarkKnown(chalk, reported) ? 'changed' : kind === 'folder' ? 'extra' : 'unknown'
      differences.push({ state, path, message: unknownFor(chalk, same) })
    }
  }
  return { differences, matches, expected: expectedNames(alignments, reported), alignments }
}

/** Compares a single artifact, of which only the content counts, unless the report knows its very path. */
export function compareOne(
  { path, names, chalk }: SeenArtifact,
  reported: ReportedArtifacts,
): Pick<ComparedGroup, 'differences' | 'matches'> {
  const same = sameAs(chalk, reported)
  const own = names.flatMap((name) => reported.at(name) ?? [])
  const isOther = own.length > 0 && !own.some((artifact) => isSame(chalk, artifact))
  if (same.length > 0 && !isOther) return { differences: [], matches: new Map([[path, same]]) }
  const isPlaced = isOther || names.some((name) => isOutputOf(name, reported))
  const difference: Difference =
    isPlaced || (isInvalid(chalk) && isMarkKnown(chalk, reported))
      ? { state: 'changed', path, message: changeOf(chalk, same, own) }
      : { state: 'unknown', path, message: unknownFor(chalk, same) }
  return { differences: [difference], matches: new Map() }
}

function sameAs(chalk: Dict, reported: ReportedArtifacts): Reported[] {
  return isInvalid(chalk) ? [] : reported.like(chalk).filter((artifact) => isSame(chalk, artifact))
}

function ownPlaces(
  names: readonly string[],
  alignments: readonly Alignment[],
  reported: ReportedArtifacts,
): Reported[] {
  return pathsOfAll(names, alignments).flatMap((path) => reported.at(path) ?? [])
}

function isInvalid({ _VALIDATED_METADATA: valid }: Dict): boolean {
  return valid === false
}

function isMarkKnown({ METADATA_ID: id }: Dict, reported: ReportedArtifacts): boolean {
  return id !== undefined && reported.like({ METADATA_ID: id }).length > 0
}

/** Whether an artifact of the report has the file name of one of these names. */
function isCalled({ path = '' }: Reported, names: readonly string[]): boolean {
  return names.some((name) => `/${path}`.endsWith(`/${fileName(name)}`))
}

/** Whether a whole path ends in what a report calls an artifact in its output folder. */
function isOutputOf(name: string, reported: ReportedArtifacts): boolean {
  return reported.named(fileName(name)).some(({ path, depth }) => {
    const inOutput = path!.split('/').slice(-(depth ?? 1))
    return `/${name}`.endsWith(`/${inOutput.join('/')}`)
  })
}

function changeOf(chalk: Dict, same: readonly Reported[], own: readonly Reported[]): string {
  const other = same.find(({ path }) => path !== undefined)
  if (other) return `it is what the report has as ${nameOf(other)}`
  if (own.some((artifact) => hasSameContent(chalk, artifact)))
    return 'the report has this content with another mark, so another build has made it'
  return isInvalid(chalk) ? 'its mark is invalid' : 'the report has another content for it'
}

function unknownFor(chalk: Dict, same: readonly Reported[]): string {
  const other = same.find(({ path }) => path !== undefined)
  if (other) return `the report has this content as ${nameOf(other)}, and not here`
  return isInvalid(chalk)
    ? 'its mark is invalid, and the report does not know it'
    : 'the report does not know it'
}

/** What an artifact is called in its output folder. */
function nameOf({ path = '', depth }: Reported): string {
  return depth === undefined ? path : path.split('/').slice(-depth).join('/')
}

function fileName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1)
}
