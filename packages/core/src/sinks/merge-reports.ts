/** Many reports in one file, none twice. */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeWhole } from '../disk/whole.js'
import { redactDict } from '../redact/index.js'
import { mergeReports, onOneLine } from '../report/merge.js'
import { line } from '../report/serialize.js'
import type { PlacedReport } from './each-report.js'

/**
 * `list`: a JSON list with a report on each line, the latest first, as a report file. `lines`: JSON Lines, the oldest
 * first, as a log.
 */
export type MergedForm = 'list' | 'lines'

export interface Merged {
  /** How many reports were read, and how many of them are in the result. */
  read: number
  kept: number
  /** The result, part by part. */
  parts(): Iterable<string>
  /** Removes what is in the temporary folder. */
  close(): void
}

/** Where a report is among those that were read. */
interface Place {
  at: number
  length: number
}

/**
 * Reads reports, and finds out which are the same. They are kept in the temporary folder meanwhile, in a file for our user
 * alone, so that there may be any number. Their texts stay as they are, but for line ends, unless they hold a secret: others may have
 * made them.
 */
export async function collectMerged(reports: AsyncIterable<PlacedReport>, form: MergedForm): Promise<Merged> {
  const folder = mkdtempSync(join(tmpdir(), 'chalkmark-'))
  const fd = openSync(join(folder, 'reports'), 'wx+', 0o600)
  const close = () => {
    closeSync(fd)
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const merging = mergeReports<Place>()
    let at = 0
    let read = 0
    for await (const { host, text: given } of reports) {
      const safe = redactDict(host)
      const text = safe === host ? given : line(safe)
      const bytes = Buffer.from(onOneLine(text))
      for (let done = 0; done < bytes.length; )
        done += writeSync(fd, bytes, done, bytes.length - done, at + done)
      merging.add(host, text, { at, length: bytes.length })
      at += bytes.length
      read++
    }
    const places = merging.entries()
    if (form === 'list') places.reverse()
    return { read, kept: places.length, parts: () => partsOf(fd, places, form), close }
  } catch (error) {
    close()
    throw error
  }
}

function* partsOf(fd: number, places: readonly Place[], form: MergedForm): Generator<string> {
  if (form === 'list') yield '[\n'
  for (const [index, { at, length }] of places.entries()) {
    const bytes = Buffer.alloc(length)
    for (let done = 0; done < length; ) done += readSync(fd, bytes, done, length - done, at + done)
    yield `${bytes.toString('utf8')}${form === 'list' && index < places.length - 1 ? ',' : ''}\n`
  }
  if (form === 'list') yield ']\n'
}

/** Writes the result to a file, completely or not at all. @param file absolute. @throws the file system's error. */
export async function writeMerged(file: string, { parts }: Merged): Promise<void> {
  await makeWhole(file, async (temporary) => {
    const fd = openSync(temporary, 'wx', 0o600)
    try {
      for (const part of parts()) {
        const bytes = Buffer.from(part)
        for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at, bytes.length - at)
      }
    } finally {
      closeSync(fd)
    }
  })
}
