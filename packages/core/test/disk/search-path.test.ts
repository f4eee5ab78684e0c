import { delimiter } from 'node:path'
import { expect, test } from 'vitest'
import { withAbsolutePath } from '../../src/disk/search-path.js'

test('a PATH keeps its absolute entries only', () => {
  const given = ['.', '', './bin', 'node_modules/.bin', '/usr/bin', '..', '/bin'].join(delimiter)
  const kept = ['/usr/bin', '/bin'].join(delimiter)
  expect(withAbsolutePath({ PATH: given, Path: given, HOME: '.' })).toEqual({
    PATH: kept,
    Path: kept,
    HOME: '.',
  })
})
