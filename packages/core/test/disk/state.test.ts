/** Where one run leaves word for the next: only where nobody else decides what stands there. */
import { chmodSync, chownSync, existsSync, lchownSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { stateFolder } from '../../src/disk/state.js'
import { makeTree } from './tree.js'

const STRANGER = 65534

/** By XDG_STATE_HOME, which counts as a home does, and is the first to be looked at. */
const at = (folder: string) => stateFolder({ ...process.env, XDG_STATE_HOME: folder })

test.runIf(process.platform !== 'win32')('is made, with all folders above, for our user alone', () => {
  const home = makeTree({})
  expect(at(join(home, 'a/b'))).toBe(join(home, 'a/b/chalkmark'))
  expect(existsSync(join(home, 'a/b/chalkmark'))).toBe(true)
})

test.runIf(process.platform !== 'win32')('is not made where others can write', () => {
  const home = makeTree({})
  chmodSync(home, 0o777)
  expect(at(join(home, 'a'))).not.toBe(join(home, 'a/chalkmark'))
  expect(readdirSync(home)).toEqual([])
})

describe.runIf(process.getuid?.() === 0)('in the home of another user', () => {
  test('nothing is made', () => {
    const home = makeTree({})
    chownSync(home, STRANGER, STRANGER)
    expect(at(join(home, '.local/state'))).not.toBe(join(home, '.local/state/chalkmark'))
    expect(readdirSync(home)).toEqual([])
  })

  test.each(['.local', '.local/state', '.local/state/chalkmark'])('a link is not followed: %s', (name) => {
    const home = makeTree({})
    const ours = makeTree({ 'state/chalkmark/begun/x': '' })
    const target =
      { '.local': ours, '.local/state': join(ours, 'state') }[name] ?? join(ours, 'state/chalkmark')
    chmodSync(join(ours, 'state/chalkmark'), 0o700)
    mkdirSync(join(home, name, '..'), { recursive: true })
    symlinkSync(target, join(home, name))
    lchownSync(join(home, name), STRANGER, STRANGER)
    chownSync(home, STRANGER, STRANGER)
    expect(at(join(home, '.local/state'))).not.toBe(join(home, '.local/state/chalkmark'))
    expect(readdirSync(ours, { recursive: true }).sort()).toEqual([
      'state',
      'state/chalkmark',
      'state/chalkmark/begun',
      'state/chalkmark/begun/x',
    ])
  })
})
