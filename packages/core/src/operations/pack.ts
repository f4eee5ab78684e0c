/**
 * A folder as a ZIP archive that is the same each time: entries sorted by path, one fixed time, and of each file
 * only its path, mode and content. The compressed bytes depend on the version of zlib, and so on that of Node.
 */
import {
  closeSync,
  constants,
  createReadStream,
  createWriteStream,
  fstatSync,
  lstatSync,
  openSync,
  type ReadStream,
  readdirSync,
  readlinkSync,
  type Stats,
} from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { isTemporary } from '../config/temporary.js'
import { errorCode, fileFailure, nameFailure } from '../disk/failure.js'
import { type Folder, namesOf, openBelow, type Top, topAt } from '../disk/folder.js'
import { below, slashes } from '../disk/paths.js'
import { changedError } from '../disk/source.js'
import { makeWhole } from '../disk/whole.js'
import { CodecError, reasonOf } from '../error.js'

export interface PackOptions {
  /** The folder, absolute. */
  folder: string
  /** The archive to write, absolute. What is there is replaced. */
  output: string
  /**
   * The time of all entries. A ZIP holds no time before 1980.
   * @default 1980-01-01
   */
  time?: Date
}

export interface Packed {
  /** How many files are in the archive. */
  files: number
  /** By path: why something is not in it. */
  leftOut: Map<string, string>
  /** The folder that the archive is in. */
  place: Top
}

/**
 * Packs everything in the folder, hidden files and installed packages too, but no `.git`. Symbolic links stay links.
 * @throws the file system's error; an older archive is still there then.
 */
export async function pack({ folder, output, time = new Date(0) }: PackOptions): Promise<Packed> {
  const { ZipFile } = await import('yazl')
  const zip = new ZipFile()
  const common = { mtime: zipTime(time), forceDosTimestamp: true }
  const packed: Omit<Packed, 'place'> = { files: 0, leftOut: new Map() }
  const root = topAt(folder)
  for (const { path, name, kind, mode, stats, target } of contentsOf(root, output, packed)) {
    if (kind === 'folder') zip.addEmptyDirectory(name, { ...common, mode })
    else if (target !== undefined)
      zip.addBuffer(Buffer.from(target), name, { ...common, mode, compress: false })
    else {
      zip.addReadStreamLazy(name, { ...common, mode, size: stats.size }, (done) => {
        const fail = (error: unknown) =>
          zip.emit('error', new Error(`${name}: ${reasonOf(error)}`, { cause: error }))
        try {
          const content = readSame(root, path, stats).on('error', fail)
          content.on('end', () => {
            if (content.bytesRead !== stats.size) fail(changedError())
          })
          done(null, content)
        } catch (error) {
          fail(error)
        }
      })
    }
    if (kind !== 'folder') packed.files++
  }
  zip.end()
  const place = await makeWhole(output, async (temporary) => {
    const failed = new Promise<never>((_, reject) => zip.on('error', reject))
    await Promise.race([pipeline(zip.outputStream, createWriteStream(temporary, { flags: 'wx' })), failed])
  })
  return { ...packed, place }
}

interface Item {
  path: string
  /** In the archive. */
  name: string
  kind: 'file' | 'link' | 'folder'
  mode: number
  stats: Stats
  /** The target of a link. */
  target?: string
}

/**
 * Opens a file that was found before. A user who can write to the folder could have replaced it, or a folder on the
 * way, with a link since then, so that a file from elsewhere would be packed. Or with a named pipe, which would
 * block.
 * @throws CodecError `CHANGED`; the file system's error.
 */
function readSame(root: Top, path: string, then: Stats): ReadStream {
  const folder = openBelow(root, namesOf(relative(root.path, dirname(path))))
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)
  let fd: number
  try {
    fd = openSync(folder.at(basename(path)), flags)
  } catch (error) {
    throw errorCode(error) === 'ELOOP' ? changedError() : error
  } finally {
    folder.close()
  }
  const now = fstatSync(fd)
  // Reads at most one byte more than there was. A file that grows is an error, and it could grow for as long as it
  // is read.
  if (now.isFile() && now.ino === then.ino && now.dev === then.dev)
    return createReadStream(path, { fd, start: 0, end: then.size })
  closeSync(fd)
  throw changedError()
}

/**
 * Files, links and empty folders, in the order of their paths' bytes. Each folder is held open while it is listed,
 * so that no other folder in its place can be listed.
 */
function contentsOf(root: Top, output: string, { leftOut }: Pick<Packed, 'leftOut'>): Item[] {
  const items: Item[] = []
  const visit = (folder: Folder, way: string): boolean => {
    let isEmpty = true
    for (const called of named(way, () => readdirSync(folder.at('.')))) {
      const path = join(way, called)
      if (path === output || called === '.git' || isTemporary(called)) continue
      isEmpty = false
      const name = slashes(relative(root.path, path))
      const stats = named(path, () => lstatSync(folder.at(called)))
      const { mode } = stats
      if (stats.isDirectory()) {
        if (
          visited(
            named(path, () => folder.open(called)),
            path,
          )
        )
          items.push({ path, name, kind: 'folder', mode: mode & 0o777, stats })
      } else if (stats.isSymbolicLink()) {
        const target = readlinkSync(folder.at(called))
        if (leadsOut(root.path, path, target)) leftOut.set(path, 'the symbolic link leads out of the folder')
        else items.push({ path, name, kind: 'link', mode: 0o120777, stats, target })
      } else if (stats.isFile())
        items.push({ path, name, kind: 'file', mode: 0o100000 | (mode & 0o777), stats })
      else leftOut.set(path, 'it is no regular file')
    }
    return isEmpty
  }
  const visited = (folder: Folder, way: string): boolean => {
    try {
      return visit(folder, way)
    } finally {
      folder.close()
    }
  }
  visited(openBelow(root, []), root.path)
  return items.sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)))
}

/** Runs what may fail. @throws CodecError whose message names the path, as nothing else in an archive's failure does. */
function named<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    const { code, message } = nameFailure(path, fileFailure(error, 'be read'))
    throw new CodecError(code, `${path}: ${message}`)
  }
}

function leadsOut(root: string, link: string, target: string): boolean {
  return below(root, resolve(dirname(link), target)) === undefined
}

/** SOURCE_DATE_EPOCH, for {@link PackOptions.time}. Its value is checked when marks are made. */
export function sourceDate(env: Readonly<Record<string, string | undefined>>): Date | undefined {
  const seconds = Number(env.SOURCE_DATE_EPOCH || Number.NaN)
  return Number.isInteger(seconds) ? new Date(seconds * 1000) : undefined
}

const FIRST = Date.UTC(1980, 0, 1)

/**
 * A ZIP's times have no time zone, and yazl writes local time. So it gets a time whose local reading equals the
 * wanted one in UTC.
 */
function zipTime(time: Date): Date {
  const utc = new Date(Math.max(time.getTime(), FIRST))
  return new Date(
    utc.getUTCFullYear(),
    utc.getUTCMonth(),
    utc.getUTCDate(),
    utc.getUTCHours(),
    utc.getUTCMinutes(),
    utc.getUTCSeconds(),
  )
}
