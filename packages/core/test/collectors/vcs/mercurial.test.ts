import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mercurial } from '../../../src/collectors/vcs/mercurial.js'
import { hasTool } from '../../tool.js'
import { asking, madeUp, withSignal } from '../worlds.js'
import { Checkouts } from './checkout-fixture.js'

const at = new Checkouts()
afterAll(() => at.remove())

describe.runIf(hasTool('hg'))('mercurial', () => {
  beforeAll(() => {
    at.run('.', 'hg', 'init', 'app')
    at.write('app/a.txt', 'one\n')
    at.write('app/gone.txt', 'gone\n')
    at.run('app', 'hg', 'add', '-q')
    at.run('app', 'hg', 'commit', '-m', 'Begin\n\nAll of it', '-d', '1700000000 -3600')
    at.run('app', 'hg', 'tag', '--local', 'v1')
    at.write('app/.hg/hgrc', '[paths]\ndefault = https://jane:hunter2xyz@example.com/app\n')
  })

  it('tells the commit, the tag and the remote of a clean checkout', async () => {
    const { keys, errors } = await at.collect(mercurial, 'app')
    expect(errors).toEqual([])
    const commit = {
      COMMIT_ID: at.run('app', 'hg', 'log', '-r', '.', '-T', '{node}'),
      COMMIT_MESSAGE: 'Begin\n\nAll of it',
      AUTHOR: 'Jane <jane@example.com>',
      DATE_AUTHORED: '2023-11-14T23:13:20.000+01:00',
      TIMESTAMP_AUTHORED: 1_700_000_000_000,
      DATE_COMMITTED: '2023-11-14T23:13:20.000+01:00',
      TIMESTAMP_COMMITTED: 1_700_000_000_000,
      BRANCH: 'default',
      TAG: 'v1',
      ORIGIN_URI: 'https://example.com/app',
      VCS_DIFF_STAT: { files: 0, insertions: 0, deletions: 0 },
    }
    const twins = Object.fromEntries(Object.entries(commit).map(([key, value]) => [`_${key}`, value]))
    expect(keys).toEqual({
      ...commit,
      ...twins,
      VCS_DIR_WHEN_CHALKED: at.path('app'),
      '_X-DIRTY': false,
      '_X-WORKTREE': at.path('app'),
    })
    expect(at.home()).toEqual([])
  })

  it('tells what was changed since', async () => {
    at.run('.', 'hg', 'clone', '-q', 'app', 'dirty')
    at.write('dirty/a.txt', 'two\nthree\n')
    at.write('dirty/new.txt', 'new\n')
    at.run('dirty', 'hg', 'remove', 'gone.txt')
    const { keys } = await at.collect(mercurial, 'dirty')
    expect(keys).toMatchObject({
      VCS_MODIFIED_FILES: ['a.txt'],
      VCS_MISSING_FILES: ['gone.txt'],
      VCS_UNTRACKED_FILES: ['new.txt'],
      '_X-DIRTY': true,
      _VCS_DIFF_STAT: { files: 2, insertions: 2, deletions: 2 },
    })
    expect(keys.VCS_DIFF_PATCH).toContain('+three')
  })

  it('has no commit in a repository without one', async () => {
    at.run('.', 'hg', 'init', 'empty')
    const { keys, errors } = await at.collect(mercurial, 'empty')
    expect(errors).toEqual([])
    expect(keys).toMatchObject({ BRANCH: 'default' })
    expect(keys).not.toHaveProperty('COMMIT_ID')
  })

  it('runs nothing that the repository names', async () => {
    at.run('.', 'hg', 'init', 'trap')
    at.write('trap/evil.py', `open(${JSON.stringify(at.path('RAN'))}, 'w').close()\n`)
    at.write(
      'trap/.hg/hgrc',
      `[extensions]\nevil = ${at.path('trap/evil.py')}\n[hooks]\npre-status = touch ${at.path('RAN')}\npre-log = touch ${at.path('RAN')}\n[alias]\nstatus = !touch ${at.path('RAN')}\n[diff]\n[extdiff]\ncmd.diff = touch\n`,
    )
    // Without our settings it would.
    at.run('trap', 'hg', 'log')
    expect(existsSync(at.path('RAN'))).toBe(true)
    at.run('.', 'rm', 'RAN')
    const { errors } = await at.collect(mercurial, 'trap', { HGRCSKIPREPO: '' })
    expect(errors).toEqual([])
    expect(existsSync(at.path('RAN'))).toBe(false)
  })

  it('reads settings at once, whatever is in them', async () => {
    at.run('.', 'hg', 'init', 'blank')
    at.write('blank/.hg/hgrc', `[paths]\ndefault = x${' '.repeat(300_000)}y\n`)
    const { keys } = await at.collect(mercurial, 'blank')
    expect(keys).toMatchObject({ BRANCH: 'default' })
  }, 20_000)

  const LINKS = [
    'wcache/checklink-target',
    'wcache/checknoexec',
    'cache/hgtagsfnodes1',
    'cache/tags2-visible',
  ]
  it.runIf(process.platform !== 'win32').each(LINKS)('writes through no link in .hg: %s', async (name) => {
    at.write('precious.txt', 'precious')
    at.run('.', 'hg', 'clone', '-q', 'app', 'linked')
    at.run('linked', 'rm', '-rf', '.hg/wcache', '.hg/cache')
    at.run('linked', 'mkdir', '.hg/wcache', '.hg/cache')
    at.run('linked', 'ln', '-s', '../../../precious.txt', `.hg/${name}`)
    const { keys, errors } = await at.collect(mercurial, 'linked')
    at.run('.', 'rm', '-r', 'linked')
    expect(readFileSync(at.path('precious.txt'), 'utf8')).toBe('precious')
    expect([keys, errors.join()]).toEqual([
      {},
      expect.stringMatching(/is a link that leads out of its folder/),
    ])
  })

  it('leaves out a repository that names another one, or asks for an extension', async () => {
    at.run('.', 'hg', '--config', 'extensions.share=', 'share', '-q', 'app', 'shared')
    const shared = await at.collect(mercurial, 'shared')
    expect([shared.keys, shared.errors.join()]).toEqual([
      {},
      expect.stringMatching(/names a repository else/),
    ])
    at.run('.', 'hg', 'init', 'large')
    at.write('large/.hg/requires', `${readFileSync(at.path('large/.hg/requires'), 'utf8')}lfs\n`)
    const large = await at.collect(mercurial, 'large')
    expect([large.keys, large.errors.join()]).toEqual([{}, expect.stringMatching(/hg \w+: /)])
  })

  it('takes a repository with the links that hg makes itself, and leaves out the remote that is a folder', async () => {
    at.run('.', 'hg', 'clone', '-q', 'app', 'own')
    at.run('own', 'hg', 'status')
    for (const address of [
      at.path('app'),
      '../app',
      `file://${at.path('app')}`,
      'file:../app',
      'bundle:/x.hg',
    ]) {
      at.write('own/.hg/hgrc', `[paths]\ndefault = ${address}\n`)
      const { keys, errors } = await at.collect(mercurial, 'own')
      expect(errors).toEqual([])
      expect(keys).toHaveProperty('COMMIT_ID')
      expect([address, keys.ORIGIN_URI]).toEqual([address, undefined])
    }
  })
})

describe('mercurial', () => {
  const world = (version: string) =>
    madeUp({
      stat: (path) => (path.endsWith('.hg') ? { kind: 'folder', size: 0, changedAt: 0n } : undefined),
      linkStat: (path) => (path.endsWith('.hg') ? { kind: 'folder', size: 0, changedAt: 0n } : undefined),
      list: () => [],
      findProgram: () => '/usr/bin/hg',
      run: async () => ({ code: 0, stdout: Buffer.from(version), stderr: Buffer.alloc(0) }),
    })
  const collect = (host: ReturnType<typeof madeUp>) =>
    Promise.resolve().then(() => mercurial.collect(host, withSignal(asking(mercurial.keys)[1])))

  it('does not trust a version that reads the repository’s settings', async () => {
    const old = world('Mercurial Distributed SCM (version 5.2.1)')
    await expect(collect(old)).rejects.toThrow(/hg is older than 5\.4/)
  })

  it('says what is missing, and reads nothing of another user', async () => {
    const host = world('')
    await expect(collect({ ...host, findProgram: () => undefined })).rejects.toThrow(
      /hg was not found on the PATH/,
    )
    await expect(collect({ ...host, isOfSameHands: () => false })).rejects.toThrow(/belongs to another user/)
  })
})
