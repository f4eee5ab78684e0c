/**
 * The register of our temporary folders. The next run needs it if this one is killed.
 *
 *     ~/.local/state/chalkmark/begun/5f1c….json      one for each temporary folder that there is
 *
 * A folder's name proves nothing: anybody can make a folder of that name, and unpacking an archive makes one that
 * belongs to us. So a folder counts as ours only if it is registered here, where nobody else can write.
 */
import { randomUUID } from 'node:crypto'
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { errorCode } from './failure.js'
import type { Identity } from './folder.js'
import { makeFolders } from './make-folders.js'
import { isGone, type Maker, thisProcess } from './maker.js'
import { stateFolder } from './state.js'
import { isOurs } from './trust.js'

/** What a temporary folder is for. */
export interface Purpose {
  /** What is in it: new contents of files, the growing report, or an archive that is being packed. */
  kind: 'files' | 'report' | 'archive'
  /** Absolute: the top of the tree, or the file that is being made. */
  for: string
}

/** A temporary folder in the register. */
export interface Begun extends Purpose {
  /** Absolute, and without links. */
  path: string
  /** Undefined if the process ended just when it made the folder. */
  identity: Identity | undefined
  maker: Maker
  /** Whether its process is gone. */
  isLeftOver: boolean
  /** Takes it over. @returns false if another process was faster. */
  takeOver(): boolean
  /** Removes it from the register. */
  forget(): void
}

/** The entry of a folder that this process makes. */
export interface RegisterEntry {
  /** Notes which folder it is, once it is made. */
  made(identity: Identity): void
  forget(): void
}

const NOTHING: RegisterEntry = { made() {}, forget() {} }

/** In bytes. A longer file was not written by us. */
const LONGEST = 1 << 16

/** Registers a temporary folder that is about to be made. Does nothing if there is no state folder. */
export function enter(path: string, purpose: Purpose): RegisterEntry {
  const folder = registerFolder()
  if (folder === undefined) return NOTHING
  const file = join(folder, `${randomUUID()}.json`)
  const text = (identity?: Identity) =>
    JSON.stringify({
      ...purpose,
      path,
      ...(identity && { dev: String(identity.dev), ino: String(identity.ino) }),
      maker: thisProcess(),
    })
  try {
    writeFileSync(file, text(), { flag: 'wx', mode: 0o600 })
  } catch {
    // The disk is full or read-only. After a kill, the next run will then name the folder and not touch it.
    return NOTHING
  }
  return {
    made(identity) {
      const next = `${file}.next`
      try {
        writeFileSync(next, text(identity), { flag: 'wx', mode: 0o600 })
        renameSync(next, file)
      } catch {
        rmSync(next, { force: true })
      }
    },
    forget: () => rmSync(file, { force: true }),
  }
}

/**
 * All temporary folders in the register. An entry whose folder is gone, because its whole tree was removed, is
 * deleted.
 */
export function begun(): Begun[] {
  const folder = registerFolder()
  if (folder === undefined) return []
  const entries = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => readEntry(join(folder, name)) ?? [])
  const isThere = ({ path }: Begun) => lstatSync(path, { throwIfNoEntry: false }) !== undefined
  return entries.filter((entry) => {
    if (!entry.isLeftOver || isThere(entry)) return true
    entry.forget()
    return false
  })
}

function readEntry(file: string): Begun | undefined {
  let text: string
  let lastSeen: number
  try {
    const fd = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
    try {
      const stats = fstatSync(fd)
      if (!stats.isFile() || !isOurs(stats) || stats.size > LONGEST) return undefined
      lastSeen = stats.mtimeMs
      text = readFileSync(fd, 'utf8')
    } finally {
      closeSync(fd)
    }
  } catch (error) {
    // The entry was deleted meanwhile, or is a link, which we never make.
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ELOOP') return undefined
    throw error
  }
  const said = parse(text)
  if (!said) return undefined
  const { path, kind, for: what, dev, ino, maker } = said
  let place = file
  return {
    path,
    kind,
    for: what,
    identity: dev === undefined || ino === undefined ? undefined : { dev: BigInt(dev), ino: BigInt(ino) },
    maker,
    isLeftOver: isGone(maker, lastSeen),
    takeOver() {
      const mine = join(dirname(file), `${randomUUID()}.json`)
      writeFileSync(mine, JSON.stringify({ ...said, maker: thisProcess() }), { flag: 'wx', mode: 0o600 })
      try {
        // The process that manages to remove the old entry gets the folder.
        unlinkSync(place)
        place = mine
        return true
      } catch (error) {
        rmSync(mine, { force: true })
        if (errorCode(error) === 'ENOENT') return false
        throw error
      }
    },
    forget: () => rmSync(place, { force: true }),
  }
}

interface Said extends Purpose {
  path: string
  dev?: string
  ino?: string
  maker: Maker
}

/** Undefined for an entry that a kill has cut off. */
function parse(text: string): Said | undefined {
  try {
    const said = JSON.parse(text) as Said
    const isWhole = typeof said?.path === 'string' && typeof said.for === 'string' && said.maker !== undefined
    return isWhole ? said : undefined
  } catch {
    return undefined
  }
}

function registerFolder(): string | undefined {
  const state = stateFolder()
  if (state === undefined) return undefined
  const folder = join(state, 'begun')
  if (!existsSync(folder)) makeFolders(folder, 0o700)
  return folder
}
