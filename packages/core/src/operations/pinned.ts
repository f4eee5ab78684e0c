/**
 * Files whose content something beside them pins: a detached signature, a list of digests (`SHA256SUMS`, a wheel's
 * `RECORD`, an SBOM, an attestation), the debug link of a program, or a module of Java with digests of others. A mark would make that untrue, so such a file
 * stays as it is. What does not fit the file as it is pins nothing: it is of an earlier build.
 */
import { createHash } from 'node:crypto'
import type { Stats } from 'node:fs'
import { basename } from 'node:path'
import { crc32 } from 'node:zlib'
import type { Source } from '../bytes/source.js'
import { pieces } from '../bytes/splices.js'
import { type Companion, type Companions, findCompanions } from '../disk/companions.js'
import { type FileSource, openFile } from '../disk/source.js'
import { CodecError } from '../error.js'
import { debugLinkOf } from '../formats/elf/debug.js'
import { type ModuleNames, moduleNamesIn } from '../formats/zip/module-hashes.js'
import { type Algorithm, findDigests } from '../output/digests.js'
import { isPgpSignatureOf } from './pgp-signature.js'

/** A file that is to be marked, as it is. */
export interface Pinnable {
  path: string
  source: Source
  stats: Stats
}

export interface PinCheck {
  /**
   * @param followed a folder in whose files digests follow what is marked: plain lists there pin nothing.
   * @throws CodecError `PINNED`.
   */
  check(file: Pinnable, followed?: string): void
}

/** A list of digests, read. */
interface List {
  path: string
  /** As `digestKey` gives them. */
  keys: ReadonlySet<string>
  algorithms: ReadonlySet<Algorithm>
  /** Somebody has signed the list, so that it cannot follow either. */
  isSigned: boolean
}

/** @param cwd absolute. What is found is remembered, so make it anew for each operation. */
export function createPinCheck(cwd: string): PinCheck {
  const companions = findCompanions(cwd)
  const read = new Map<string, List>()
  const hashingModule = hashingModules(companions)
  const links = new Map<string, DebugLink | undefined>()

  /** The program beside a file whose debug link is for it. */
  function debugLinks({ path, source }: Pinnable): string | undefined {
    if (!isElf(source)) return undefined
    for (const program of companions.programsBeside(path)) {
      if (!links.has(program)) links.set(program, linkIn(program))
      const link = links.get(program)
      if (program !== path && link?.name === basename(path) && link.crc === checksumOf(source)) return program
    }
    return undefined
  }

  function listOf(companion: Companion): List {
    const known = read.get(companion.path)
    if (known) return known
    const { keys, algorithms, isEncoded } = digestsIn(companion.content)
    const isSigned =
      isEncoded ||
      companion.content.includes('-----BEGIN PGP SIGN') ||
      companions.signaturesOf(companion.path).length > 0
    const list = { path: companion.path, keys, algorithms, isSigned }
    read.set(companion.path, list)
    return list
  }

  return {
    check(file, followed) {
      const digests = digestsOf(file.source)
      for (const signature of companions.signaturesOf(file.path)) {
        if (isSignedBy(signature, file, digests))
          throw new CodecError(
            'PINNED',
            `${basename(signature.path)} signs it as it is: mark it before it is signed`,
          )
      }
      const program = debugLinks(file)
      if (program !== undefined)
        throw new CodecError(
          'PINNED',
          `${basename(program)} knows it by its checksum (.gnu_debuglink): mark it before that link is made`,
        )
      const module = hashingModule(file)
      if (module !== undefined)
        throw new CodecError(
          'PINNED',
          `${basename(module)} knows it by its digest (ModuleHashes): mark it before that is written (jar --hash-modules)`,
        )
      for (const list of companions.listsFor(file.path).map(listOf)) {
        if (followed !== undefined && list.path.startsWith(followed) && !list.isSigned) continue
        const holds = [...list.algorithms].some((algorithm) =>
          list.keys.has(`${algorithm}:${digests(algorithm)}`),
        )
        if (holds)
          throw new CodecError(
            'PINNED',
            `${basename(list.path)} holds its digest: mark it before that is written, or remove that and write it again`,
          )
      }
    },
  }
}

const JAR = /\.jar$/i
const MODULE = /\.(?:jar|jmod)$/i

