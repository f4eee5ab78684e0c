import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ciCollectors, ciSystems } from '../../src/collectors/ci/index.js'
import { BUILD_KEYS, ciCollector } from '../../src/collectors/ci/system.js'
import { runCollectors } from '../../src/collectors/run.js'
import { environments, SHA } from './ci-environments.js'
import { asking, madeUp } from './worlds.js'

const EVERYTHING = BUILD_KEYS.flatMap((key) => [key, `_${key}`])
const QUICK = EVERYTHING.filter((key) => !/UNIQUE|_KEY$/.test(key))

const collect = (env: Record<string, string>, more: { reproducible?: boolean } = {}) =>
  runCollectors(ciCollectors, ...asking(QUICK, { env, ...more }))

const withTwins = (keys: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(keys).flatMap(([key, value]) => [
      [key, value],
      [`_${key}`, value],
    ]),
  )

const EXPECTED: Record<keyof typeof environments, Record<string, unknown>> = {
  'github-actions': {
    BUILD_ID: '1658821493',
    BUILD_URI: 'https://github.com/octocat/Hello-World/actions/runs/1658821493/attempts/3',
    BUILD_API_URI: 'https://api.github.com',
    BUILD_ATTEMPT: '3',
    BUILD_COMMIT_ID: SHA,
    BUILD_REF: 'refs/heads/main',
    BUILD_TRIGGER: 'push',
    BUILD_CONTACT: ['octocat'],
    BUILD_WORKFLOW_NAME: 'My test workflow',
    BUILD_WORKFLOW_PATH: 'octocat/Hello-World/.github/workflows/my-workflow.yml@refs/heads/main',
    BUILD_WORKFLOW_HASH: '1b2a21bf0fea0ff520013623bd831b96a159c586',
    BUILD_ORIGIN_URI: 'https://github.com/octocat/Hello-World',
    BUILD_ORIGIN_ID: '123456789',
    BUILD_ORIGIN_OWNER_ID: '1234567',
  },
  gitlab: {
    BUILD_ID: '50',
    BUILD_URI: 'https://gitlab.example.com/group/app/-/jobs/50',
    BUILD_API_URI: 'https://gitlab.example.com/api/v4',
    BUILD_COMMIT_ID: SHA,
    BUILD_REF: 'refs/heads/feature/x',
    BUILD_TRIGGER: 'merge_request_event',
    BUILD_CONTACT: ['jdoe'],
    BUILD_WORKFLOW_NAME: 'Nightly',
    BUILD_WORKFLOW_PATH: '.gitlab-ci.yml',
    BUILD_ORIGIN_URI: 'https://gitlab.example.com/group/app',
    BUILD_ORIGIN_ID: '34',
    BUILD_ORIGIN_OWNER_ID: '7428459',
  },
  jenkins: {
    BUILD_ID: '153',
    BUILD_URI: 'https://ci.example.com/jenkins/job/app/job/main/153/',
    BUILD_API_URI: 'https://ci.example.com/jenkins/',
    BUILD_COMMIT_ID: SHA,
    BUILD_REF: 'refs/heads/main',
    BUILD_CONTACT: ['jdoe'],
    BUILD_WORKFLOW_NAME: 'app/main',
    BUILD_ORIGIN_URI: 'https://git.example.com/app.git',
  },
  circleci: {
    BUILD_ID: 'e44f9784-e20e-4b93-a21d-f41fd5869db9',
    BUILD_URI: 'https://circleci.com/gh/acme/app/7',
    BUILD_COMMIT_ID: SHA,
    BUILD_REF: 'refs/heads/main',
    BUILD_CONTACT: ['jdoe'],
    BUILD_WORKFLOW_NAME: '4735ba57-80d0-46e2-8fa0-b28223a86586',
    BUILD_WORKFLOW_PATH: 'build',
    BUILD_ORIGIN_URI: 'git@github.com:acme/app.git',
    BUILD_ORIGIN_ID: 'd18439cc-df59-45b0-97cc-98d7fb69d983',
    BUILD_ORIGIN_OWNER_ID: '6abcd532-f9b7-41e9-8717-40fb75a82b5d',
  },
  'azure-pipelines': {
    BUILD_ID: '12f1170f-54f2-53f3-20dd-22fc7dff55f9',
    BUILD_URI: 'https://dev.azure.com/acme/My%20Project/_build/results?buildId=1514',
    BUILD_API_URI: 'https://dev.azure.com/acme/',
    BUILD_ATTEMPT: '2',
    BUILD_COMMIT_ID: SHA,
    BUILD_REF: 'refs/heads/main',
    BUILD_TRIGGER: 'IndividualCI',
    BUILD_CONTACT: ['Jane Doe'],
    BUILD_WORKFLOW_NAME: 'app CI',
    BUILD_WORKFLOW_PATH: '12',
    BUILD_ORIGIN_URI: 'https://dev.azure.com/acme/My%20Project/_git/app',
    BUILD_ORIGIN_ID: '10c5fa2d-7a3a-4c9d-94fc-d4b9a4e0f2c1',
    BUILD_ORIGIN_OWNER_ID: 'ac15a5c1-6e46-4b3e-8aa5-ffd7e5fbbd3e',
  },
  bitbucket: {
    BUILD_ID: '{b2f1cf2e-98c6-4d8e-9a09-2f9e6d0df0c1}',
    BUILD_URI: 'https://bitbucket.org/acme/app/pipelines/results/17',
    BUILD_API_URI:
      'https://api.bitbucket.org/2.0/repositories/acme/app/pipelines/%7B0c5a9a3c-9a3e-4b1c-8a07-2a4c21f1f5c3%7D',
    BUILD_ATTEMPT: '1',
    BUILD_COMMIT_ID: SHA,
    BUILD_REF: 'refs/heads/main',
    BUILD_TRIGGER: 'push',
    BUILD_CONTACT: ['{5a50dd52-5ab7-4225-831c-4db9451375a2}'],
    BUILD_WORKFLOW_NAME: 'acme/app',
    BUILD_WORKFLOW_PATH: '{0c5a9a3c-9a3e-4b1c-8a07-2a4c21f1f5c3}',
    BUILD_ORIGIN_URI: 'http://bitbucket.org/acme/app',
    BUILD_ORIGIN_ID: '{fe99db34-e979-40be-b383-c1a7738b52f7}',
    BUILD_ORIGIN_OWNER_ID: 'acme',
  },
  buildkite: {
    BUILD_ID: 'e44f9784-e20e-4b93-a21d-f41fd5869db9',
    BUILD_URI: 'https://buildkite.com/acme-inc/my-project/builds/1514',
    BUILD_API_URI: 'https://api.buildkite.com/v2/organizations/acme-inc/pipelines/my-project/builds/1514',
    BUILD_ATTEMPT: '1',
    BUILD_COMMIT_ID: SHA,
    BUILD_REF: 'refs/heads/main',
    BUILD_TRIGGER: 'webhook',
    BUILD_CONTACT: ['Carol Danvers'],
    BUILD_WORKFLOW_NAME: 'my-project',
    BUILD_ORIGIN_URI: 'git@github.com:acme-inc/my-project.git',
    BUILD_ORIGIN_ID: 'd18439cc-df59-45b0-97cc-98d7fb69d983',
    BUILD_ORIGIN_OWNER_ID: 'acme-inc',
  },
  teamcity: {
    BUILD_ID: '88',
    BUILD_URI: 'https://tc.example.com/build/8899',
    BUILD_COMMIT_ID: SHA,
    BUILD_WORKFLOW_NAME: 'Release',
  },
  'aws-codebuild': {
    BUILD_ID:
      'arn:aws:codebuild:us-east-1:123456789012:build/codebuild-demo-project:b1e6661e-e4f2-4156-9ab9-82a19EXAMPLE',
    BUILD_URI: 'https://us-east-1.codebuild.aws.amazon.com/project/eyJ/build/b1e6661e',
    BUILD_COMMIT_ID: SHA,
    BUILD_REF: 'refs/heads/main',
    BUILD_TRIGGER: 'push',
    BUILD_CONTACT: ['codepipeline/my-demo-pipeline'],
    BUILD_WORKFLOW_NAME: 'codebuild-demo-project',
    BUILD_ORIGIN_URI: 'https://github.com/acme/app.git',
  },
  travis: {
    BUILD_ID: '101',
    BUILD_URI: 'https://app.travis-ci.com/acme/app/jobs/101',
    BUILD_COMMIT_ID: SHA,
    BUILD_REF: 'refs/heads/main',
    BUILD_TRIGGER: 'cron',
    BUILD_WORKFLOW_NAME: 'unit tests',
    BUILD_ORIGIN_ID: 'acme/app',
  },
  drone: {
    BUILD_ID: '42',
    BUILD_URI: 'https://drone.company.com/octocat/hello-world/42',
    BUILD_API_URI: 'https://drone.company.com/api/repos/octocat/hello-world/builds/42',
    BUILD_COMMIT_ID: SHA,
    BUILD_REF: 'refs/pull/32/head',
    BUILD_TRIGGER: 'pull_request',
    BUILD_CONTACT: ['octocat'],
    BUILD_WORKFLOW_NAME: 'default',
    BUILD_ORIGIN_URI: 'https://github.com/octocat/hello-world',
    BUILD_ORIGIN_ID: 'octocat/hello-world',
    BUILD_ORIGIN_OWNER_ID: 'octocat',
  },
  woodpecker: {
    BUILD_ID: '8',
    BUILD_URI: 'https://ci.example.com/repos/7/pipeline/8',
    BUILD_COMMIT_ID: SHA,
    BUILD_REF: 'refs/heads/main',
    BUILD_TRIGGER: 'manual',
    BUILD_CONTACT: ['octocat'],
    BUILD_WORKFLOW_NAME: 'release',
    BUILD_ORIGIN_URI: 'https://git.example.com/john-doe/my-repo',
    BUILD_ORIGIN_ID: '82',
    BUILD_ORIGIN_OWNER_ID: 'john-doe',
  },
  vercel: {
    BUILD_ID: 'dpl_7Gw5ZMBpQA8h9GF832KGp7nwbuh3',
    BUILD_URI: 'https://my-site-7q03y4pi5.vercel.app/_logs',
    BUILD_API_URI: 'https://api.vercel.com/v13/deployments/dpl_7Gw5ZMBpQA8h9GF832KGp7nwbuh3',
    BUILD_COMMIT_ID: SHA,
    BUILD_REF: 'refs/heads/improve-about-page',
    BUILD_TRIGGER: 'pull_request',
    BUILD_CONTACT: ['timmytriangle'],
    BUILD_ORIGIN_URI: 'https://github.com/acme/my-site',
    BUILD_ORIGIN_ID: '117716146',
    BUILD_ORIGIN_OWNER_ID: 'acme',
  },
  netlify: {
    BUILD_ID: '5d4aeac2ccabf517d2f219b5',
    BUILD_URI: 'https://app.netlify.com/sites/my-site/deploys/5d4aeac2ccabf517d2f219b7',
    BUILD_API_URI: 'https://api.netlify.com/api/v1/deploys/5d4aeac2ccabf517d2f219b7',
    BUILD_COMMIT_ID: SHA,
    BUILD_REF: 'refs/pull/7/head',
    BUILD_TRIGGER: 'pull_request',
    BUILD_WORKFLOW_NAME: 'my-site',
    BUILD_ORIGIN_URI: 'https://github.com/acme/my-site',
  },
  'cloudflare-pages': {
    BUILD_URI: 'https://a1b2c3d4.my-site.pages.dev',
    BUILD_COMMIT_ID: SHA,
    BUILD_REF: 'refs/heads/main',
  },
  'cloudflare-workers': {
    BUILD_ID: '0c5a9a3c-9a3e-4b1c-8a07-2a4c21f1f5c3',
    BUILD_COMMIT_ID: SHA,
    BUILD_REF: 'refs/heads/main',
  },
}

