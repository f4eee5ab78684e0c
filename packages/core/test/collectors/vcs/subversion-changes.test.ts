/** What is read to compare the files of a Subversion checkout with what is noted. */
import { expect, test } from 'vitest'
import type { FileStatus } from '../../../src/collectors/host.js'
import { changesIn } from '../../../src/collectors/vcs/subversion-changes.js'
import type { Node } from '../../../src/collectors/vcs/subversion-nodes.js'
import { madeUp } from '../worlds.js'

const NODE: Node = {
  isHere: true,
  isDeleted: false,
  isChanged: false,
  isFolder: false,
  sha1: 'da39a3ee5e6b4b0d3255bfef95601890afd80709',
  isTranslated: false,
  size: 1 << 26,
  time: 1,
}

/** @param files how many files of that many bytes are on the disk. */
function read(files: number, size: number) {
  const names = Array.from({ length: files }, (_, index) => String(index))
  const opened: string[] = []
  const status: FileStatus = { kind: 'file', size, changedAt: 5_000_000n }
  const host = madeUp({
    list: () => names,
    linkStat: () => status,
    readFile: (path) => {
      opened.push(path)
      return Buffer.of()
    },
  })
  const nodes = new Map(names.map((name) => [name, { ...NODE, size }]))
  return { ...changesIn(host, '/app', nodes), opened: opened.length }
}

test('of many long files only some are read', () => {
  const { doubtful, modified, opened } = read(10, 1 << 26)
  expect([doubtful.length, modified, opened]).toEqual([6, [], 4])
  expect(read(1, (1 << 26) + 1)).toMatchObject({ doubtful: ['0'], opened: 0 })
  expect(read(1000, 1000)).toMatchObject({ doubtful: [], opened: 1000 })
})
