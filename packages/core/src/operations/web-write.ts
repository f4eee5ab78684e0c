/** Writing the changed files of an output folder. */
import type { Dict } from '@chalkmark/mark'
import { bufferSource } from '../bytes/source.js'
import { keepModeBehindLink } from '../disk/attributes.js'
import { createWriter, type Prepared, type Writer } from '../disk/write.js'
import { CodecError } from '../error.js'
import { bytesOf, type Change, pathIn } from '../output/files/index.js'
import { redactDict } from '../redact/index.js'
import { addProblem, type Outcome } from '../report/outcome.js'
import type { Batch, BatchOptions } from './batch.js'
import { openAgain, type WebFile } from './web-file.js'

/** An output folder whose changes are written. */
export interface Writing extends BatchOptions {
  /** Absolute. */
  folder: string
  /** The files, by their names before the step. */
  files: ReadonlyMap<string, WebFile>
  /** Takes the files on which no other depends. */
  batch: Batch
  outcome: Outcome
}

/**
 * Writes the changes. Files that depend on each other are written at once, and none of them if one cannot be.
 * @param chalks the objects for `_CHALKS`, by path. Those of the files that were written go into the outcome.
 */
export async function writeOutput(
  writing: Writing,
  changes: ReadonlyMap<string, Change>,
  chalks: ReadonlyMap<string, Dict>,
): Promise<void> {
  const { folder, files, batch, outcome } = writing
  const all = [...changes].map(([old, change]) => ({
    file: files.get(old)!,
    change,
    path: pathIn(folder, change.name),
    chalk: chalks.get(pathIn(folder, change.name)),
  }))
  await writeLinked(
    writing,
    all.filter(({ change }) => change.isLinked),
  )
  for (const one of all) {
    if (one.change.isLinked) continue
    try {
      await batch.put((writer) => prepare(writer, one), one.chalk)
      if (one.chalk) outcome.chalks.push(one.chalk)
    } catch (error) {
      if (!(error instanceof CodecError)) throw error
      addProblem(outcome, one.path, error)
    }
  }
}

/** A file to be written. */
interface Changed {
  file: WebFile
  change: Change
  /** Where it goes: absolute. Another path than before if it gets a new name. */
  path: string
  chalk: Dict | undefined
}

async function writeLinked(writing: Writing, all: readonly Changed[]): Promise<void> {
  if (all.length === 0) return
  const { outcome } = writing
  const writer = createWriter(writing)
  try {
    const prepared: Prepared[] = []
    for (const one of all) {
      try {
        prepared.push(prepare(writer, one))
      } catch (error) {
        if (!(error instanceof CodecError)) throw error
        return giveUp(all, one, error, outcome)
      }
    }
    const chalks = all.map(({ chalk }) => chalk).filter((chalk) => chalk !== undefined)
    writing.save?.(chalks.map(redactDict))
    const { failures, warnings } = await writer.commit(prepared)
    outcome.warnings.push(...warnings)
    for (const [index, failure] of failures.entries()) {
      const { path, chalk } = all[index]!
      if (failure) addProblem(outcome, path, failure)
      else if (chalk) outcome.chalks.push(chalk)
    }
    if (failures.every((failure) => failure === undefined)) await removeOld(writer, all, outcome)
  } finally {
    writer.close()
  }
}

/** Leaves all of them as they are. */
function giveUp(all: readonly Changed[], failed: Changed, error: Error, outcome: Outcome): void {
  const name = failed.file.file.name
  const reason = `not marked, since its content and that of ${name} depend on each other: ${name} cannot be written`
  for (const one of all) {
    const { path } = one.file.file
    addProblem(outcome, path, one === failed ? error : new CodecError('LINKED', reason))
  }
}

/** Writes a file's new content to a temporary file. */
function prepare(writer: Writer, { file: one, change, path }: Changed): Prepared {
  const { file, stats } = one
  const { root, target } = file
  if (change.isGone) return removal(writer, one)
  const candidate = openAgain(one)
  try {
    const content = bufferSource(bytesOf(change.content))
    if (path === file.path) {
      const { fd } = candidate.source
      return writer.prepare({ path, root, stats, fd, replacesLink: target !== undefined }, content, [])
    }
    const prepared = writer.prepare({ path, root, stats: undefined }, content, [])
    keepModeBehindLink(prepared.temporary(), stats)
    return prepared
  } finally {
    candidate.close()
  }
}

/** Removes the files that have new names. */
async function removeOld(writer: Writer, all: readonly Changed[], outcome: Outcome): Promise<void> {
  const gone = all
    .filter(({ file: { file }, path }) => file.path !== path)
    .map(({ file }) => removal(writer, file))
  const { failures } = await writer.commit(gone)
  for (const [index, failure] of failures.entries())
    if (failure) addProblem(outcome, gone[index]!.path, failure)
}

function removal(writer: Writer, { file: { path, root }, stats }: WebFile): Prepared {
  return writer.prepare({ path, root, stats, goesIfEmpty: true }, bufferSource(new Uint8Array()), [])
}
