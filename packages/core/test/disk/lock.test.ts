import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openFolder } from '../../src/disk/folder.js'
import { underLock } from '../../src/disk/lock.js'
import { thisProcess } from '../../src/disk/maker.js'
import { list, makeTree } from './tree.js'

const NAME = 'report.json'
const LOCK = `.${NAME}.lock`

function setUp(lock?: string, age = 0) {
  const root = makeTree(lock === undefined ? {} : { [LOCK]: lock })
  const then = Date.now() / 1000 - age
  if (lock !== undefined) utimesSync(join(root, LOCK), then, then)
  return { root, folder: openFolder(root) }
}

test('the lock is there while the work is done, and gone behind it', () => {
  const { root, folder } = setUp()
  const result = underLock(folder, NAME, () => {
    const { pid } = JSON.parse(readFileSync(join(root, LOCK), 'utf8'))
    expect(pid).toBe(process.pid)
    return 'done'
  })
  expect(result).toBe('done')
  expect(list(root)).toEqual([])
})

test('the lock is given back when the work fails', () => {
  const { root, folder } = setUp()
  expect(() =>
    underLock(folder, NAME, () => {
      throw new Error('no room')
    }),
  ).toThrow('no room')
  expect(list(root)).toEqual([])
})

/** Not the one of a process, nor of one that will be. */
const GONE = 2 ** 30

test.each([
  ['of a process that is gone', JSON.stringify({ ...thisProcess(), pid: GONE }), 0],
  ['that is too old', JSON.stringify(thisProcess()), 31],
  ['that is from the future', JSON.stringify(thisProcess()), -3600],
  ['of another machine that is too old', JSON.stringify({ pid: 1, machine: 'other', began: '' }), 31],
  ['without content that nobody writes any more', '', 6],
  ['that is none of ours and old', 'planted', 40],
  ['that names no process', '{"pid":-1,"machine":"","began":""}', 6],
])('a lock %s is taken over at once', (_, lock, age) => {
  const { root, folder } = setUp(lock, age)
  const began = Date.now()
  expect(underLock(folder, NAME, () => 1)).toBe(1)
  expect(Date.now() - began).toBeLessThan(2000)
  expect(list(root)).toEqual([])
})

const isRoot = process.getuid?.() === 0
const STRANGER = 54_321

function leaveAs(stranger: number, root: string): void {
  writeFileSync(join(root, LOCK), JSON.stringify({ ...thisProcess(), id: 'of another' }))
  chownSync(join(root, LOCK), stranger, stranger)
}

test.runIf(isRoot)('a lock of another user is waited for as long as work takes, and taken over', () => {
  const { root, folder } = setUp()
  leaveAs(STRANGER, root)
  const began = Date.now()
  expect(underLock(folder, NAME, () => 1)).toBe(1)
  expect(Date.now() - began).toBeGreaterThan(1500)
  expect(Date.now() - began).toBeLessThan(15_000)
})

test.runIf(isRoot)(
  'who makes such locks again and again keeps us for seconds only, and is named',
  async () => {
    const { root, folder } = setUp()
    leaveAs(STRANGER, root)
    const again = `const fs = require("fs"); const [, lock, text] = process.argv
    setInterval(() => { fs.writeFileSync(lock + "x", text); fs.chownSync(lock + "x", ${STRANGER}, 0); fs.renameSync(lock + "x", lock) }, 20)`
    const child = spawn(process.execPath, [
      '-e',
      again,
      join(root, LOCK),
      readFileSync(join(root, LOCK), 'utf8'),
    ])
    const began = Date.now()
    expect(() => underLock(folder, NAME, () => 1)).toThrow(
      `process ${process.pid} of another user (uid ${STRANGER}) holds ${join(root, LOCK)}`,
    )
    expect(Date.now() - began).toBeLessThan(15_000)
    child.kill()
    await once(child, 'close')
  },
)

test('a lock of a running process is waited for', async () => {
  const { root, folder } = setUp()
  writeFileSync(join(root, LOCK), JSON.stringify({ ...thisProcess(), id: 'other thread' }))
  const child = spawn(process.execPath, [
    '-e',
    'setTimeout(() => require("fs").rmSync(process.argv[1]), 300)',
    join(root, LOCK),
  ])
  const began = Date.now()
  underLock(folder, NAME, () => {})
  expect(Date.now() - began).toBeGreaterThan(200)
  await once(child, 'close')
})

test('work is done again if somebody took the lock meanwhile', () => {
  const { root, folder } = setUp()
  let times = 0
  underLock(folder, NAME, () => {
    // The other one has finished when it is our turn again.
    if (++times === 1) writeFileSync(join(root, LOCK), JSON.stringify({ ...thisProcess(), pid: GONE }))
  })
  expect(times).toBe(2)
  expect(list(root)).toEqual([])
})

test.runIf(process.platform !== 'win32').each(['link', 'folder'])(
  'a %s in its place is left alone',
  (kind) => {
    const { root, folder } = setUp()
    writeFileSync(join(root, 'precious'), 'text')
    if (kind === 'link') symlinkSync('precious', join(root, LOCK))
    else mkdirSync(join(root, LOCK))
    expect(() => underLock(folder, NAME, () => {})).toThrow(`${LOCK} is in the way`)
    expect(lstatSync(join(root, LOCK)).isSymbolicLink()).toBe(kind === 'link')
    expect(readFileSync(join(root, 'precious'), 'utf8')).toBe('text')
    expect(existsSync(join(root, NAME))).toBe(false)
  },
)
