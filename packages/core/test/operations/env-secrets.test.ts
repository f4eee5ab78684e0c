/** Forty secrets, planted wherever reports and marks look: none may be in one, whatever its template. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { collectFacts } from '../../src/collectors/facts.js'
import { allKeys, templateNames } from '../../src/keys/index.js'
import { reportEnvironment } from '../../src/operations/env.js'
import { observeExecution } from '../../src/operations/exec.js'
import { insert } from '../../src/operations/insert.js'
import { reportOperation } from '../../src/report/operation.js'
import { type Served, serving } from '../collectors/metadata-server.js'
import { Checkouts } from '../collectors/vcs/checkout-fixture.js'

const SECRETS = Array.from({ length: 40 }, (_, index) => `hV7nQ2xK9p${index + 10}Zt4w`)
const plant = SECRETS[Symbol.iterator]()
const next = () => plant.next().value!

const at = new Checkouts()
const children: ChildProcess[] = []
let cloud: Served
let env: Record<string, string>

/** Command lines of programs that run beside us. */
const COMMANDS = [
  ['--password', next()],
  [`--token=${next()}`],
  ['mysql', `-p${next()}`, 'shop'],
  ['curl', '-u', `jane:${next()}`, 'https://example.com'],
  ['curl', '-H', `Authorization: Bearer ${next()}`],
  [`postgres://jane:${next()}@db/shop`],
  ['sh', '-c', `PGPASSWORD=${next()} psql`],
  [`https://example.com/hook?token=${next()}`],
  ['redis-cli', '-a', next()],
  ['sshpass', '-p', next(), 'ssh', 'host'],
  ['docker', 'login', '-u', 'jane', '-p', next()],
  ['--api-key', next()],
]

beforeAll(async () => {
  const token = next()
  const credentials = { Code: 'Success', SecretAccessKey: next(), Token: next(), Password: next() }
  const answers: Record<string, string> = {
    'api/token': token,
    'meta-data/tags/instance': 'Name\ndb_password\nnote',
    'meta-data/tags/instance/Name': 'web',
    'meta-data/tags/instance/db_password': next(),
    'meta-data/tags/instance/note': `login with password=${next()}`,
    'meta-data/identity-credentials/ec2/security-credentials/ec2-instance': JSON.stringify(credentials),
    'meta-data/iam/info': JSON.stringify({ Code: 'Success', api_key: next() }),
    'meta-data/product-codes': `https://jane:${next()}@example.com/`,
    'user-data': `export TOKEN=${next()}`,
    'dynamic/instance-identity/document': JSON.stringify({ region: 'us-west-2', secret: next() }),
  }
  cloud = await serving((_, path) => answers[path.replace('/latest/', '')] ?? 404)

  mkdirSync(at.path('app'))
  at.run('app', 'git', 'init', '-q', '-b', 'main')
  at.write('app/.npmrc', '\n')
  at.write('app/CODEOWNERS', `* @acme # token: ${next()}\n`)
  at.write('app/package.json', `{ "name": "app", "repository": "https://jane:${next()}@example.com/app" }`)
  at.run('app', 'git', 'add', '.npmrc', 'CODEOWNERS', 'package.json')
  const who = ['-c', 'user.name=J', '-c', 'user.email=j@example.com']
  at.run('app', 'git', ...who, 'commit', '-q', '-m', `Begin\n\nThe password is ${next()}`)
  at.run('app', 'git', ...who, 'tag', '-a', 'v1', '-m', `api_key=${next()}`)
  at.run('app', 'git', 'remote', 'add', 'origin', `https://jane:${next()}@example.com/app.git`)
  at.write('app/.npmrc', `//registry.npmjs.org/:_authToken=${next()}\npassword=${next()}\n`)

  env = {
    ...at.env,
    AWS_EC2_METADATA_SERVICE_ENDPOINT: cloud.url,
    NPM_TOKEN: next(),
    AWS_SECRET_ACCESS_KEY: next(),
    DATABASE_URL: `postgres://jane:${next()}@db/shop`,
    PLAIN: next(),
    SENTRY_DSN: `https://${next()}@sentry.example.com/1`,
    HTTPS_PROXY: `http://jane:${next()}@proxy:3128`,
    CI_NOTE: `use --token ${next()}`,
    GITLAB_CI: 'true',
    CI_JOB_ID: '42',
    CI_JOB_TOKEN: next(),
    CI_PROJECT_URL: `https://gitlab-ci-token:${next()}@example.com/app`,
    CI_JOB_URL: `https://example.com/app/-/jobs/42?private_token=${next()}`,
    CI_COMMIT_MESSAGE: `secret: ${next()}`,
  }
  for (const args of COMMANDS)
    children.push(
      spawn(process.execPath, ['-e', 'setInterval(() => {}, 9e6)', '--', ...args], { stdio: 'ignore' }),
    )
})
afterAll(() => {
  for (const child of children) child.kill()
  at.remove()
})

