import { statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { readPlainFile } from '../../src/disk/plain.js'
import { makeTree } from './tree.js'

const LIMIT = 1 << 26

/** What fstat says of a file's size, if that is not true. */
let claimed: number | undefined
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>()
  const fstatSync = (fd: number) =>
    claimed === undefined ? fs.fstatSync(fd) : Object.assign(fs.fstatSync(fd), { size: claimed })
  return { ...fs, fstatSync }
})

test('a file with a hole in it is not read into memory', () => {
  const path = join(makeTree({ 'package.json': '{}' }), 'package.json')
  expect(readPlainFile(path)?.toString()).toBe('{}')
  truncateSync(path, 1 << 30)
  expect(() => readPlainFile(path)).toThrow('is 1073741824 bytes long, over the limit of 67108864')
})

// As one that grows while it is read, and as those of /proc, which have no size.
test.each([0, 2, LIMIT])(
  'a file that is said to have %d bytes is read to its end, or to the limit',
  (size) => {
    const path = join(makeTree({ file: Buffer.alloc(200_000, 'abc') }), 'file')
    claimed = size
    try {
      expect(readPlainFile(path)).toEqual(Buffer.alloc(200_000, 'abc'))
      truncateSync(path, LIMIT + 1)
      expect(() => readPlainFile(path)).toThrow('is over the limit of 67108864 bytes')
      truncateSync(path, LIMIT)
      expect(readPlainFile(path)).toHaveLength(LIMIT)
    } finally {
      claimed = undefined
    }
  },
)

test.runIf(process.platform === 'linux')('a file of /proc is read whole', () => {
  expect(statSync('/proc/self/status').size).toBe(0)
  expect(readPlainFile('/proc/self/status')?.toString()).toMatch(/^Name:.*\n/)
})
