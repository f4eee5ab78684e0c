/**
 * Which folder of a report is which folder here. Outputs are moved, renamed, put below other folders and behind addresses;
 * what stays is the path in the output. So the files that are known by their content tell:
 *
 *     here     www/assets/app.js            at      www
 *     report   /ci/site/dist/assets/app.js  from    /ci/site/dist
 */
import type { Reported, ReportedArtifacts } from './reported.js'

/** A folder of a report, and where it is here. */
export interface Alignment {
  /** Here: below the top, with `/`; empty for the top itself. */
  at: string
  /** In the report: absolute, with `/`. */
  from: string
}

/** A file that is here. */
export interface Placed {
  /** Its name below the top, with `/`. A page behind an address may have several. */
  names: readonly string[]
  /** The artifacts of the report that are the same. */
  same: readonly Reported[]
}

/** No more folders than this are looked at, whatever a report holds. */
const MOST = 20

/**
 * Finds the folders of a report that are below a top.
 *
 * The same path in the report and here counts, whatever the content. Otherwise the folder that most of the known files speak
 * for counts, and each other one at the same place of which at least half is there: outputs can be put into one folder. If no
 * file is known by its content, names speak.
 */
export function align(
  files: readonly Placed[],
  reported: ReportedArtifacts,
  top: string | undefined,
): Alignment[] {
  if (top !== undefined && isWhereItWas(files, reported, top)) return [{ at: '', from: top }]
  // A server's folder may be called like one of the machine that built.
  const isCapped = top === undefined
  const byContent = files.map((file) => waysOf(file, reported, isCapped))
  const votes = byContent.some((ways) => ways.length > 0)
    ? byContent
    : files.map(({ names }) => waysBetween(names, calledLike(names, reported), isCapped).ways)
  const renamed = renamesIn(reported)
  return chosen(
    votes.map((ways) => ways.map(renamed)),
    files,
    reported,
  )
}

/**
 * The folders that a file speaks for by its content. If the report has another artifact that is called more like it, that one
 * counts: the two may have changed places.
 */
function waysOf({ names, same }: Placed, reported: ReportedArtifacts, isCapped: boolean): Alignment[] {
  const byContent = waysBetween(names, same, isCapped)
  if (byContent.length === 0 || byContent.isWhole) return byContent.ways
  const byName = waysBetween(names, calledLike(names, reported), isCapped)
  return byName.length > byContent.length ? byName.ways : byContent.ways
}

/** The artifacts whose paths end in the file name of one of these names. */
function calledLike(names: readonly string[], reported: ReportedArtifacts): Reported[] {
  return names.flatMap((name) => reported.named(lastOf(name)))
}

/** Whether the report has a path of one of the files, or of what may be missing if there is none. */
function isWhereItWas(files: readonly Placed[], reported: ReportedArtifacts, top: string): boolean {
  if (files.length === 0) return countBelow(top, reported, 1) > 0
  return files.some(({ names }) => names.some((name) => reported.paths.has(`${top}/${name}`)))
}

/** For each folder of the report the place with the most votes, and of these the ones that convince. */
function chosen(
  votes: readonly (readonly Alignment[])[],
  files: readonly Placed[],
  reported: ReportedArtifacts,
): Alignment[] {
  const counted = new Map<string, Alignment & { count: number }>()
  for (const { at, from } of votes.flat()) {
    const key = JSON.stringify([at, from])
    const one = counted.get(key) ?? { at, from, count: 0 }
    one.count++
    counted.set(key, one)
  }
  const places = new Map<string, Alignment & { count: number }>()
  for (const one of counted.values())
    if (one.count > (places.get(one.from)?.count ?? 0)) places.set(one.from, one)
  const most = new Map<string, number>()
  for (const { at, count } of places.values()) most.set(at, Math.max(count, most.get(at) ?? 0))
  const convincing = [...places.values()]
    .sort((a, b) => b.count - a.count || a.from.length - b.from.length)
    .slice(0, MOST)
    .filter(
      ({ at, from, count }) =>
        count === most.get(at) || countBelow(from, reported, 2 * count + 1) <= 2 * count,
    )
  const kept: Alignment[] = []
  for (const { at, from } of convincing) {
    const isTornOut = isPart(from, reported) && convincing.some((upper) => isMovedIn({ at, from }, upper))
    if (isTornOut) continue
    if (!kept.some((upper) => isBelow(from, upper.from) && isThere(from, upper, files, reported)))
      kept.push({ at, from })
  }
  return kept
}

/**
 * Whether a folder is a part of an output: pages refer to it by its place in that output. Outputs move, alone and into each
 * other. A part that is elsewhere in its output was moved after the build.
 */
function isPart(folder: string, { outputs }: ReportedArtifacts): boolean {
  return !outputs.has(folder) && foldersAbove(folder).some((upper) => outputs.has(upper))
}