const text = (value: unknown) =>
  JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? String(item) : item))
const found = (value: unknown) => SECRETS.filter((secret) => text(value).includes(secret))

describe('forty planted secrets', () => {
  it('are all planted', () => {
    expect(plant.next().done).toBe(true)
  })

  it.each(templateNames('report'))('are not in a report with %s', async (template) => {
    const policy = { show: ['CI_*'] }
    expect(found(await reportEnvironment({ root: at.path('app'), env, policy, template }))).toEqual([])
  })

  it.each(templateNames('report'))('are not in the reports of a program with %s', async (template) => {
    // Each template with another command line.
    const command = children[templateNames('report').indexOf(template) % children.length]
    const program = {
      command: process.execPath,
      args: command!.spawnargs.slice(1),
      cwd: at.path('app'),
      pid: command!.pid!,
      execId: '0123456789abcdef',
      startedAt: Date.now(),
    }
    const policy = { show: ['CI_*'] }
    const seenBy = await observeExecution({ root: at.path('app'), env, policy, template, program })
    const keys = { _HEARTBEAT_COUNT: 1, _OP_EXIT_CODE: 1 }
    expect(found(seenBy.report({ operation: 'exec' }))).toEqual([])
    expect(found(seenBy.report({ operation: 'heartbeat', keys }))).toEqual([])
  })

  it.each(templateNames('mark'))('are not in marks with %s, nor in their report', async (template) => {
    at.write('app/run.sh', '#!/bin/sh\n')
    const root = at.path('app')
    const outcome = await insert({
      paths: ['run.sh'],
      cwd: root,
      root,
      env,
      policy: { show: ['CI_*'] },
      template,
    })
    const { facts, moment } = outcome
    expect(outcome.chalks).toHaveLength(1)
    expect(found(readFileSync(at.path('app/run.sh'), 'utf8'))).toEqual([])
    const times = { ...moment.mark, ...moment.report }
    expect(found(reportOperation({ operation: 'insert', facts, times, outcome, paths: [root] }))).toEqual([])
  })

  it('are in a report that the config tells to show one', async () => {
    const report = await reportEnvironment({ root: at.path('app'), env, policy: { show: ['PLAIN'] } })
    expect(found(report)).toEqual([env.PLAIN])
  })

  // A cloud has half a second to answer, which a busy machine may not manage.
  it('are not in a report that names every key, nor in the facts for marks', { retry: 3 }, async () => {
    const names = allKeys()
      .map(({ name }) => name)
      .filter((name) => name !== '_NETWORK_PARTIAL_TRACEROUTE_IPS')
    const report = await reportEnvironment({ root: at.path('app'), env, template: names })
    expect(found(report)).toEqual([])
    if (process.platform === 'linux')
      for (const { pid } of children) expect(report._OP_ALL_PS_INFO).toHaveProperty(String(pid))
    expect(report).toMatchObject({ _AWS_TAGS: { Name: 'web' }, _ORIGIN_URI: 'https://example.com/app.git' })
    const facts = await collectFacts({
      root: at.path('app'),
      env,
      reproducible: false,
      wanted: new Set(names),
    })
    expect(found(facts)).toEqual([])
    // The service was asked, and what users hand to a machine was not.
    expect(cloud.asked.join()).toContain('security-credentials')
    expect(cloud.asked.join()).not.toContain('user-data')
  })
})
