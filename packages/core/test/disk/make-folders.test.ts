import { existsSync, mkdirSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolders } from '../../src/disk/make-folders.js'
import { makeTree } from './tree.js'

test('folders above are made, too', () => {
  const root = makeTree({})
  makeFolders(join(root, 'a/b/c'), 0o700)
  expect(statSync(join(root, 'a/b/c')).isDirectory()).toBe(true)
  if (process.platform !== 'win32') expect(statSync(join(root, 'a')).mode & 0o777).toBe(0o700)
  makeFolders(join(root, 'a/b/c'))
  mkdirSync(join(root, 'real'))
  symlinkSync(join(root, 'real'), join(root, 'link'), 'junction')
  makeFolders(join(root, 'link/d'))
  expect(existsSync(join(root, 'real/d'))).toBe(true)
})

test('a file in the way, and a link that leads nowhere, are errors', () => {
  const root = makeTree({ file: '' })
  expect(() => makeFolders(join(root, 'file/a'))).toThrow(/ENOTDIR|ENOENT|EEXIST/)
  if (process.platform === 'win32') return
  symlinkSync(join(root, 'nowhere'), join(root, 'link'))
  expect(() => makeFolders(join(root, 'link/a'))).toThrow(/EEXIST|ENOENT/)
})

// Where it never came to an end.
test.runIf(process.platform === 'linux')('a folder that takes no others is an error', () => {
  expect(() => makeFolders('/proc/nothing/in/here')).toThrow('ENOENT')
})
