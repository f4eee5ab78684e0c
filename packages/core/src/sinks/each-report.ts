/**
 * Reports that are there already, one by one: files with a JSON array of host reports (nested arrays too, as the
 * reference program writes), with one host report, or with one on each line; and folders of such files.
 *
 * What is read can come from anybody. One report is held at a time, and none may be longer than 64 MiB.
 */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Variables } from '../config/sink-env.js'
import { readPlainParts } from '../disk/plain.js'
import { ChalkError, reasonOf } from '../error.js'
import { type BadText, BrokenReport, type ReportText, splitDocument, splitLines } from '../report/split.js'
import { readS3 } from './read-s3.js'

/** Told of a part of a report file that cannot be read, in one line. The rest is read. */
export type TellBad = (place: string, problem: string) => void

/** A host report, and where it is. */
export interface PlacedReport extends ReportText {
  /** The file. */
  place: string
}

/** What files in a folder are called that may be reports. */
const NAMES = /\.(?:json|jsonl|ndjson)$/i

/** How many broken lines of a file are named. */
const MOST_BAD = 10

/** Whether a place is a bucket of an S3-compatible store. */
export function isBucket(place: string): boolean {
  return place.startsWith('s3://')
}

/**
 * Reads reports of any size and number, also from buckets. What is in a bucket is read at once, within the limits of
 * {@link readS3}.
 * @param places absolute paths of files and folders, and addresses: `s3://bucket/folder/`.
 * @param env has the credentials of buckets.
 * @throws ChalkError `NO_REPORT`, as {@link eachReport}.
 */
export async function* eachReportFrom(
  places: readonly string[],
  env: Variables,
  tellBad: TellBad,
): AsyncGenerator<PlacedReport> {
  for (const place of places) {
    if (isBucket(place)) yield* reportsOfBucket(place, env, tellBad)
    else yield* eachReport([place], tellBad)
  }
}

async function* reportsOfBucket(
  place: string,
  env: Variables,
  tellBad: TellBad,
): AsyncGenerator<PlacedReport> {
  let found = 0
  for (const object of await readS3(place, env)) {
    const bytes = [Buffer.from(object.text)]
    try {
      for (const report of reportsIn(object.place, () => bytes, tellBad)) {
        found++
        yield { ...report, place: object.place }
      }
    } catch (error) {
      // Other JSON in the folder.
      if (!(error instanceof ChalkError)) throw error
    }
  }
  if (found === 0) throw noReportIn(place)
}

/**
 * Reads reports of any size and number.
 * @param places absolute paths of files and folders. In a folder, files that are no reports are passed over.
 * @throws ChalkError `NO_REPORT`, one line: a place that is not there, or a named file without a report.
 */
export function* eachReport(places: readonly string[], tellBad: TellBad): Generator<PlacedReport> {
  for (const place of places) {
    if (!isFolder(place)) yield* reportsOf(place, tellBad)
    else yield* reportsBelow(place, tellBad)
  }
}

function* reportsBelow(folder: string, tellBad: TellBad): Generator<PlacedReport> {
  let found = 0
  for (const path of filesIn(folder)) {
    try {
      for (const report of reportsOf(path, tellBad)) {
        found++
        yield report
      }
    } catch (error) {
      // Other JSON.
      if (!(error instanceof ChalkError)) throw error
    }
  }
  if (found === 0) throw noReportIn(folder)
}

function* reportsOf(place: string, tellBad: TellBad): Generator<PlacedReport> {
  for (const report of reportsIn(place, () => partsOf(place), tellBad)) yield { ...report, place }
}

function* partsOf(place: string): Generator<Buffer> {
  try {
    yield* readPlainParts(place)
  } catch (error) {
    throw unreadable(place, error)
  }
}

/**
 * The host reports of a file.
 * @param open its bytes, from the begin. It is called once more if they turn out to be JSON Lines with a broken begin.
 * @param tellBad of what is broken in a file that has whole reports, too.
 * @throws ChalkError `NO_REPORT` if there is none; what `open` throws.
 */
export function* reportsIn(
  place: string,
  open: () => Iterable<Buffer>,
  tellBad: TellBad,
): Generator<ReportText> {
  let why: BadText | undefined
  for (const split of [splitDocument, splitLines]) {
    const bad = { first: [] as BadText[], number: 0 }
    const splitter = split((part) => void (bad.number++ < MOST_BAD && bad.first.push(part)))
    const found: ReportText[] = []
    let number = 0
    let broken: BrokenReport | undefined
    for (const bytes of withEnd(open())) {
      broken = brokenBy(() => splitter(bytes, found))
      number += found.length
      yield* found.splice(0)
      if (broken) break
    }
    if (number > 0) {
      for (const { line, problem } of broken ? [...bad.first, broken] : bad.first)
        tellBad(place, `line ${line} was passed over: ${problem}`)
      if (bad.number > MOST_BAD) tellBad(place, `${bad.number - MOST_BAD} more lines were passed over`)
      return
    }
    // Most files are one document, so its error says more than that of its first line.
    why ??= broken ?? bad.first[0]
    if (!why) break
  }
  if (why) throw unreadable(place, new Error(`line ${why.line}: ${why.problem}`))
  throw new ChalkError('NO_REPORT', `${place} is no report: no object in it has _CHALKS or _OPERATION`)
}

function* withEnd(parts: Iterable<Buffer>): Generator<Buffer | undefined> {
  yield* parts
  yield undefined
}

function brokenBy(action: () => void): BrokenReport | undefined {
  try {
    action()
    return undefined
  } catch (error) {
    if (error instanceof BrokenReport) return error
    throw error
  }
}

/** @throws ChalkError `NO_REPORT` */
export function isFolder(place: string): boolean {
  try {
    return statSync(place).isDirectory()
  } catch (error) {
    throw unreadable(place, error)
  }
}

/** The files below a folder whose names fit, without following links. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory())
      return entry.name === 'node_modules' || entry.name === '.git' ? [] : filesIn(path)
    return entry.isFile() && NAMES.test(entry.name) ? [path] : []
  })
}

export function noReportIn(folder: string): ChalkError {
  return new ChalkError('NO_REPORT', `there is no report in ${folder}: name the file, or its folder`)
}

export function unreadable(place: string, error: unknown): ChalkError {
  return new ChalkError('NO_REPORT', `the report ${place} cannot be read: ${reasonOf(error)}`)
}
