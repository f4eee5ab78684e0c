/**
 * The report while it grows. It makes sure that no mark is without a report, even if the process is killed.
 *
 *     chalk-report.json                               the reports of runs that were completed (report-file.ts)
 *     .chalk-tmp.9f86d081884c7d65/journal             of a run in progress: one artifact's object per line
 *
 * Objects are written to the journal before their marks are written to the artifacts. The next run finds the
 * journal of a killed one and puts its contents into its own report, if the journal is certainly ours
 * (left-over.ts).
 */
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { type Dict, Float, parseJson } from '@chalkmark/mark'
import { isTemporary } from '../config/temporary.js'
import { errorCode } from '../disk/failure.js'
import { type Folder, openFolder } from '../disk/folder.js'
import { inspectLeftOver, type LeftOver, removeLeftOver, sayForeign, someOf } from '../disk/left-over.js'
import { makePrivateFolder, type PrivateFolder } from '../disk/private-folder.js'
import type { Purpose } from '../disk/register.js'
import { stateFolder } from '../disk/state.js'
import { isStream, writeStream } from '../disk/stream.js'
import { makeFolder, putInPlace, writeNew } from '../disk/whole.js'
import { ChalkError, reasonOf } from '../error.js'
import { KILLED, SLOT } from '../report/builds.js'
import { line, serializeReport } from '../report/serialize.js'
import { putOrFallBack, type Written, withError } from './place.js'
import { addTo, checkReports } from './report-file.js'

export interface Journal {
  /** Adds objects of `_CHALKS`. @throws ChalkError `NO_REPORT` */
  append(chalks: readonly Dict[]): void
  /**
   * Writes the report and ends the journal. The journal stays if the report could not be written to its place.
   * @throws Error, one line, if the report can be written nowhere.
   */
  finish(report: Dict): Written
  /** Ends an empty journal. */
  drop(): void
  /** Temporary files beside the report that are left alone, one line each. */
  warnings: string[]
}

type Killed = Extract<LeftOver, { state: 'left' }>

/** The journal's name in its folder. */
const JOURNAL = 'journal'
/** The name of the half-written report. */
const REPORT = 'report'

export interface JournalOptions {
  /** Whether `append` waits until the data has reached the disk. */
  durable?: boolean
  /** Whether the user has named the report's place, so that it may be a device or a named pipe. */
  isNamed?: boolean
  /** The folder above the report that the user has named, if not the report itself. */
  named?: string | undefined
}

/**
 * Begins the report of an operation.
 * @param file where the report goes, absolute.
 * @throws ChalkError `NO_REPORT` if it cannot be written there.
 */
export function openJournal(
  file: string,
  { durable = false, isNamed = false, named }: JournalOptions = {},
): Journal {
  const asStream = isNamed && orNoReport(file, () => isStream(file))
  // From here on the report's folder is this one, wherever its path may lead.
  const place = orNoReport(file, () => makeFolder(dirname(file), named))
  const { folder, fd, killed, warnings } = begin(file, place, asStream)
  let size = 0
  const end = () => {
    closeSync(fd)
    folder.remove()
    place.close()
  }
  return {
    warnings,
    append(chalks) {
      const text = Buffer.from(chalks.map((chalk) => `${line(chalk)}\n`).join(''))
      orNoReport(file, () => {
        for (let at = 0; at < text.length; ) at += writeSync(fd, text, at, text.length - at, size + at)
        if (durable) fsyncSync(fd)
      })
      // If a full disk took only a part, the next append overwrites that part.
      size += text.length
    },
    finish(report) {
      const recovered = killed.map(readJournal).filter((chalks) => chalks.length > 0)
      const put = (reports: readonly Dict[]) =>
        asStream
          ? writeStream(place, file, serializeReport(reports))
          : addTo(place, basename(file), reports, (text) => putReport(folder, place, basename(file), text))
      const written = putOrFallBack(
        file,
        (problem) => withError(report, problem),
        put,
        recovered.map(reportKilled),
      )
      if (written.problem !== undefined) return written
      end()
      for (const one of killed) removeLeftOver(one)
      return written
    },
    drop() {
      if (size === 0) end()
    },
  }
}