/** @returns a function that finds the module beside a jar that knows it by its digest. */
function hashingModules(companions: Companions): (file: Pinnable) => string | undefined {
  const modules = new Map<string, ModuleNames | undefined>()
  return ({ path, source }) => {
    const name = JAR.test(path) ? moduleNamesIn(source).name : undefined
    if (name === undefined) return undefined
    return companions.filesBeside(path).find((other) => {
      if (other === path || !MODULE.test(other)) return false
      if (!modules.has(other)) modules.set(other, readFrom(other, moduleNamesIn))
      return modules.get(other)?.hashed.has(name)
    })
  }
}

type DebugLink = NonNullable<ReturnType<typeof debugLinkOf>>

function isElf(source: Source): boolean {
  return Buffer.from(source.read(0, 4)).toString('latin1') === '\x7fELF'
}

/** The debug link of a program; undefined if it has none or cannot be read. */
function linkIn(path: string): DebugLink | undefined {
  return readFrom(path, (source) => (isElf(source) ? debugLinkOf(source) : undefined))
}

/** What `read` finds in a file; undefined if it cannot be opened. */
function readFrom<T>(path: string, read: (source: Source) => T): T | undefined {
  let source: FileSource
  try {
    source = openFile(path, true)
  } catch {
    return undefined
  }
  try {
    return read(source)
  } finally {
    source.close()
  }
}

function checksumOf(source: Source): number {
  let crc = 0
  for (const piece of pieces(source, [])) crc = crc32(piece, crc)
  return crc
}

type Digests = (algorithm: Algorithm) => string

/** Digests of a file in hex, each computed once. */
function digestsOf(source: Source): Digests {
  const known = new Map<Algorithm, string>()
  return (algorithm) => {
    const there = known.get(algorithm)
    if (there !== undefined) return there
    const hash = createHash(algorithm)
    for (const piece of pieces(source, [])) hash.update(piece)
    const digest = hash.digest('hex')
    known.set(algorithm, digest)
    return digest
  }
}

/** What attestations hold in base64: DSSE's payload, github.com/secure-systems-lab/dsse. */
const PAYLOAD = /"payload"\s*:\s*"([A-Za-z0-9+/_=-]+)"/g

function digestsIn(content: Buffer): Pick<List, 'keys' | 'algorithms'> & { isEncoded: boolean } {
  const text = content.toString('latin1')
  const payloads = [...text.matchAll(PAYLOAD)].map(([, payload]) =>
    Buffer.from(payload!, 'base64').toString('latin1'),
  )
  const found = [text, ...payloads].flatMap((part) => findDigests(part, false))
  return {
    keys: new Set(found.map(({ key }) => key)),
    algorithms: new Set(found.map(({ algorithm }) => algorithm)),
    isEncoded: payloads.length > 0,
  }
}

/** In binary signatures (CMS, RFC 5652; time stamps, RFC 3161) digests stand as bytes. */
const IN_BYTES: readonly Algorithm[] = ['sha256', 'sha384', 'sha512', 'sha1']

function isSignedBy({ content, stats }: Companion, file: Pinnable, digests: Digests): boolean {
  const pgp = isPgpSignatureOf(content, (hash, asText) => {
    if (asText) hash.update(withCrlf(file.source))
    else for (const piece of pieces(file.source, [])) hash.update(piece)
  })
  if (pgp !== undefined) return pgp
  const { keys, algorithms } = digestsIn(content)
  if ([...algorithms].some((algorithm) => keys.has(`${algorithm}:${digests(algorithm)}`))) return true
  if (IN_BYTES.some((algorithm) => content.includes(Buffer.from(digests(algorithm), 'hex')))) return true
  // An attestation names what it is about. Of other signatures nobody can tell without the key. One that is older
  // than the file is of an earlier build.
  const namesDigests = content.includes('"digest"') && algorithms.size > 0
  return !namesDigests && stats.mtimeMs >= file.stats.mtimeMs
}

/** A text with the line ends of signed text. */
function withCrlf(source: Source): Buffer {
  const text = Buffer.from(source.read(0, source.size)).toString('latin1')
  return Buffer.from(text.replace(/\r?\n/g, '\r\n'), 'latin1')
}
