/**
 * The files of an output, as reports name them: artifacts with a mark and files without one, each by its path in the
 * output. So two outputs can be compared that lie in different folders, or on different machines.
 */
import type { Dict } from '@chalkmark/mark'
import { ZIP_TYPES } from '../formats/zip/types.js'
import { CONTENT_HASH, FILE_HASH, OUTPUT_PATH, UNCHECKED } from '../keys/catalogue.js'
import { expectedUnmarked } from './unmarked.js'
import { dictsIn, textIn, textsIn, timeOf, withSlashes } from './values.js'

export interface ReportedFile {
  /** Its path in the output, with `/`. */
  name: string
  /** Where it was, as the report has it. */
  path: string
  /** HASH: of its content without a mark. */
  hash?: string
  /** Of all its bytes but the mark's, where HASH leaves out more than that. */
  contentHash?: string
  /** SHA-256 of the file as it lay there, hex. */
  sha256?: string
  /** SHA-256 of the file before its mark went in. */
  preChalkHash?: string
  /** CHALK_ID. */
  id?: string
  type?: string
  isMarked: boolean
  /** Whether its mark was compared with it, and does not belong to it. */
  isForged: boolean
}

/** A file, and the folder that its name begins below. */
interface Placed extends Omit<ReportedFile, 'name'> {
  folder: string
}

/**
 * The files that reports name. If several name one path, the latest report counts.
 * @param hosts in any order.
 * @returns sorted by name.
 */
export function outputFiles(hosts: readonly Dict[]): ReportedFile[] {
  const latestFirst = [...hosts].sort((a, b) => timeOf(b) - timeOf(a))
  const files = new Map<string, Placed>()
  for (const host of latestFirst) {
    const artifacts = artifactsOf(host)
    for (const file of [...artifacts, ...unmarkedOf(host, artifacts)])
      if (!files.has(file.path)) files.set(file.path, file)
  }
  const placed = [...files.values()]
  const above = commonFolder(new Set(placed.map(({ folder }) => folder)))
  return placed
    .map(({ folder: _, ...file }) => ({ ...file, name: nameBelow(above, file.path) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

function artifactsOf(host: Dict): Placed[] {
  const searched = searchedIn(host)
  return dictsIn(host._CHALKS).map((chalk) => {
    const path = withSlashes(
      textIn(chalk._OP_ARTIFACT_PATH) ??
        textIn(chalk.PATH_WHEN_CHALKED) ??
        textIn(chalk[OUTPUT_PATH]) ??
        textIn(chalk.CHALK_ID) ??
        '',
    )
    const inOutput = textIn(chalk[OUTPUT_PATH])
    const folder =
      inOutput !== undefined && path.endsWith(`/${inOutput}`)
        ? path.slice(0, -inOutput.length - 1)
        : folderOf(path, searched)
    return { path, folder, ...hashesOf(chalk) }
  })
}

function hashesOf(chalk: Dict): Omit<Placed, 'path' | 'folder'> {
  // What a mark says of a content that nobody has compared with it.
  const isUnchecked = chalk[UNCHECKED] !== undefined
  const known = {
    hash: isUnchecked ? undefined : textIn(chalk.HASH)?.toLowerCase(),
    contentHash: isUnchecked ? undefined : textIn(chalk[CONTENT_HASH])?.toLowerCase(),
    sha256: fileHashOf(chalk),
    preChalkHash: textIn(chalk.PRE_CHALK_HASH)?.toLowerCase(),
    id: isUnchecked ? undefined : textIn(chalk.CHALK_ID),
    type: textIn(chalk.ARTIFACT_TYPE) ?? textIn(chalk._OP_ARTIFACT_TYPE),
  }
  return {
    ...Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined)),
    isMarked: true,
    isForged: chalk._VALIDATED_METADATA === false,
  }
}

/** SHA-256 of an artifact's file, in lower case, as far as its object in a report tells it. */
export function fileHashOf(chalk: Dict): string | undefined {
  // `_CURRENT_HASH` of an archive is a sum over what is in it.
  const type = textIn(chalk._OP_ARTIFACT_TYPE) ?? textIn(chalk.ARTIFACT_TYPE) ?? ''
  const hash = textIn(chalk[FILE_HASH]) ?? (ZIP_TYPES.has(type) ? undefined : textIn(chalk._CURRENT_HASH))
  return hash !== undefined && /^[0-9a-f]{64}$/i.test(hash) ? hash.toLowerCase() : undefined
}

/** Files without a mark, with their content if the report has it. */
function unmarkedOf(host: Dict, artifacts: readonly Placed[]): Placed[] {
  const known = expectedUnmarked([host])
  const folders = new Set([...artifacts.map(({ folder }) => folder), ...searchedIn(host)])
  const paths = new Set([...known.keys(), ...textsIn(host._UNMARKED).map(withSlashes)])
  return [...paths].flatMap((path) => {
    const sha256 = known.get(path)?.[0]?.hash
    // Reports have no digests of source maps, which nothing runs.
    if (sha256 === undefined && path.endsWith('.map')) return []
    const folder = folderOf(path, folders)
    return { path, folder, isMarked: false, isForged: false, ...(sha256 !== undefined && { sha256 }) }
  })
}

/** Of systems. What is longer is no path. */
const LONGEST_PATH = 4096

/** The nearest of the folders that holds the path, or else the one that it is in. */
function folderOf(path: string, folders: ReadonlySet<string>): string {
  if (path.length > LONGEST_PATH) return ''
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    const folder = path.slice(0, end)
    if (folders.has(folder)) return folder
  }
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

/** The folders and addresses that were searched. */
function searchedIn(host: Dict): Set<string> {
  return new Set(textsIn(host._OP_SEARCH_PATH).map((path) => withSlashes(path).replace(/\/$/, '')))
}

/** The folder that all are in, or the only one. */
function commonFolder(folders: ReadonlySet<string>): string {
  let common: string[] | undefined
  for (const folder of folders) {
    const parts = folder.split('/')
    const length = common?.findIndex((part, index) => part !== parts[index]) ?? -1
    common = length < 0 ? (common ?? parts) : common!.slice(0, length)
  }
  return common?.join('/') ?? ''
}

function nameBelow(folder: string, path: string): string {
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path
}
