/** Finding out which commit, build and people a file comes from, by reports. */
import { resolve } from 'node:path'
import type { Dict } from '@chalkmark/mark'
import { hashSpliced } from '../bytes/splices.js'
import { openFound } from '../disk/source.js'
import type { FoundFile } from '../disk/walk.js'
import { CodecError } from '../error.js'
import { HIDDEN_ENV } from '../keys/catalogue.js'
import { judge } from '../mark/inspect.js'
import { type Fingerprint, indexReports, type ReportIndex, type ReportMatch } from '../report/lookup.js'
import { newOutcome, type Outcome } from '../report/outcome.js'
import type { TellBad } from '../sinks/each-report.js'
import { readReports, reportsBeside } from '../sinks/read-reports.js'
import { type FileOptions, forEachFile, withArtifact } from './files.js'

export interface FindOptions extends FileOptions {
  /** Absolute paths of reports or of folders that hold some. @default those beside each file */
  reports?: readonly string[]
  /** Told of parts of reports that cannot be read. */
  tellBad?: TellBad
}

/** How a file compares with its own mark. */
export type MarkState = 'valid' | 'changed' | 'unchecked' | 'none'

/** What became of one file. */
export interface FileOrigin {
  /** Absolute. */
  path: string
  /** Of the file as it is, hex. */
  sha256: string
  state: MarkState
  /** Empty if no report names it. The latest build first. */
  found: ReportMatch[]
  /** How many more matches there are. */
  more: number
}

/**
 * Looks up every artifact below the paths in reports. In folders, files that can carry no mark are left out, unless a
 * report names them.
 * @returns the files in the order of the walk; `problems` of the outcome are files that could not be read.
 * @throws ChalkError `NO_REPORT` if a named report cannot be read.
 */
export async function find(options: FindOptions): Promise<{ files: FileOrigin[]; outcome: Outcome }> {
  const outcome = newOutcome()
  const named = new Set(options.paths.map((path) => resolve(options.cwd, path)))
  const indexFor = indexes(options)
  const files = new Map<string, FileOrigin>()
  const order: string[] = []
  await forEachFile({ ...options, symlinks: options.symlinks ?? 'follow' }, outcome, async (file) => {
    order.push(file.path)
    const { identity, state, isArtifact } = await identify(file, options)
    const { matches: found, more } = indexFor(file.path).find(identity)
    if (found.length > 0 || isArtifact || named.has(file.path))
      files.set(file.path, { path: file.path, sha256: identity.sha256, state, found, more })
    return {}
  })
  return { files: order.flatMap((path) => files.get(path) ?? []), outcome }
}

/** The reports to look into, by file. Each is read once. */
function indexes({ reports, cwd, tellBad }: FindOptions): (path: string) => ReportIndex {
  if (reports) {
    const all = indexReports(readReports(reports, tellBad))
    return () => all
  }
  const known = new Map<string, ReportIndex>()
  return (path) => {
    const places = reportsBeside(path, cwd)
    const key = places.join('\n')
    const index = known.get(key) ?? indexReports(readReports(places, tellBad))
    known.set(key, index)
    return index
  }
}

interface Identified {
  identity: Fingerprint
  state: MarkState
  /** Whether it is a file that would be marked, or is. */
  isArtifact: boolean
}

async function identify(file: FoundFile, options: FindOptions): Promise<Identified> {
  let known: Identified | undefined
  try {
    await withArtifact(
      file,
      options,
      () => undefined,
      async (artifact) => {
        const { candidate, hash, chalkId, counts } = artifact
        const { mark } = artifact.artifact
        const identity: Fingerprint = { sha256: hashSpliced(candidate.source, []), hash, chalkId }
        if (mark) identity.mark = mark.dict
        const verdict = await judge(artifact, candidate.source)
        known = { identity, state: stateOf(verdict), isArtifact: counts || mark !== undefined }
        return {}
      },
      true,
    )
  } catch (error) {
    // What cannot be read as an artifact is still a file.
    if (!(error instanceof CodecError)) throw error
  }
  return known ?? { identity: { sha256: sha256Of(file) }, state: 'none', isArtifact: false }
}

function stateOf(verdict: { valid: boolean | undefined } | undefined): MarkState {
  if (verdict === undefined) return 'none'
  if (verdict.valid === undefined) return 'unchecked'
  return verdict.valid ? 'valid' : 'changed'
}

function sha256Of(file: FoundFile): string {
  const candidate = openFound(file)
  try {
    return hashSpliced(candidate.source, [])
  } finally {
    candidate.close()
  }
}

/** The host's own facts in a report, without lists of artifacts and of the environment. */
export function buildOf({ host }: Pick<ReportMatch, 'host'>): Dict {
  return Object.fromEntries(Object.entries(host).filter(([key]) => !NOT_BUILD.has(key)))
}

const NOT_BUILD = new Set([
  '_CHALKS',
  '_UNMARKED',
  '_X-LEFT-OUT',
  'INJECTOR_ENV',
  '_ENV',
  HIDDEN_ENV,
  '_OP_FAILED_KEYS',
])
