/**
 * What comes behind the bundle: pages that a program makes from a marked one, service workers and sitemaps that plugins
 * write when the bundle is written, and what is stamped then. No hook of a bundler comes after these. So output folders
 * are looked at once more when a build is over, and when the process ends.
 *
 * A page with a mark that does not fit loses it, because `verify` would have to say of it what it says of an attack.
 * The report gets every such file, and one line on the console names them.
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type Dict, reasonOf, takeOutMarks } from '@chalkmark/core'
import { LEFT_OUT } from '@chalkmark/core/output'
import { isMarkable, isPageName, nameIn, pathIn, writeChanges } from '@chalkmark/core/output/files'
import { IN_MARKS } from './inputs.js'
import type { Log } from './log.js'
import type { ReportRecord, WatchedFolder } from './records.js'

/** Clocks of file systems tick less often than the computer's: milliseconds. */
const TICK = 50
/** An output folder that holds more is no output folder. */
const MOST_FILES = 50_000
/** Bytes. The report has no digest of larger files without a mark. */
const LARGEST = 16 << 20
/** How many files the line on the console names. */
const NAMES = 3

/**
 * Looks at the output folders of a record once more: takes marks out that do not fit, and puts what came behind the
 * bundle into the report.
 * @returns the paths of the files that came later, or were changed, since the last look.
 */
export function lookBehind(record: ReportRecord): string[] {
  const { outputs, behind } = record
  const all = [...outputs.values()]
  const marked = new Map(all.flatMap(({ chalks }) => chalks).map((chalk) => [chalk._OP_ARTIFACT_PATH, chalk]))
  const known = new Set(all.flatMap(({ unmarked }) => unmarked))
  const before = sizeOf(record)
  const fresh: string[] = []
  const say = (path: string, reason: string) => {
    if (!behind.reasons.has(path) && reason !== LEFT_OUT.copied) fresh.push(path)
    behind.reasons.set(path, reason)
  }
  for (const [dir, folder] of record.folders) {
    for (const path of filesIn(dir)) {
      const chalk = marked.get(path)
      if (isPageName(path)) freeOfWrongMark(dir, path, marked.values())
      if (chalk) {
        if (!isPageName(path) || digestOf(path) === chalk._CURRENT_HASH) continue
        for (const output of all) output.chalks = output.chalks.filter((one) => one !== chalk)
        say(path, LEFT_OUT.changed)
      } else if (!known.has(path) && !behind.reasons.has(path)) {
        const reason = reasonFor(dir, path, folder)
        if (reason !== undefined && !isCopyOfMarked(path, marked.values())) say(path, reason)
      }
    }
  }
  for (const path of [...known, ...behind.reasons.keys()]) {
    const digest = path.endsWith('.map') ? undefined : digestOf(path)
    if (digest === undefined) behind.hashes.delete(path)
    else behind.hashes.set(path, digest)
  }
  if (fresh.length > 0 || sizeOf(record) !== before) record.rewrite?.()
  return fresh
}

/** The line that names these files, with the command that puts it right. @param root the project's, absolute. */
export function lineAbout(paths: readonly string[], { folders }: ReportRecord, root: string): string {
  const names = paths.slice(0, NAMES).map((path) => relative(root, path))
  const more = paths.length > NAMES ? ` and ${paths.length - NAMES} more` : ''
  const dirs = [...folders.keys()].filter((dir) => paths.some((path) => path.startsWith(dir)))
  const files = paths.length === 1 ? '1 file' : `${paths.length} files`
  return `chalk: ${files} came after the bundle, without a mark (${names.join(', ')}${more}): ${commandFor(dirs, root)}`
}

/** The command that marks what has no mark in these folders. */
export function commandFor(dirs: readonly string[], root: string): string {
  return `npx chalkmark insert --missing ${dirs.map((dir) => relative(root, dir) || '.').join(' ')}`
}

/** What has changed in a record from one look to the next. */
function sizeOf({ behind }: ReportRecord): string {
  const { reasons, hashes } = behind
  return createHash('sha256')
    .update(JSON.stringify([[...reasons], [...hashes]]))
    .digest('hex')
}

/** Why a file that the bundle does not hold is there; undefined for one of an earlier build. */
function reasonFor(dir: string, path: string, { since, publicDir }: WatchedFolder): string | undefined {
  if (publicDir !== undefined && existsSync(join(publicDir, relative(dir, path)))) return LEFT_OUT.copied
  return statSync(path).ctimeMs >= since - TICK ? LEFT_OUT.later : undefined
}

/** Takes a mark out of a page that is a copy of one of these and does not fit it. */
function freeOfWrongMark(dir: string, path: string, chalks: Iterable<Dict>): void {
  const content = readFileSync(path)
  if (!content.includes(IN_MARKS)) return
  const ids = [...chalks].filter((chalk) => content.includes(String(chalk.METADATA_HASH)))
  if (ids.length === 0 || ids.some((chalk) => chalk._CURRENT_HASH === sha256(content))) return
  const bare = takeOutMarks(path, content.toString())
  if (bare === undefined || !content.equals(Buffer.from(content.toString()))) return
  const name = nameIn(dir, path)
  writeChanges(dir, new Map([[name, { name, content: bare }]]))
}

/** Whether a file is a marked one under another name, such as `404.html`. Its mark fits. */
function isCopyOfMarked(path: string, chalks: Iterable<Dict>): boolean {
  const digest = digestOf(path)
  return [...chalks].some((chalk) => chalk._CURRENT_HASH === digest)
}

/** The SHA-256 of a file; undefined if it is large, or cannot be read. */
function digestOf(path: string): string | undefined {
  try {
    return statSync(path).size > LARGEST ? undefined : sha256(readFileSync(path))
  } catch {
    // It is gone, or nobody can read it: the report then knows nothing of its content.
    return undefined
  }
}

function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

/** The files below a folder whose names say that they could be marked. Links are not followed. */
function filesIn(dir: string): string[] {
  const found: string[] = []
  const folders = ['']
  let number = 0
  for (const folder of folders) {
    for (const entry of entriesIn(pathIn(dir, folder))) {
      if (++number > MOST_FILES) return found
      const name = folder + entry.name
      if (entry.isFile() && isMarkable(entry.name)) found.push(pathIn(dir, name))
      else if (entry.isDirectory() && entry.name !== 'node_modules') folders.push(`${name}/`)
    }
  }
  return found
}

function entriesIn(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    // It may be gone: nothing was written, or somebody has moved it.
    return []
  }
}

/** The records that are looked at when the process ends, with what prints the line. */
const ENDING = Symbol.for('chalkmark.ending')

interface Watched {
  log: Log
  root: string
}

/** Looks at a record's folders again when the process ends, and prints the line. */
export function watchEnd(record: ReportRecord, watched: Watched): void {
  const holder = globalThis as { [ENDING]?: Map<ReportRecord, Watched> }
  const records = (holder[ENDING] ??= onExit())
  records.set(record, watched)
}

function onExit(): Map<ReportRecord, Watched> {
  const records = new Map<ReportRecord, Watched>()
  process.on('exit', () => {
    for (const [record, { log, root }] of records) {
      try {
        record.later.push(...lookBehind(record))
        if (record.later.length > 0) log.warn(lineAbout(record.later, record, root))
      } catch (error) {
        log.warn(`chalk: what came after the bundle is not in the report: ${reasonOf(error)}`)
      }
    }
  })
  return records
}
