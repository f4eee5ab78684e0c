import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ciCollectors } from '../../../src/collectors/ci/index.js'
import { runCollectors } from '../../../src/collectors/run.js'
import { asking } from '../worlds.js'
import { factsIn, SHA, testSystem, testVariants } from './system.js'

const environment = {
  CI: 'true',
  GITHUB_ACTIONS: 'true',
  GITHUB_ACTOR: 'octocat',
  GITHUB_API_URL: 'https://api.github.com',
  GITHUB_EVENT_NAME: 'push',
  GITHUB_REF: 'refs/heads/main',
  GITHUB_REF_NAME: 'main',
  GITHUB_REF_TYPE: 'branch',
  GITHUB_REPOSITORY: 'octocat/Hello-World',
  GITHUB_REPOSITORY_ID: '123456789',
  GITHUB_REPOSITORY_OWNER: 'octocat',
  GITHUB_REPOSITORY_OWNER_ID: '1234567',
  GITHUB_RUN_ATTEMPT: '3',
  GITHUB_RUN_ID: '1658821493',
  GITHUB_RUN_NUMBER: '42',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_SHA: SHA,
  GITHUB_WORKFLOW: 'My test workflow',
  GITHUB_WORKFLOW_REF: 'octocat/Hello-World/.github/workflows/my-workflow.yml@refs/heads/main',
  GITHUB_WORKFLOW_SHA: '1b2a21bf0fea0ff520013623bd831b96a159c586',
}

testSystem('github-actions', environment, {
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
})

testVariants('BUILD_TRIGGER', environment, [
  [{ GITHUB_REF_TYPE: 'tag' }, 'tag'],
  [{ GITHUB_EVENT_NAME: 'workflow_dispatch', GITHUB_REF_TYPE: 'tag' }, 'workflow_dispatch'],
])

it('knows the job of GitHub Actions where an action tells it', async () => {
  const { keys } = await factsIn({ ...environment, GITHUB_CHECK_RUN_ID: '51064362862' })
  expect(keys.BUILD_ID).toBe('51064362862')
  expect(keys.BUILD_URI).toBe(
    'https://github.com/octocat/Hello-World/actions/runs/1658821493/job/51064362862',
  )
})

describe('files and servers', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'chalkmark-ci-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('shares one random id between the steps of a GitHub job', async () => {
    const asked = asking(['BUILD_UNIQUE_ID'], {
      env: { ...environment, RUNNER_TEMP: folder },
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
    const env = { ...environment, RUNNER_TEMP: join(folder, 'gone') }
    expect((await factsIn(env)).errors).toEqual([])
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
      const env = { ...environment, GITHUB_API_URL: url }
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
})
