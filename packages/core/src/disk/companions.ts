/** Finds the files that may pin the content of another: its detached signatures, and lists of digests. */
import { type Dirent, readdirSync, type Stats, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { readPlainFile } from './plain.js'

/** What follows a file's name in that of its detached signature, timestamp or attestation. */
const SIGNATURE =
  /^\.(?:asc|sig|sign|signature|gpg|pgp|minisig|p7s|p7b|p7m|cms|jws|tsr|ots|att|bundle|sigstore(?:\.json)?|(?:cosign|sigstore)\.bundle(?:\.json)?|(?:intoto|provenance|attestations?)(?:\.jsonl?)?|jsonl)$/i

/**
 * Names of lists of digests: `SHA256SUMS`, `checksums.txt`, `app.sha512`, `app.DIGESTS`, BagIt's `manifest-sha256.txt`,
 * Gentoo's `Manifest`; of updaters: `latest.yml`, `RELEASES`; of SBOMs and attestations. Scripts and pages hold the
 * digests of what they load, which the output step takes care of.
 */
const LIST =
  /(?:sums?|digests?|hash(?:es)?|check-?sum)(?:\d+)?(?:[-_.]|$)|^manifest(?:-\w+\.txt)?$|^releases$|^latest[-\w]*\.ya?ml$|\.(?:md5|sha-?\d{1,3}|sha\d-\d{3}|b[23]|blake\w+|sfv)(?:\.\w+)?$|\b(?:s?bom|spdx|cdx|cyclonedx|provenance|attestations?|intoto|sigstore|slsa)\b/i
const PROGRAM = /\.(?:[cm]?[jt]sx?|html?|css|svg|map|wasm|py|rb|php|sh|c|h|go|rs|java|class|jar)$/i

/** Folders in which such lists stand, for files beside these folders: of wheels, Debian packages, SBOM tools. */
const LIST_FOLDER = /\.dist-info$|^(?:DEBIAN|_manifest|sboms?)$/

/** No project is deeper, above a file. */
const MAX_LEVELS = 12

/** A file that may pin another. */
export interface Companion {
  path: string
  stats: Stats
  content: Buffer
}

export interface Companions {
  /** The detached signatures of a file. */
  signaturesOf(path: string): Companion[]
  /** The files in the folder of a file of debug information that may name it: its own, and the one above `.debug`. */
  programsBeside(path: string): string[]
  /** The files in the folder of a file. */
  filesBeside(path: string): string[]
  /** The lists in the file's folder and in those above it, up to the working directory or the repository's root. */
  listsFor(path: string): Companion[]
}

/** Lists each folder and reads each list once. @param cwd absolute. */
export function findCompanions(cwd: string): Companions {
  const entriesOf = oncePerFolder(listed)
  const signaturesIn = oncePerFolder((folder) => bySignedName(entriesOf(folder).map(({ name }) => name)))
  const listsIn = oncePerFolder((folder) => {
    const entries = entriesOf(folder)
    const within = entries.flatMap(({ name }) =>
      LIST_FOLDER.test(name) ? recordsIn(join(folder, name)) : [],
    )
    return [...listPaths(folder, entries), ...within].flatMap(opened)
  })

  /** The lists in a folder and in those above it. */
  const listsFrom = oncePerFolder((first) => {
    const found: Companion[] = []
    let folder = first
    for (let level = 0; level < MAX_LEVELS; level++) {
      found.push(...listsIn(folder))
      const isTop = folder === cwd || entriesOf(folder).some(({ name }) => name === '.git')
      if (isTop || dirname(folder) === folder) break
      folder = dirname(folder)
    }
    return found
  })

  const filesIn = (folder: string) =>
    entriesOf(folder)
      .filter((entry) => entry.isFile())
      .map(({ name }) => join(folder, name))

  return {
    signaturesOf(path) {
      const folder = dirname(path)
      const names = signaturesIn(folder).get(basename(path)) ?? []
      return names.flatMap((name) => opened(join(folder, name)))
    },
    programsBeside(path) {
      const folder = dirname(path)
      const folders = basename(folder) === '.debug' ? [folder, dirname(folder)] : [folder]
      return folders.flatMap(filesIn)
    },
    filesBeside: (path) => filesIn(dirname(path)),
    listsFor(path) {
      return listsFrom(dirname(path)).filter((list) => list.path !== path)
    },
  }
}

/** A function that remembers its answer for each folder. */
function oncePerFolder<T extends object>(find: (folder: string) => T): (folder: string) => T {
  const found = new Map<string, T>()
  return (folder) => {
    const known = found.get(folder) ?? find(folder)
    found.set(folder, known)
    return known
  }
}

/** The names of signatures, by the names of what they sign. */
function bySignedName(names: readonly string[]): Map<string, string[]> {
  const signatures = new Map<string, string[]>()
  for (const name of names) {
    for (let at = name.indexOf('.', 1); at > 0; at = name.indexOf('.', at + 1)) {
      if (!SIGNATURE.test(name.slice(at))) continue
      const signed = name.slice(0, at)
      const others = signatures.get(signed)
      if (others) others.push(name)
      else signatures.set(signed, [name])
    }
  }
  return signatures
}

function listPaths(folder: string, entries: readonly Dirent[]): string[] {
  return entries
    .filter(({ name }) => LIST.test(name) && !PROGRAM.test(name))
    .map(({ name }) => join(folder, name))
}

/** The lists in a folder that is for such files. SBOM tools put theirs one level deeper. */
function recordsIn(folder: string): string[] {
  const entries = listed(folder)
  const records = entries.filter(({ name }) => name === 'RECORD').map(({ name }) => join(folder, name))
  const deeper = entries
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => listPaths(join(folder, name), listed(join(folder, name))))
  return [...records, ...listPaths(folder, entries), ...deeper]
}

/** A folder that cannot be listed has no companions that anybody could compare. */
function listed(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

/** The file; nothing if it is none, or cannot be read. */
function opened(path: string): Companion[] {
  try {
    const stats = statSync(path)
    const content = stats.isFile() ? readPlainFile(path) : undefined
    return content ? [{ path, stats, content }] : []
  } catch {
    return []
  }
}
