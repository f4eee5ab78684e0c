/**
 * Which temporary folders are ours, as the next run has to know if this one is killed.
 *
 *     ~/.local/state/chalkmark/begun/5f1c….json      one for each temporary folder that there is
 *
 * A folder's name says nothing: anybody can make one of that name, and an archive that we unpack makes it in our name. So
 * it counts as ours only if it is written down here, where nobody else can write.
 */
import { randomUUID } from 'node:crypto'
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
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
import { isGone, type Maker, thisProcess } from './maker.js'
import { stateFolder } from './state.js'
import { isOurs } from './trust.js'

/** What a temporary folder is for. */
export interface Purpose {
  /** New content of files on its way into their places; the growing report; an archive that is being packed. */
  kind: 'files' | 'report' | 'archive'
  /** Absolute: the top of the tree, or the file that is being made. */
  for: string
}

/** A temporary folder that is written down. */
export interface Begun extends Purpose {
  /** Absolute, and without links. */
  path: string
  /** Undefined: the process ended just when it was made. */
  identity: Identity | undefined
  maker: Maker
  /** Whether its process is gone. */
  isLeftOver: boolean
  /** Makes it ours. @returns false if another process was quicker. */
  takeOver(): boolean
  /** Strikes it out. */
  forget(): void
}

/** What strikes it out, once it is gone. */
export interface Entry {
  /** The folder is there now. */
  made(identity: Identity): void
  forget(): void
}

const NOTHING: Entry = { made() {}, forget() {} }

/** In bytes. A longer file is none of ours. */
const LONGEST = 1 << 16

/** Writes down that a temporary folder is about to be made. Where there is no place for that, it is left out. */
export function enter(path: string, purpose: Purpose): Entry {
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
    // A full or read-only disk: a kill then leaves a folder that the next run names and does not touch.
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

/** All temporary folders that are written down. One that is gone, as its whole tree was removed, is struck out. */
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
    // Struck out meanwhile; a link, which none of ours is.
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
        // Whoever removes the old one has it.
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

/** What a kill cut off says nothing. */
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
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 })
  return folder
}
