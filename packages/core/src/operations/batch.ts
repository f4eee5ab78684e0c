/** Puts new contents of files into their places, some hundred files at a time. */
import type { Dict } from '@chalkmark/mark'
import { bufferSource, type Splice } from '../bytes/source.js'
import { openCandidate } from '../disk/source.js'
import { createWriter, type Prepared, type Writer } from '../disk/write.js'
import type { CodecError } from '../error.js'
import type { CodecOptions } from '../formats/format.js'
import { redactDict } from '../redact/index.js'
import { addProblem, type Outcome } from '../report/outcome.js'
import type { OpenArtifact } from './files.js'

/** New files are collected up to this number, since one process copies the attributes for all of them. */
const MAX_FILES = 512
const MAX_BYTES = 64 << 20

export interface BatchOptions {
  /** Written files have reached the disk when they are in their places. */
  durable?: boolean
  /**
   * Called before new files replace the old ones, with their objects for `_CHALKS`, redacted, so that no mark is
   * without a report. If it throws, these files and all later ones stay as they are.
   */
  save?(chalks: readonly Dict[]): void
}

export interface Batch {
  /**
   * Writes the edited artifact to a temporary file, which is put in its place later, together with others.
   * @param report gives its object for `_CHALKS`. It is removed again if the file cannot be replaced.
   * @throws CodecError if it cannot be written.
   */
  add(
    opened: OpenArtifact,
    splices: readonly Splice[],
    report: (prepared: Prepared) => Promise<Dict>,
  ): Promise<Dict>
  /**
   * Takes a file that has its new content already, as {@link add} does.
   * @param chalk undefined for a file without a mark.
   * @throws CodecError if it cannot be written.
   */
  put(prepare: (writer: Writer) => Prepared, chalk: Dict | undefined): Promise<void>
  /** Puts the rest in place, and removes the objects of files that could not be replaced. */
  finish(): Promise<void>
  /** For each file that was handled so far, by its object: why it could not be replaced, or undefined if it was. */
  replaced: ReadonlyMap<Dict, CodecError | undefined>
  /** Removes all temporary files. */
  close(): void
}

export function createBatch(options: BatchOptions, outcome: Outcome): Batch {
  const writer = createWriter(options)
  const replaced = new Map<Dict, CodecError | undefined>()
  let waiting: { prepared: Prepared; chalk: Dict | undefined }[] = []
  let bytes = 0

  async function commit(): Promise<void> {
    const files = waiting
    waiting = []
    bytes = 0
    if (files.length === 0) return
    const chalks = files.map(({ chalk }) => chalk).filter((chalk) => chalk !== undefined)
    if (chalks.length > 0) options.save?.(chalks.map(redactDict))
    const { failures, warnings } = await writer.commit(files.map(({ prepared }) => prepared))
    outcome.warnings.push(...warnings)
    for (const [index, failure] of failures.entries()) {
      const { chalk, prepared } = files[index]!
      if (chalk) replaced.set(chalk, failure)
      if (failure) addProblem(outcome, prepared.path, failure)
    }
  }

  async function take(prepared: Prepared, chalk: Dict | undefined): Promise<void> {
    waiting.push({ prepared, chalk })
    bytes += prepared.size
    if (waiting.length >= MAX_FILES || bytes >= MAX_BYTES) await commit()
  }

  return {
    async add(opened, splices, report) {
      const prepared = prepare(opened, splices, writer)
      const chalk = await report(prepared)
      await take(prepared, chalk)
      return chalk
    },
    put: (prepare, chalk) => take(prepare(writer), chalk),
    async finish() {
      await commit()
      outcome.chalks = outcome.chalks.filter((chalk) => !replaced.get(chalk))
    },
    replaced,
    close: writer.close,
  }
}

/** Writes the edited file, or the one beside it that holds its mark. */
function prepare(
  { file, candidate, artifact }: OpenArtifact,
  splices: readonly Splice[],
  writer: Writer,
): Prepared {
  const { path, root, target } = file
  const { sidecar } = artifact
  if (sidecar === undefined) {
    const { stats, fd } = candidate.source
    return writer.prepare(
      { path, root, stats, fd, replacesLink: target !== undefined },
      candidate.source,
      splices,
    )
  }
  const beside = candidate.beside(sidecar)
  const source = beside ?? bufferSource(new Uint8Array())
  return writer.prepare(
    { path: path + sidecar, root, stats: beside?.stats, goesIfEmpty: true, ...(beside && { fd: beside.fd }) },
    source,
    splices,
  )
}

/**
 * `_CURRENT_HASH` of an artifact once its mark is taken out.
 * @param unchanged the hash of the present file, which is the answer if the mark is kept in a file beside it.
 */
export async function hashAfter(
  opened: OpenArtifact,
  prepared: Prepared,
  unchanged: string,
  options: CodecOptions,
): Promise<string> {
  if (opened.artifact.sidecar !== undefined) return unchanged
  if (!opened.artifact.currentHash) return prepared.hash
  const edited = openCandidate(prepared.temporary(), opened.file.path, true)
  try {
    const { currentHash } = await opened.codec.read(edited, options)
    return currentHash ? await currentHash() : prepared.hash
  } finally {
    edited.close()
  }
}