describe('CI systems', () => {
  it.each(Object.entries(environments))('%s', async (name, env) => {
    const { keys, errors } = await collect(env)
    expect(errors).toEqual([])
    expect(keys).toEqual(withTwins(EXPECTED[name as keyof typeof environments]))
    expect(ciSystems.filter((system) => system.detect(env)).map((system) => system.name)).toEqual([name])
  })

  it.each(Object.entries(environments))('%s asks the environment alone', async (name, env) => {
    const [, question] = asking(QUICK)
    const { keys, errors } = await runCollectors(ciCollectors, madeUp({ env }), question)
    expect(errors).toEqual([])
    expect(keys).toEqual(withTwins(EXPECTED[name as keyof typeof environments]))
  })

  it('covers every system with an environment', () => {
    expect(ciSystems.map(({ name }) => name).sort()).toEqual(Object.keys(environments).sort())
  })

  it('gives nothing outside of CI', async () => {
    expect((await collect({ CI: 'true', BUILD_ID: '7', HOME: '/root' })).keys).toEqual({})
  })

  it('never mixes two systems', async () => {
    const both = { ...environments.vercel, ...environments['github-actions'] }
    expect((await collect(both)).keys).toEqual(withTwins(EXPECTED['github-actions']))
    const runner = { ...environments['aws-codebuild'], ...environments.gitlab }
    expect((await collect(runner)).keys).toEqual(withTwins(EXPECTED.gitlab))
  })

  it('keeps to the run-time keys when the build is to be reproducible', async () => {
    const { keys } = await collect(environments.drone, { reproducible: true })
    expect(keys._BUILD_ID).toBe('42')
    expect(Object.keys(keys).filter((key) => !key.startsWith('_'))).toEqual([])
  })

  it('strips credentials from every value and drops empty ones', async () => {
    const system = ciCollector({
      name: 'x',
      detect: () => true,
      keys: {
        BUILD_ID: 'ID',
        BUILD_URI: 'URL',
        BUILD_WORKFLOW_PATH: () => 'https://u:p@example.com/ci.yml',
        BUILD_REF: 'NONE',
        BUILD_CONTACT: 'BLANK',
      },
    })
    const env = { ID: ' 7\n', URL: 'https://u:p@example.com/b?private_token=x&id=1', BLANK: ' ' }
    const { keys } = await runCollectors([system], ...asking(QUICK, { env }))
    expect(keys).toEqual(
      withTwins({
        BUILD_ID: '7',
        BUILD_URI: 'https://example.com/b?private_token=REDACTED&id=1',
        BUILD_WORKFLOW_PATH: 'https://example.com/ci.yml',
      }),
    )
  })
})