/** The folders above one, the nearest first. */
function foldersAbove(folder: string): string[] {
  return [...folder.matchAll(/\//g)].map(({ index }) => folder.slice(0, index)).reverse()
}

/** Whether a folder is in another one both in the report and here, and not in the same place. */
function isMovedIn({ at, from }: Alignment, upper: Alignment): boolean {
  if (!isBelow(from, upper.from)) return false
  const isIn = upper.at === '' || at === upper.at || isBelow(at, upper.at)
  return isIn && at !== `${upper.at}${from.slice(upper.from.length)}`.replace(/^\//, '')
}

/**
 * Corrects a folder of an output that has the place of another one there: `v1` that holds what the report has in `v2`, while it
 * has a `v1`, too. The two may have changed places, so the folder's name counts, as that of a file does.
 */
function renamesIn(reported: ReportedArtifacts): (way: Alignment) => Alignment {
  let folders: ReadonlySet<string> | undefined
  // Many files speak for the same folders.
  const parts = new Map<string, boolean>()
  return (way) => {
    const { at, from } = way
    if (at === '') return way
    const isOne = parts.get(from) ?? isPart(from, reported)
    parts.set(from, isOne)
    if (!isOne) return way
    folders ??= foldersIn(reported)
    const upper = upperOf(from)
    return folders.has(`${upper}/${lastOf(at)}`) ? { at: upperOf(at), from: upper } : way
  }
}

/** All folders of a report. */
function foldersIn({ paths }: ReportedArtifacts): Set<string> {
  const folders = new Set<string>()
  for (const path of paths)
    for (let folder = upperOf(path); folder !== '' && !folders.has(folder); folder = upperOf(folder))
      folders.add(folder)
  return folders
}

function upperOf(name: string): string {
  return name.slice(0, Math.max(name.lastIndexOf('/'), 0))
}

/** Whether something of a folder is where another alignment has it. Then it was not moved: what is elsewhere is a copy. */
function isThere(
  folder: string,
  upper: Alignment,
  files: readonly Placed[],
  { paths }: ReportedArtifacts,
): boolean {
  return files.some(({ names }) =>
    pathsOfAll(names, [upper]).some((path) => isBelow(path, folder) && paths.has(path)),
  )
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`)
}

/** What is left when the longest common end of a name and a path is taken off. */
interface Ways {
  ways: Alignment[]
  /** How many parts the common end has. */
  length: number
  /** Whether it cannot be longer. */
  isWhole: boolean
}

function waysBetween(names: readonly string[], artifacts: readonly Reported[], isCapped: boolean): Ways {
  let longest = 0
  let isWhole = false
  let ways = new Map<string, Alignment>()
  for (const { path, depth } of artifacts) {
    if (path === undefined) continue
    for (const name of names) {
      const end = commonEnd(name, path, isCapped ? depth : undefined)
      if (end.length < Math.max(longest, 1)) continue
      if (end.length > longest) {
        ways = new Map()
        isWhole = false
      }
      longest = end.length
      isWhole ||= end.isWhole
      if (ways.size > MOST) continue
      const way = { at: name.slice(0, end.ours), from: path.slice(0, end.theirs) }
      ways.set(JSON.stringify(way), way)
    }
  }
  // What could be from anywhere tells nothing.
  return { ways: ways.size > MOST ? [] : [...ways.values()], length: longest, isWhole }
}

/**
 * The longest common end of a name and a path, in whole parts of at most `most`: how many parts it has, how long name and path are
 * without it, and whether it cannot be longer.
 */
function commonEnd(name: string, path: string, most = Number.POSITIVE_INFINITY) {
  let length = 0
  let size = 0
  // Before a name is what would be its parent.
  const of = (text: string, i: number) => (i > text.length ? '/' : text[text.length - i])
  for (let i = 1; length < most && i <= Math.min(name.length + 1, path.length); i++) {
    if (of(name, i) !== of(path, i)) break
    if (of(name, i) !== '/') continue
    length++
    size = i
  }
  const [ours, theirs] = [Math.max(name.length - size, 0), path.length - size]
  return { length, ours, theirs, isWhole: length === most || size > name.length || theirs === 0 }
}

/** How many paths of a report are below a folder, up to `enough`. */
function countBelow(folder: string, { paths }: ReportedArtifacts, enough: number): number {
  let count = 0
  for (const path of paths) if (isBelow(path, folder) && ++count >= enough) break
  return count
}

/** The paths that a name here has in the report. */
export function pathsOf(name: string, alignments: readonly Alignment[]): string[] {
  return alignments.flatMap(({ at, from }) => {
    if (at === '') return [`${from}/${name}`]
    return name.startsWith(`${at}/`) ? [from + name.slice(at.length)] : []
  })
}

/** The paths that names of one file have in the report. */
export function pathsOfAll(names: readonly string[], alignments: readonly Alignment[]): string[] {
  return names.flatMap((name) => pathsOf(name, alignments))
}

/** The names that the artifacts of a report should have here. */
export function expectedNames(
  alignments: readonly Alignment[],
  { paths }: ReportedArtifacts,
): Map<string, string> {
  const expected = new Map<string, string>()
  for (const path of paths) {
    const fitting = alignments.filter(({ from }) => isBelow(path, from))
    // What is below a folder that was moved alone is there only.
    const longest = Math.max(...fitting.map(({ from }) => from.length))
    for (const { at, from } of fitting.filter((one) => one.from.length === longest)) {
      const name = path.slice(from.length + 1)
      expected.set(at === '' ? name : `${at}/${name}`, path)
    }
  }
  return expected
}

function lastOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1)
}
