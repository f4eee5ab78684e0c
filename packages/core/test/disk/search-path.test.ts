import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { expect, test } from 'vitest'
import { withAbsolutePath } from '../../src/disk/search-path.js'
import { makeTree } from './tree.js'

test('a PATH keeps its absolute entries only', () => {
  const given = ['.', '', './bin', 'node_modules/.bin', '/usr/bin', '..', '/bin'].join(delimiter)
  const kept = ['/usr/bin', '/bin'].join(delimiter)
  expect(withAbsolutePath({ PATH: given, Path: given, HOME: '.' })).toEqual({
    PATH: kept,
    Path: kept,
    HOME: '.',
  })
})

// execvp(3), and with it spawn, takes an empty PATH for the working directory.
test.runIf(process.platform !== 'win32').each(['', '.', ':', 'bin', '.:bin', './:'])(
  'a PATH without absolute entries (%j) finds no program of the working directory',
  (PATH) => {
    const cwd = makeTree({ prog: '#!/bin/sh\n: > ran\n', 'bin/prog': '#!/bin/sh\n: > ran\n' })
    for (const name of ['prog', 'bin/prog']) chmodSync(join(cwd, name), 0o755)
    const { error } = spawnSync('prog', [], { cwd, env: withAbsolutePath({ PATH }) })
    expect(error).toMatchObject({ code: expect.stringMatching(/^(?:ENOENT|ENOTDIR|EACCES)$/) })
    expect(existsSync(join(cwd, 'ran'))).toBe(false)
  },
)