describe('what a build is of', () => {
  const refs: [keyof typeof environments, Record<string, string>, string][] = [
    ['gitlab', { CI_COMMIT_TAG: 'v1', CI_COMMIT_BRANCH: '' }, 'refs/tags/v1'],
    ['gitlab', { CI_MERGE_REQUEST_REF_PATH: 'refs/merge-requests/1/head' }, 'refs/merge-requests/1/head'],
    ['jenkins', { TAG_NAME: 'v1', BRANCH_NAME: 'v1' }, 'refs/tags/v1'],
    ['jenkins', { CHANGE_ID: '7', CHANGE_BRANCH: 'fix', BRANCH_NAME: 'PR-7' }, 'refs/heads/fix'],
    ['jenkins', { BRANCH_NAME: '' }, 'refs/heads/main'],
    ['circleci', { CIRCLE_TAG: 'v1' }, 'refs/tags/v1'],
    ['bitbucket', { BITBUCKET_TAG: 'v1' }, 'refs/tags/v1'],
    ['buildkite', { BUILDKITE_TAG: 'v1', BUILDKITE_BRANCH: 'v1' }, 'refs/tags/v1'],
    ['travis', { TRAVIS_TAG: 'v1', TRAVIS_BRANCH: 'v1' }, 'refs/tags/v1'],
    ['travis', { TRAVIS_PULL_REQUEST: '7' }, 'refs/pull/7/merge'],
    ['netlify', { BRANCH: 'main' }, 'refs/heads/main'],
  ]
  it.each(refs)('%s with %o', async (name, more, expected) => {
    expect((await collect({ ...environments[name], ...more })).keys.BUILD_REF).toBe(expected)
  })
})

