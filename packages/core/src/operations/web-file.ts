/** Files of output folders, as they are read for the output step. */
import type { Stats } from 'node:fs'
import { changedError, hasChanged, type OpenCandidate, openFound } from '../disk/source.js'
import type { FoundFile } from '../disk/walk.js'
import type { CodecOptions } from '../formats/format.js'
import { codecFor } from '../formats/index.js'
import { text } from '../formats/text/index.js'
import { wasm } from '../formats/wasm.js'
import { bytesOf } from '../output/files/index.js'
import type { SeenBefore } from './files.js'

export interface WebFile {
  file: FoundFile
  /** Its state when it was found. */
  stats: Stats
  /** Whether it gets a mark. The others are read for names and digests of those that do. */
  isArtifact: boolean
}

/** The largest file that is taken into memory, in bytes. */
const LARGEST = 64 << 20

/** What became of a file that was offered to the step. */
export type Offered = { taken: WebFile } | { sameAs: string } | 'other'

/**
 * Looks at a file of an output folder.
 * @returns `other` for a large one, and for an artifact of another format than those that browsers run. Such files are
 *   marked one by one.
 * @throws CodecError if it cannot be opened.
 */
export function offer(file: FoundFile, options: CodecOptions, seenBefore: SeenBefore): Offered {
  const candidate = openFound(file)
  try {
    const sameAs = seenBefore(file, candidate)
    if (sameAs !== undefined) return { sameAs }
    const { stats, size } = candidate.source
    const codec = file.isLeftOut
      ? undefined
      : codecFor(candidate, { ...options, allScripts: file.allScripts })
    const isForStep = codec === undefined || codec === text || codec === wasm
    if (!isForStep || size > LARGEST) return 'other'
    return { taken: { file, stats, isArtifact: codec !== undefined } }
  } finally {
    candidate.close()
  }
}

/** @throws CodecError if it cannot be opened, or is no longer the file that was found. */
export function openAgain({ file, stats }: WebFile): OpenCandidate {
  const candidate = openFound(file)
  if (!hasChanged(stats, candidate.source.stats)) return candidate
  candidate.close()
  throw changedError()
}

/** Its content. @throws CodecError as {@link openAgain}. */
export function readWhole(one: WebFile): Buffer {
  const candidate = openAgain(one)
  try {
    return bytesOf(candidate.source.read(0, candidate.source.size))
  } finally {
    candidate.close()
  }
}
