/**
 * The report while it grows: no mark without its report, also if the process is killed.
 *
 *     chalk-report.json                               the report of the last run that came to its end
 *     .chalk-report.json.journal.4711.9f86d081        of one that is running: an artifact's object a line
 *
 * Objects are in the journal before their marks are in the artifacts. The next run finds the journal of one that was
 * killed, and puts what is in it into its own report.
 */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Dict, parseJson } from '@chalkmark/mark'
import { ChalkError, reasonOf } from '../error.js'
import { leftOverBeside, temporaryBeside } from '../files/beside.js'
import { writeWhole } from './file.js'
import { line, serializeReport } from './serialize.js'

export interface Journal {
  /** Adds objects of `_CHALKS`. @throws ChalkError `NO_REPORT` */
  append(chalks: readonly Dict[]): void
  /**
   * Writes the report and ends the journal.
   * @throws the file system's error; the journal stays then.
   */
  finish(report: Dict): void
  /** Where the journal is. */
  file: string
}

/**
 * Begins the report of an operation.
 * @param file where the report goes, absolute.
 * @param durable whether what is appended has reached the disk before `append` returns.
 * @throws ChalkError `NO_REPORT` if it cannot be written there.
 */
export function openJournal(file: string, durable = false): Journal {
  const path = temporaryBeside(file, 'journal')
  const { fd, found } = orNoReport(file, () => {
    mkdirSync(dirname(file), { recursive: true })
    for (const half of leftOverBeside(file, 'tmp')) rmSync(half)
    return { found: leftOverBeside(file, 'journal'), fd: openSync(path, 'w') }
  })
  let size = 0
  return {
    file: path,
    append(chalks) {
      const text = Buffer.from(chalks.map((chalk) => `${line(chalk)}\n`).join(''))
      orNoReport(file, () => {
        for (let at = 0; at < text.length; ) at += writeSync(fd, text, at, text.length - at, size + at)
        if (durable) fsyncSync(fd)
      })
      // Half of what a full disk did not take is written over by what is appended next.
      size += text.length
    },
    finish(report) {
      const recovered = found.map(readJournal).filter((chalks) => chalks.length > 0)
      writeWhole(file, serializeReport([report, ...recovered.map(reportKilled)]))
      closeSync(fd)
      for (const journal of [path, ...found]) rmSync(journal, { force: true })
    },
  }
}

/** The objects in a journal. Its last line may have been cut off. */
function readJournal(file: string): Dict[] {
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1)
  return lines.flatMap((text) => {
    const parsed = parseJson(Buffer.from(text))
    return 'value' in parsed ? [parsed.value as Dict] : []
  })
}

function reportKilled(chalks: Dict[]): Dict {
  return {
    _OPERATION: 'insert',
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