describe('what set a build off', () => {
  const triggers: [keyof typeof environments, Record<string, string>, string | undefined][] = [
    ['github-actions', { GITHUB_REF_TYPE: 'tag' }, 'tag'],
    [
      'github-actions',
      { GITHUB_EVENT_NAME: 'workflow_dispatch', GITHUB_REF_TYPE: 'tag' },
      'workflow_dispatch',
    ],
    ['jenkins', { TAG_NAME: 'v1' }, 'tag'],
    ['jenkins', { CHANGE_ID: '7' }, 'pull_request'],
    ['bitbucket', { BITBUCKET_TAG: 'v1' }, 'tag'],
    ['bitbucket', { BITBUCKET_PR_ID: '7' }, 'pullrequest'],
    ['aws-codebuild', { CODEBUILD_WEBHOOK_TRIGGER: 'tag/v1' }, 'tag'],
    ['aws-codebuild', { CODEBUILD_WEBHOOK_TRIGGER: 'pr/7' }, 'push'],
    ['aws-codebuild', { CODEBUILD_WEBHOOK_TRIGGER: 'release/v1' }, 'other: release'],
    ['aws-codebuild', { CODEBUILD_WEBHOOK_TRIGGER: '' }, undefined],
    ['travis', { TRAVIS_TAG: 'v1' }, 'tag'],
    ['netlify', { INCOMING_HOOK_URL: 'https://api.netlify.com/build_hooks/5d4a' }, 'hook'],
  ]
  it.each(triggers)('%s with %o', async (name, more, expected) => {
    expect((await collect({ ...environments[name], ...more })).keys.BUILD_TRIGGER).toBe(expected)
  })
})

