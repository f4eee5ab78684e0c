import { truncateSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readPlainFile } from '../../src/disk/plain.js'
import { makeTree } from './tree.js'

test('a file with a hole in it is not read into memory', () => {
  const path = join(makeTree({ 'package.json': '{}' }), 'package.json')
  expect(readPlainFile(path)?.toString()).toBe('{}')
  truncateSync(path, 1 << 30)
  expect(() => readPlainFile(path)).toThrow('is 1073741824 bytes long, over the limit of 67108864')
})
