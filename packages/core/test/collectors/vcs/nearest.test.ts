import { afterAll, describe, expect, it } from 'vitest'
import { git } from '../../../src/collectors/vcs/git/index.js'
import { mercurial } from '../../../src/collectors/vcs/mercurial.js'
import { nearestCheckout } from '../../../src/collectors/vcs/nearest.js'
import { hasTool } from '../../tool.js'
import { madeUp } from '../worlds.js'
import { Checkouts } from './checkout-fixture.js'

const at = new Checkouts()
afterAll(() => at.remove())

describe('the nearest repository', () => {
  it.each([
    [['/a/.git', '/a/b/.svn'], '/a/b/c', 'subversion', '/a/b'],
    [['/a/.hg', '/a/b/.git'], '/a/b', 'git', '/a/b'],
    [['/a/.jj', '/a/.git'], '/a/b', 'git', '/a'],
    [['/a/.fslckout'], '/a', 'fossil', '/a'],
    [['/a/_FOSSIL_', '/.git'], '/a/b', 'fossil', '/a'],
  ])('of %j at %s is that of %s', (markers, from, system, folder) => {
    const host = madeUp({ files: Object.fromEntries(markers.map((path) => [path, ''])) })
    expect(nearestCheckout(host, from)).toMatchObject({ system, folder })
  })

  it('is none where there is no marker', () => {
    expect(nearestCheckout(madeUp(), '/a/b')).toBeUndefined()
  })

  it.runIf(hasTool('hg'))('gives the facts, and no other one', async () => {
    at.write('outer/inner/a.txt', 'a\n')
    at.run('outer', 'git', 'init', '-q', '-b', 'main')
    at.run(
      'outer',
      'git',
      '-c',
      'user.name=J',
      '-c',
      'user.email=j@e',
      'commit',
      '-q',
      '--allow-empty',
      '-m',
      'Outer',
    )
    at.run('outer/inner', 'hg', 'init')
    expect((await at.collect(git, 'outer/inner')).keys).toEqual({})
    expect((await at.collect(mercurial, 'outer/inner')).keys).toMatchObject({ BRANCH: 'default' })
    expect((await at.collect(git, 'outer')).keys).toMatchObject({ BRANCH: 'main', COMMIT_MESSAGE: 'Outer' })
    expect((await at.collect(mercurial, 'outer')).keys).toEqual({})
  })
})