describe('particular values', () => {
  it('knows the job of GitHub Actions where an action tells it', async () => {
    const { keys } = await collect({ ...environments['github-actions'], GITHUB_CHECK_RUN_ID: '51064362862' })
    expect(keys.BUILD_ID).toBe('51064362862')
    expect(keys.BUILD_URI).toBe(
      'https://github.com/octocat/Hello-World/actions/runs/1658821493/job/51064362862',
    )
  })

  it('takes no commit and a versioned address for CodeBuild from S3', async () => {
    const more = { CODEBUILD_SOURCE_REPO_URL: 's3://bucket/app.zip', CODEBUILD_SOURCE_VERSION: 'abc.def' }
    const { keys } = await collect({ ...environments['aws-codebuild'], ...more })
    expect(keys.BUILD_ORIGIN_URI).toBe('s3://bucket/app.zip?versionId=abc.def')
    expect(keys).not.toHaveProperty('BUILD_COMMIT_ID')
  })

  it('counts Buildkite’s retries from 1 and waits for a real commit', async () => {
    const { keys } = await collect({
      ...environments.buildkite,
      BUILDKITE_RETRY_COUNT: '2',
      BUILDKITE_COMMIT: 'HEAD',
    })
    expect(keys.BUILD_ATTEMPT).toBe('3')
    expect(keys).not.toHaveProperty('BUILD_COMMIT_ID')
  })

  it('does not take a webhook for a person in Drone', async () => {
    const { keys } = await collect({ ...environments.drone, DRONE_BUILD_TRIGGER: '@hook' })
    expect(keys).not.toHaveProperty('BUILD_CONTACT')
  })

  it('does not take a developer’s machine for a platform', async () => {
    expect((await collect({ VERCEL: '1', VERCEL_ENV: 'development' })).keys).toEqual({})
    expect((await collect({ ...environments.netlify, NETLIFY_LOCAL: 'true' })).keys).toEqual({})
  })
})