/** Makes the journal, and finds those that were left. @throws ChalkError `NO_REPORT` */
function begin(file: string, place: Folder, asStream: boolean) {
  // The journal cannot stand beside a device.
  let parent: Folder | undefined
  try {
    return orNoReport(file, () => {
      if (!asStream) {
        refuseStrange(place, basename(file))
        checkReports(place, basename(file))
      }
      parent = asStream ? openFolder(stateFolder() ?? tmpdir()) : place
      const found = findKilled(file, parent)
      const folder = makePrivateFolder(parent, { kind: 'report', for: file })
      return { folder, fd: openJournalIn(folder), ...found }
    })
  } catch (error) {
    place.close()
    throw error
  } finally {
    if (parent !== place) parent?.close()
  }
}

/** Refuses a place where something other than a file stands, such as a folder or a device. */
function refuseStrange(place: Folder, name: string): void {
  const there = lstatSync(place.at(name), { throwIfNoEntry: false })
  if (there && !there.isFile() && !there.isSymbolicLink()) throw new Error('what is there is no regular file')
}

function putReport(folder: PrivateFolder, place: Folder, name: string, text: string): void {
  rmSync(folder.at(REPORT), { force: true })
  const written = writeNew(folder.at(REPORT), text)
  putInPlace(folder.at(REPORT), place, name, written)
}

function openJournalIn(folder: PrivateFolder): number {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0)
  try {
    return openSync(folder.at(JOURNAL), flags, 0o600)
  } catch (error) {
    folder.remove()
    throw error
  }
}

/**
 * Journals that killed runs have left of their reports to `file`, and warnings about folders that look like them
 * but are not ours.
 */
function findKilled(file: string, folder: Folder): { killed: Killed[]; warnings: string[] } {
  const killed: Killed[] = []
  const foreign: string[] = []
  const isOfReport = (entry: Purpose) => entry.kind === 'report' && entry.for === file
  for (const name of readdirSync(folder.at('.'))) {
    const path = join(folder.path, name)
    if (isOldName(name, file)) foreign.push(sayForeign(path, 'no run of this version has made it'))
    if (!isTemporary(name)) continue
    const found = inspectLeftOver(path, folder, isOfReport)
    if (found.state === 'left') killed.push(found)
    if (found.state === 'foreign') foreign.push(sayForeign(path, found.reason))
  }
  return { killed, warnings: someOf(foreign) }
}

/**
 * Whether a name is one that earlier versions gave to a journal or a half-written report. They trusted the name
 * alone.
 */
function isOldName(name: string, file: string): boolean {
  return ['journal', 'tmp'].some((kind) => name.startsWith(`.${basename(file)}.${kind}.`))
}

/** The objects in a killed run's journal. Its last line may have been cut off. */
function readJournal({ folder }: Killed): Dict[] {
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)
  let text: string
  try {
    const fd = openSync(folder.at(JOURNAL), flags)
    try {
      if (!fstatSync(fd).isFile()) return []
      text = readFileSync(fd, 'utf8')
    } finally {
      closeSync(fd)
    }
  } catch (error) {
    // The run was killed before it had a journal, or after it was done.
    if (errorCode(error) === 'ENOENT') return []
    throw error
  }
  return text
    .split('\n')
    .slice(0, -1)
    .flatMap((one) => {
      const parsed = parseJson(Buffer.from(one))
      return 'value' in parsed && isDict(parsed.value) ? [parsed.value] : []
    })
}

function isDict(value: unknown): value is Dict {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Float)
}

function reportKilled(chalks: Dict[]): Dict {
  return {
    _OPERATION: 'insert',
    [SLOT]: KILLED,
    _OP_CHALK_COUNT: chalks.length,
    _OP_ERRORS: ['this run was killed; the next one found what it had marked, or was about to'],
    _CHALKS: chalks,
  }
}

function orNoReport<T>(file: string, action: () => T): T {
  try {
    return action()
  } catch (error) {
    throw new ChalkError(
      'NO_REPORT',
      `the report cannot be written to ${file}: ${reasonOf(error)}; name another place for it`,
    )
  }
}
