import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { collectors } from '../../src/collectors/index.js'
import { runCollectors } from '../../src/collectors/run.js'
import { OWN_KEYS } from '../../src/keys/catalogue.js'
import { checkValue, keyInfo } from '../../src/keys/index.js'
import { Fixture } from './vcs/git-fixture.js'
import { asking } from './worlds.js'

const SHA = 'ffac537e6cbbf934b08745a378932722df287a53'
const GITHUB = {
  GITHUB_ACTIONS: 'true',
  GITHUB_ACTOR: 'octocat',
  GITHUB_REPOSITORY: 'octocat/Hello-World',
  GITHUB_RUN_ATTEMPT: '3',
  GITHUB_RUN_ID: '1658821493',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_SHA: SHA,
}

let at: Fixture
beforeAll(() => {
  at = new Fixture()
  at.repository('app')
  at.git('app', 'remote', 'add', 'origin', 'https://user:hunter2@example.com/app.git')
  at.git('app', 'tag', '-a', 'v1', '-m', 'One')
  at.write('app/file.txt', 'changed\n')
  at.write('app/package.json', '{ "name": "app", "version": "1.0.0" }')
  at.write('app/CODEOWNERS', '* @acme\n')
})
afterAll(() => at.remove())

// Without the one that sends packets.
const everyKey = collectors
  .flatMap((collector) => collector.keys)
  .filter((key) => key !== '_NETWORK_PARTIAL_TRACEROUTE_IPS')
const collect = (more: { reproducible?: boolean; env?: Record<string, string> } = {}) => {
  const env = { ...at.env, ...GITHUB, ...more.env }
  return runCollectors(collectors, ...asking(everyKey, { ...more, root: at.path('app'), env }), 20_000)
}

describe('collectors', () => {
  it('names only keys of the catalogue, and our own', () => {
    const unknown = everyKey.filter((key) => keyInfo(key) === undefined && !OWN_KEYS.includes(key))
    expect(unknown).toEqual([])
  })

  it('has names that differ', () => {
    const names = collectors.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })

  it('gives values of the types that the catalogue says, and no secrets', async () => {
    const { keys, errors } = await collect()
    expect(errors).toEqual([])
    expect(Object.entries(keys).flatMap(([key, value]) => checkValue(key, value) ?? [])).toEqual([])
    expect(keys).toMatchObject({
      BUILD_COMMIT_ID: SHA,
      COMMIT_MESSAGE: 'Begin',
      TAG: 'v1',
      ORIGIN_URI: 'https://example.com/app.git',
      ARTIFACT_VERSION: '1.0.0',
      CODE_OWNERS: '* @acme\n',
    })
    expect(JSON.stringify(keys)).not.toContain('hunter2')
  })

  it('shows what the policy for the environment says', async () => {
    const env = { CI: 'true', PATH: '/bin' }
    const policy = { show: ['CI'], default: 'ignore' } as const
    const { keys } = await runCollectors(
      collectors,
      ...asking(['_ENV'], { root: at.path('app'), env, policy }),
    )
    expect(keys._ENV).toEqual({ CI: 'true' })
  })

  it('gives marks nothing that differs between two builds of one commit, if they are to be reproducible', async () => {
    const first = await collect({ reproducible: true })
    const env = { GITHUB_RUN_ID: '2', GITHUB_RUN_ATTEMPT: '1', GITHUB_ACTOR: 'hubot' }
    const second = await collect({ reproducible: true, env })
    const ofMarks = (keys: object) =>
      Object.fromEntries(Object.entries(keys).filter(([key]) => !key.startsWith('_')))
    expect(ofMarks(second.keys)).toEqual(ofMarks(first.keys))
    expect(Object.keys(ofMarks(first.keys)).sort()).toEqual([
      'ARTIFACT_VERSION',
      'AUTHOR',
      'BRANCH',
      'CODE_OWNERS',
      'COMMITTER',
      'COMMIT_ID',
      'COMMIT_MESSAGE',
      'COMMIT_SIGNED',
      'DATE_AUTHORED',
      'DATE_COMMITTED',
      'DATE_TAGGED',
      'INJECTOR_VERSION',
      'ORIGIN_URI',
      'PACKAGE_URI',
      'TAG',
      'TAGGER',
      'TAG_MESSAGE',
      'TAG_SIGNED',
      'TIMESTAMP_AUTHORED',
      'TIMESTAMP_COMMITTED',
      'TIMESTAMP_TAGGED',
      'VCS_DIFF_PATCH',
      'VCS_DIFF_STAT',
      'VCS_MODIFIED_FILES',
      'VCS_UNTRACKED_FILES',
    ])
  })
})