describe('files and servers', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'chalkmark-ci-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('shares one random id between the steps of a GitHub job', async () => {
    const asked = asking(['BUILD_UNIQUE_ID'], {
      env: { ...environments['github-actions'], RUNNER_TEMP: folder },
    })
    const steps = await Promise.all(Array.from({ length: 8 }, () => runCollectors(ciCollectors, ...asked)))
    steps.push(await runCollectors(ciCollectors, ...asked))
    const ids = new Set(steps.map(({ keys }) => keys.BUILD_UNIQUE_ID))
    expect(ids.size).toBe(1)
    expect([...ids][0]).toMatch(/^[0-9a-f]{16}$/)
    expect(readdirSync(folder)).toEqual(['BUILD_UNIQUE_ID.chalk'])
    expect(readFileSync(join(folder, 'BUILD_UNIQUE_ID.chalk'), 'utf8')).toBe([...ids][0])
  })

  it('writes no id where nobody wants one, and says where it cannot', async () => {
    const env = { ...environments['github-actions'], RUNNER_TEMP: join(folder, 'gone') }
    expect((await collect(env)).errors).toEqual([])
    const result = await runCollectors(ciCollectors, ...asking(['_BUILD_UNIQUE_ID', 'BUILD_ID'], { env }))
    expect(result.errors).toEqual([expect.stringMatching(/^github-actions: BUILD_UNIQUE_ID: ENOENT/)])
    expect(result.keys.BUILD_ID).toBe('1658821493')
    expect(Object.keys(result.failedKeys)).toEqual(['_BUILD_UNIQUE_ID'])
  })

  it('asks GitHub for node ids with the job’s token, and for nothing without', async () => {
    const asked: unknown[] = []
    const server = createServer((request, response) => {
      asked.push([request.url, request.headers.authorization])
      if (request.headers.authorization !== 'Bearer ghs_secret') return void response.writeHead(401).end()
      response.end(JSON.stringify({ node_id: 'R_kgDO', owner: { node_id: 'U_kgDO' } }))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      const env = { ...environments['github-actions'], GITHUB_API_URL: url }
      const wanted = ['BUILD_ORIGIN_KEY', '_BUILD_ORIGIN_OWNER_KEY']
      const ask = (more: Record<string, string>) =>
        runCollectors(ciCollectors, ...asking(wanted, { env: { ...env, ...more }, fetch: globalThis.fetch }))
      expect((await ask({})).errors).toEqual([])
      expect(asked).toEqual([])
      expect((await ask({ GITHUB_TOKEN: 'ghs_secret' })).keys).toMatchObject({
        BUILD_ORIGIN_KEY: 'R_kgDO',
        BUILD_ORIGIN_OWNER_KEY: 'U_kgDO',
        _BUILD_ORIGIN_KEY: 'R_kgDO',
      })
      expect(asked).toEqual([['/repos/octocat/Hello-World', 'Bearer ghs_secret']])
      const refused = await ask({ GITHUB_TOKEN: 'ghs_expired' })
      expect(refused.errors).toEqual([expect.stringContaining('answered 401')])
      expect(JSON.stringify(refused)).not.toContain('ghs_expired')
    } finally {
      server.close()
    }
  })

  it('reads TeamCity’s properties files', async () => {
    const configuration = join(folder, 'teamcity.config.parameters')
    const system = join(folder, 'teamcity.build.parameters')
    const escaped = (text: string) => text.replace(/[\\:=# ]/g, '\\$&')
    writeFileSync(
      system,
      [
        '#TeamCity build properties',
        '#Sun Nov 22 04:21:46 UTC 2026',
        'teamcity.build.id=8899',
        'teamcity.buildType.id=App_Release',
        `teamcity.configuration.properties.file=${escaped(configuration)}`,
        'secure\\:deploy.password=hunter2',
      ].join('\r\n'),
      'latin1',
    )
    writeFileSync(
      configuration,
      [
        'teamcity.serverUrl=https\\://tc.example.com',
        'teamcity.build.branch = feature/\\u00fc',
        'teamcity.build.triggeredBy=Git',
        'teamcity.build.triggeredBy.username=grace',
      ].join('\n'),
      'latin1',
    )
    const { keys, errors } = await collect({
      ...environments.teamcity,
      TEAMCITY_BUILD_PROPERTIES_FILE: system,
    })
    expect(errors).toEqual([])
    expect(keys).toEqual(
      withTwins({
        ...EXPECTED.teamcity,
        BUILD_ID: '8899',
        BUILD_API_URI: 'https://tc.example.com',
        BUILD_REF: 'refs/heads/feature/ü',
        BUILD_TRIGGER: 'Git',
        BUILD_CONTACT: ['grace'],
        BUILD_WORKFLOW_PATH: 'App_Release',
      }),
    )
  })

  it('keeps what the environment says where TeamCity’s file is gone', async () => {
    const env = { ...environments.teamcity, TEAMCITY_BUILD_PROPERTIES_FILE: join(folder, 'gone') }
    const { keys, errors } = await collect(env)
    expect(keys.BUILD_ID).toBe('88')
    expect(errors).toEqual([
      `teamcity: cannot read TeamCity's build properties: there is no file ${join(folder, 'gone')}`,
    ])
  })
})
