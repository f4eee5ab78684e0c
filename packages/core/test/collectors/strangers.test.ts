/** What another user has put above the folder that is worked in, as anybody can in `/tmp`, tells no facts of it. */
import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { packageJson } from '../../src/collectors/package.js'
import { runCollectors } from '../../src/collectors/run.js'
import { git } from '../../src/collectors/vcs/git/index.js'
import { owners } from '../../src/collectors/vcs/owners.js'
import { Fixture } from './vcs/git-fixture.js'
import { asking } from './worlds.js'

const STRANGER = 65534
const WANTED = ['ARTIFACT_VERSION', 'PACKAGE_URI', 'CODE_OWNERS', 'COMMIT_ID', 'BRANCH', 'ORIGIN_URI']

let at: Fixture
beforeEach(() => {
  at = new Fixture()
  at.repository('shared')
  at.git('shared', 'remote', 'add', 'origin', 'https://example.com/theirs.git')
  at.write('shared/package.json', '{ "name": "theirs", "version": "6.6.6" }')
  at.write('shared/CODEOWNERS', '* @them\n')
  mkdirSync(at.path('shared/mine/deep'), { recursive: true })
  mkdirSync(at.path('empty'))
})
afterEach(() => at.remove())

async function collect(env: Record<string, string> = {}, root = 'shared/mine/deep') {
  const asked = asking(WANTED, { root: at.path(root), env: { ...at.env, ...env } })
  return await runCollectors([packageJson, owners, git], ...asked)
}
const give = (...paths: string[]) =>
  execFileSync('chown', ['-hR', String(STRANGER), ...paths.map((p) => at.path(p))])
const withoutGit = () => ({ PATH: at.path('empty') })

test('above a folder that is in no repository nothing is read', async () => {
  rmSync(at.path('shared/.git'), { recursive: true })
  expect(await collect()).toEqual({ keys: {}, errors: [], failedKeys: {} })
  at.write('shared/mine/deep/package.json', '{ "version": "1.0.0" }')
  expect((await collect()).keys).toEqual({ ARTIFACT_VERSION: '1.0.0' })
})

describe.runIf(process.getuid?.() === 0)('of another user', () => {
  beforeEach(() => chmodSync(at.path('shared'), 0o1777))

  test.each([
    ['all of it', () => give('shared/.git', 'shared/package.json', 'shared/CODEOWNERS')],
    [
      'a link to a repository of ours',
      () => {
        execFileSync('mv', [at.path('shared/.git'), at.path('ours')])
        symlinkSync(at.path('ours'), at.path('shared/.git'))
        give('shared/.git')
      },
    ],
    [
      'a file that leads to one',
      () => {
        execFileSync('mv', [at.path('shared/.git'), at.path('ours')])
        writeFileSync(at.path('shared/.git'), `gitdir: ${at.path('ours')}\n`)
        give('shared/.git')
      },
    ],
  ])('%s', async (_, put) => {
    put()
    const { keys, errors } = await collect()
    expect(keys).toEqual({})
    expect(errors).toEqual([expect.stringMatching(/^git: git does not read .*belongs to another user/)])
    expect((await collect(withoutGit())).keys).toEqual({})
  })

  test('a package.json alone', async () => {
    give('shared/package.json')
    const { keys } = await collect()
    expect(keys).toMatchObject({ CODE_OWNERS: '* @them\n', BRANCH: 'main' })
    expect(keys).not.toHaveProperty('ARTIFACT_VERSION')
  })

  test('what git is told to trust', async () => {
    give('shared/.git')
    const trusting = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_VALUE_0: '*' }
    expect((await collect(trusting)).keys).toMatchObject({ BRANCH: 'main', COMMIT_ID: expect.any(String) })
  })

  test('a folder of theirs, in their repository: the facts are those of what is marked', async () => {
    give('shared')
    const { keys } = await collect(withoutGit())
    expect(keys).toMatchObject({ ARTIFACT_VERSION: '6.6.6', CODE_OWNERS: '* @them\n', BRANCH: 'main' })
    chownSync(join(at.path('shared/mine/deep')), 0, 0)
    expect((await collect(withoutGit())).keys).toEqual({})
  })
})
