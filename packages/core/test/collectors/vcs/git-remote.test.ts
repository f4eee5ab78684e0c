import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Fixture } from './git-fixture.js'

let at: Fixture
let serial = 0
beforeAll(() => {
  at = new Fixture()
})
afterAll(() => at.remove())

/** A repository without commits, with remotes by name, and further settings. */
function withRemotes(remotes: Record<string, string>, settings: [string, string][] = []): string {
  const name = `remotes-${serial++}`
  at.git('.', 'init', '-q', name)
  for (const [remote, url] of Object.entries(remotes)) at.git(name, 'remote', 'add', remote, url)
  for (const [key, value] of settings) at.git(name, 'config', '--add', key, value)
  return name
}

async function origin(name: string, env: Record<string, string> = {}) {
  const { keys, errors } = await at.collect(name, { wanted: ['ORIGIN_URI'], env })
  expect(errors).toEqual([])
  expect(keys._ORIGIN_URI).toBe(keys.ORIGIN_URI)
  return keys.ORIGIN_URI
}

describe('ORIGIN_URI', () => {
  it.each([
    ['https://user:token@example.com/team/app.git', 'https://example.com/team/app.git'],
    ['https://token@example.com/team/app.git', 'https://example.com/team/app.git'],
    ['ssh://user:pass@example.com/app.git', 'ssh://example.com/app.git'],
    ['https://example.com/app.git?private_token=abc', 'https://example.com/app.git'],
    ['git@example.com:team/app.git', 'git@example.com:team/app.git'],
    ['ssh://git@example.com:2222/team/app.git', 'ssh://git@example.com:2222/team/app.git'],
  ])('of %s is without credentials', async (url, expected) => {
    expect(await origin(withRemotes({ origin: url }))).toBe(expected)
  })

  it.each([
    '/srv/git/my "app" #1; \\ ünï.git',
    'file:///srv/app.git',
    'FILE:///srv/app.git',
    '../app',
    '~/app',
    'C:\\git\\app',
    '\\\\server\\git',
    'app.git',
  ])('is no folder: %s', async (url) => {
    expect(await origin(withRemotes({ origin: url }))).toBeUndefined()
  })

  it('is missing where there is no remote', async () => {
    expect(await origin(withRemotes({}))).toBeUndefined()
  })

  it('prefers origin, then what the branch follows, then the only one', async () => {
    const two = { fork: 'https://example.com/fork', upstream: 'https://example.com/upstream' }
    const follows: [string, string][] = [['branch.main.remote', 'fork']]
    expect(await origin(withRemotes({ ...two, origin: 'https://example.com/origin' }, follows))).toBe(
      'https://example.com/origin',
    )
    expect(await origin(withRemotes(two, follows))).toBe('https://example.com/fork')
    expect(await origin(withRemotes(two))).toBeUndefined()
    expect(await origin(withRemotes({ upstream: two.upstream }))).toBe('https://example.com/upstream')
  })

  it('takes the address that git fetches from, of several', async () => {
    const name = withRemotes({ origin: 'https://example.com/one' }, [
      ['remote.origin.url', 'https://example.com/two'],
    ])
    expect(await origin(name)).toBe('https://example.com/one')
    expect(await origin(name)).toBe(at.git(name, 'remote', 'get-url', 'origin'))
  })

  it('is rewritten as git would, by the longest prefix', async () => {
    const settings: [string, string][] = [
      ['url.https://short.example/.insteadOf', 'gh:'],
      ['url.https://user:token@long.example/team/.insteadOf', 'gh:team/'],
    ]
    const name = withRemotes({ origin: 'gh:team/app' }, settings)
    expect(at.git(name, 'remote', 'get-url', 'origin')).toBe('https://user:token@long.example/team/app')
    expect(await origin(name)).toBe('https://long.example/team/app')
  })

  it('knows rewriting from the user’s own config', async () => {
    const name = withRemotes({ origin: 'work:app' })
    const file = at.write('user.gitconfig', '[url "ssh://git@example.com/"]\n\tinsteadOf = "work:"\n')
    expect(await origin(name, { GIT_CONFIG_GLOBAL: file })).toBe('ssh://git@example.com/app')
    const xdg = at.path('xdg')
    at.write('xdg/git/config', '[url "ssh://git@xdg.example/"]\n\tinsteadOf = work:\n')
    expect(await origin(name, { XDG_CONFIG_HOME: xdg })).toBe('ssh://git@xdg.example/app')
    const system = at.write('system.gitconfig', '[url "ssh://git@system.example/"]\n\tinsteadOf = work:\n')
    expect(await origin(name, { GIT_CONFIG_SYSTEM: system, GIT_CONFIG_NOSYSTEM: '0' })).toBe(
      'ssh://git@system.example/app',
    )
  })

  it('asks git where a config includes others', async () => {
    const name = withRemotes({}, [['includeIf.onbranch:main.path', 'more.inc']])
    at.write(`${name}/.git/more.inc`, '[remote "origin"]\n\turl = https://user:token@example.com/included\n')
    expect(await origin(name)).toBe('https://example.com/included')
    at.git(name, 'symbolic-ref', 'HEAD', 'refs/heads/other')
    expect(await origin(name)).toBeUndefined()
  })

  it('reads the config of a worktree of its own', async () => {
    at.repository('configured')
    at.git('configured', 'remote', 'add', 'upstream', 'https://example.com/shared')
    at.git('configured', 'config', 'extensions.worktreeConfig', 'true')
    at.git('configured', 'worktree', 'add', '-q', '-b', 'side', at.path('configured-side'))
    at.git('configured-side', 'config', '--worktree', 'remote.origin.url', 'https://example.com/side')
    expect(await origin('configured-side')).toBe('https://example.com/side')
    expect(await origin('configured')).toBe('https://example.com/shared')
  })
})
