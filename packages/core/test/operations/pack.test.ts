/** What gets into an archive is what is in the folder, also where somebody else writes to it. */
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { pack } from '../../src/operations/pack.js'
import { makeTree } from '../disk/tree.js'

// Of the same length.
const SECRET = 'of another folder\n'
const OWN = 'of this folder,..\n'

/** What somebody does right after a file or folder was looked at. */
let whenSeen: ((path: string) => void) | undefined
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>()
  const lstatSync = (path: string, ...more: never[]) => {
    const stats = fs.lstatSync(path, ...more)
    whenSeen?.(String(path))
    return stats
  }
  return { ...fs, lstatSync }
})

let top: string
let folder: string

beforeEach(() => {
  top = makeTree({
    // It takes a while, in which the files behind it can be swapped.
    'folder/a.bin': randomBytes(1 << 23),
    'folder/file': OWN,
    'folder/sub/secret': OWN,
    secret: SECRET,
  })
  folder = join(top, 'folder')
})

/** Packs the folder, and lets `swap` do its work once all has been looked at. */
async function packWhile(swap: () => void): Promise<void> {
  const packing = pack({ folder, output: join(top, 'x.zip') })
  // Whatever comes of it is looked at below.
  packing.catch(() => {})
  while (!readdirSync(top).some((name) => name.startsWith('.chalk-tmp.'))) await setImmediate()
  swap()
  await packing
}

describe.skipIf(process.platform === 'win32')('nothing is packed that is put in a place meanwhile', () => {
  const instead = (path: string, make: (path: string) => void) => () => {
    rmSync(join(folder, path), { recursive: true })
    make(join(folder, path))
  }
  const swaps: [string, () => void][] = [
    ['a link to a file', instead('file', (path) => symlinkSync('../secret', path))],
    ['a link to a folder', instead('sub', (path) => symlinkSync('..', path))],
    ['a pipe', instead('file', (path) => execFileSync('mkfifo', [path]))],
    ['another file', instead('file', (path) => renameSync(join(top, 'secret'), path))],
    ['a folder', instead('file', (path) => mkdirSync(path))],
  ]
  test.each(swaps)('%s', async (_, swap) => {
    await expect(packWhile(swap)).rejects.toThrow(/changed meanwhile/)
    expect(existsSync(join(top, 'x.zip'))).toBe(false)
    expect(readdirSync(top).filter((name) => name.startsWith('.chalk-tmp.'))).toEqual([])
  })
})

test('a file that is gone meanwhile is an error', async () => {
  await expect(packWhile(() => rmSync(join(folder, 'file')))).rejects.toThrow(/ENOENT/)
})

test.skipIf(process.platform === 'win32')(
  'no other folder is listed that a link leads to by then',
  async () => {
    mkdirSync(join(top, 'other/empty'), { recursive: true })
    symlinkSync('nowhere', join(top, 'other/link'))
    mkdirSync(join(folder, 'sub/own'))
    whenSeen = (path) => {
      if (!path.endsWith('/sub')) return
      whenSeen = undefined
      renameSync(join(folder, 'sub'), join(top, 'moved'))
      symlinkSync('../other', join(folder, 'sub'))
    }
    try {
      await expect(pack({ folder, output: join(top, 'x.zip') })).rejects.toThrow(/changed meanwhile/)
    } finally {
      whenSeen = undefined
    }
  },
)

test('a file that grows for as long as it is read is an error', async () => {
  const more = Buffer.alloc(1 << 20)
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((_, reject) =>
    setTimeout(() => reject(new Error('it is still read')), 15_000).unref(),
  )
  try {
    const packing = packWhile(() => {
      timer = setInterval(() => appendFileSync(join(folder, 'file'), more), 1)
    })
    await expect(Promise.race([packing, late])).rejects.toThrow(/^file: .*changed/)
  } finally {
    clearInterval(timer)
  }
  expect(existsSync(join(top, 'x.zip'))).toBe(false)
})
