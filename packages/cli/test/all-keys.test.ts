/**
 * Every key appears with its type: from the real source where this machine has one, else from a server or from files that
 * answer as their documentation says. What nothing gives is listed by name, with the reason.
 */
import { execFileSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { allKeys, checkValue, type Dict, type Family, isCustomKey, type Value } from '@chalkmark/core'
import { keySources } from '@chalkmark/core/operations'
import { findMarks } from '@chalkmark/mark'
import { beforeAll, describe, expect, test } from 'vitest'
import { cloud } from '../../core/src/collectors/cloud/index.js'
import { network } from '../../core/src/collectors/network.js'
import { ownMark } from '../../core/src/collectors/own-mark.js'
import { runCollectors } from '../../core/src/collectors/run.js'
import { ofThisProcess } from '../../core/src/operations/env.js'
import { deploymentId } from '../../core/src/report/deployment.js'
import { instanceService } from '../../core/test/collectors/cloud/aws-service.js'
import { azureService } from '../../core/test/collectors/cloud/azure-service.js'
import { googleService } from '../../core/test/collectors/cloud/gcp-service.js'
import { openCluster } from '../../core/test/collectors/kubernetes-api.js'
import { serving } from '../../core/test/collectors/metadata-server.js'
import { asking, madeUp, patient } from '../../core/test/collectors/worlds.js'
import { makeTree } from '../../core/test/disk/tree.js'
import { makeCertificate } from '../../core/test/formats/certificates.js'
import { writeZip } from '../../core/test/formats/zip-writer.js'
import { hasTool } from '../../core/test/tool.js'
import { chalkmark, hostOf } from './command.js'

/** Families that come later, as a whole: what builds, pushes and runs images. */
const LATER: readonly Family[] = ['docker', 'image', 'container']

const SIGNING = 'nothing is signed yet'
const NEVER = 'of the reference program alone'
/** Keys that nothing gives, with the reason. */
const NOT_GIVEN: Readonly<Record<string, string>> = {
  EARLIEST_VERSION: 'reserved by the format',
  EMBEDDED_TMPDIR: 'files inside of archives are marked in memory',
  SIGNATURE: SIGNING,
  SIGNING: SIGNING,
  INJECTOR_PUBLIC_KEY: SIGNING,
  _SIGNATURE: SIGNING,
  _SIGNATURES: SIGNING,
  _VALIDATED_SIGNATURE: SIGNING,
  _INVALID_SIGNATURE: SIGNING,
  $CHALK_PUBLIC_KEY: SIGNING,
  $CHALK_ENCRYPTED_PRIVATE_KEY: SIGNING,
  $CHALK_API_KEY: NEVER,
  $CHALK_API_REFRESH_TOKEN: NEVER,
  $CHALK_ATTESTATION_TOKEN: NEVER,
  $CHALK_SECRET_ENDPOINT_URI: NEVER,
  _STORE_URI: 'no operation stores an artifact yet',
  _CHALK_EXTERNAL_ACTION_AUDIT: 'a config is a program of its own, which nobody watches',
}

/** What has been seen, by key. */
const seen = new Map<string, Value>()
const wrong: string[] = []

/** Takes in a report or the facts of a collector, with the artifacts in it. */
function see(dict: Dict): void {
  for (const [key, value] of Object.entries(dict)) {
    if (isCustomKey(key)) continue
    const problem = checkValue(key, value)
    if (problem !== undefined) wrong.push(`${key}: ${problem}`)
    seen.set(key, value)
    if (['_CHALKS', '_COLLECTED_ARTIFACTS', 'EMBEDDED_CHALK'].includes(key))
      for (const artifact of value as Dict[]) see(artifact)
  }
}

const names = (time: 'chalk' | 'run') => allKeys().flatMap((key) => (key.time === time ? key.name : []))

const CONFIG = `export default {
  template: 'every_mark',
  templates: {
    every_mark: { extends: 'mark_all', add: ${JSON.stringify(names('chalk'))} },
    // Asking for a route sends packets.
    every_report: {
      extends: 'report_all',
      add: ${JSON.stringify(names('run').filter((name) => name !== '_NETWORK_PARTIAL_TRACEROUTE_IPS'))},
    },
  },
  tools: ['syft', 'semgrep', 'gitleaks'],
  embedded: true,
  env: { show: ['CI'] },
  report: false,
  keys: {
    CHALK_PTR: 'https://example.com/{chalk_id}',
    STORE_URI: 'https://store.example.com/',
    TENANT_ID_WHEN_CHALKED: 'acme',
    DERIVED_FROM_CHALK_ID: '61JK2D-1N6H-H68R-9Q6XH6',
    'X-FAILS': () => { throw new Error('no answer') },
  },
}
`
const tool = (output: object) => `#!/bin/sh\ncat <<'END'\n${JSON.stringify(output)}\nEND\n`

/** What the reference program keeps in its own mark. */
const SELF = `#!/bin/sh
# { "MAGIC" : "dadfedabbadabbed", "CHALK_ID" : "61JK2D-1N6H-H68R-9Q6XH6", "CHALK_VERSION" : "1.1.3", "$CHALK_COMPONENT_CACHE" : { "a" : "b" }, "$CHALK_CONFIG" : "log_level: x", "$CHALK_IMPLEMENTATION_NAME" : "chalk", "$CHALK_LOAD_COUNT" : "1", "$CHALK_MEMOIZE" : { "a" : "b" }, "$CHALK_SAVED_COMPONENT_PARAMETERS" : [[true, "a", "b", "string", "c"]], "METADATA_ID" : "61JK2D-1N6H-H68R-9Q6XH6" }
`

/** The job of GitHub Actions and of GitLab; each knows what the other does not. */
const GITHUB = {
  CI: 'true',
  GITHUB_ACTIONS: 'true',
  GITHUB_ACTOR: 'octocat',
  GITHUB_EVENT_NAME: 'push',
  GITHUB_REF: 'refs/heads/main',
  GITHUB_REPOSITORY: 'octocat/Hello-World',
  GITHUB_REPOSITORY_ID: '123456789',
  GITHUB_REPOSITORY_OWNER_ID: '1234567',
  GITHUB_RUN_ATTEMPT: '3',
  GITHUB_RUN_ID: '1658821493',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_SHA: '1b2a21bf0fea0ff520013623bd831b96a159c586',
  GITHUB_WORKFLOW: 'test',
  GITHUB_WORKFLOW_REF: 'octocat/Hello-World/.github/workflows/test.yml@refs/heads/main',
  GITHUB_WORKFLOW_SHA: '1b2a21bf0fea0ff520013623bd831b96a159c586',
}
const JENKINS = { JENKINS_URL: 'https://ci.example.com/', BUILD_ID: '7', BUILD_TAG: 'jenkins-app-7' }

function git(cwd: string, ...args: string[]): void {
  const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com']
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '', GIT_CONFIG_NOSYSTEM: '1' }
  execFileSync('git', [...who, ...args], { cwd, env })
}

/** A project with a repository, an archive, a certificate and programs that look at it. */
function project(): string {
  const root = makeTree({
    'app/package.json': '{ "name": "app", "version": "1.0.0" }\n',
    'app/CODEOWNERS': '* @acme\n',
    'app/changed.txt': 'a\n',
    'app/gone.txt': 'a\n',
    'app/chalkmark.config.mjs': CONFIG,
    'app/.semgrep.yml': 'rules: []\n',
    // Runs until there is a second report on it.
    'app/dist/run.sh': `#!/bin/sh\nn=0\nuntil grep -qs '"_SINCE_MONOTIME":' run.json || [ $n -gt 900 ]; do sleep 0.1; n=$((n + 1)); done\n`,
    'app/dist/app.zip': writeZip([{ path: 'bin/run', content: '#!/bin/sh\necho hello\n', mode: 0o755 }]),
    'app/dist/chalk': SELF,
    'bin/syft': tool({ bomFormat: 'CycloneDX' }),
    'bin/semgrep': tool({ version: '2.1.0', runs: [] }),
    'bin/gitleaks': tool({ version: '2.1.0', runs: [] }),
  })
  const app = join(root, 'app')
  makeCertificate(root, 'cert')
  writeFileSync(join(app, 'cert.pem'), readFileSync(join(root, 'cert.pem')))
  git(app, 'init', '-q', '-b', 'main')
  git(app, 'remote', 'add', 'origin', 'https://git.example.com/acme/app.git')
  git(app, 'add', '.')
  git(app, 'commit', '-qm', 'Begin')
  git(app, 'tag', '-a', 'v1', '-m', 'one')
  writeFileSync(join(app, 'changed.txt'), 'b\n')
  rmSync(join(app, 'gone.txt'))
  writeFileSync(join(app, 'new.txt'), '')
  return app
}

/** What the command reports, of a real repository on this machine. */
async function seeCommands(): Promise<void> {
  const app = project()
  const attestation = {
    version: 1,
    CALLER_ATTESTED_INFO: { by: 'builder' },
    CALLER_ATTESTED_HOST_INFO: { asset: 1 },
    CALLER_ATTESTED_BUILD_INFO: { queue: 'a' },
    CALLER_ATTESTED_ARTIFACT_INFO: {
      [join(app, 'dist/run.sh')]: { sha256: 'ab'.repeat(32) },
      [join(app, 'dist/gone.sh')]: { sha256: 'ab'.repeat(32) },
    },
  }
  const path = { PATH: `${join(app, '../bin')}:${process.env.PATH}` }
  const api = await serving((_, path) =>
    path.startsWith('/repos/') ? { node_id: 'R_1', owner: { node_id: 'O_1' } } : 404,
  )
  const github = { ...GITHUB, GITHUB_API_URL: api.url, RUNNER_TEMP: app, GITHUB_TOKEN: 'x' }
  const env = { ...path, ...github, CHALK_CALLER_ATTESTATION: JSON.stringify(attestation) }
  const run = async (args: string[], more: Record<string, string> = env) => {
    const ran = await chalkmark([...args, '--json'], { cwd: app, env: more })
    expect(ran.stdout, ran.stderr).not.toBe('')
    see(hostOf(ran))
  }
  await run(['extract', 'dist'])
  await run(['insert', 'dist', '--dry-run'])
  await run(['insert', 'dist'])
  await run(['insert', 'dist'], { ...path, ...JENKINS, CHALK_CALLER_ATTESTATION: '{' })
  await run(['extract', '.'])
  await run(['extract', '--env-vars'], { ...path, CA: readFileSync(join(app, 'cert.pem'), 'utf8') })
  for (const { start, end } of findMarks(readFileSync(join(app, 'dist/run.sh'))))
    see(JSON.parse(readFileSync(join(app, 'dist/run.sh')).subarray(start, end).toString()))
  const socket = createSocket('udp4')
  await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done))
  await run(['env', '--keys', 'every_report'])
  socket.close()
  await chalkmark(
    [
      'exec',
      '--keys',
      'every_report',
      '--heartbeat',
      '1s',
      '--report',
      'run.json',
      '--',
      'sh',
      'dist/run.sh',
    ],
    { cwd: app, env },
  )
  for (const report of JSON.parse(readFileSync(join(app, 'run.json'), 'utf8'))) see(report)
}

/** What no test can have of this machine: clouds, a cluster, a route to the internet, a published package. */
async function seeServers(): Promise<void> {
  const collect = async (env: Record<string, string>, vendor = '') => {
    const readFile = (path: string) => (path.endsWith('sys_vendor') ? Buffer.from(vendor) : undefined)
    const world = { env, fetch: globalThis.fetch, readFile, platform: 'linux' as const }
    see((await runCollectors([patient(cloud)], ...asking(cloud.keys, world))).keys)
  }
  await collect({ AWS_EC2_METADATA_SERVICE_ENDPOINT: (await instanceService()).url }, 'Amazon EC2\n')
  await collect({ GCE_METADATA_HOST: (await googleService()).url.slice('http://'.length) })
  await collect({ CHALKMARK_AZURE_METADATA_ENDPOINT: (await azureService()).url })
  const cluster = await openCluster()
  const { keys } = await cluster.collect()
  cluster.end()
  see(keys)
  const deployment = deploymentId(keys, '61JK2D-1N6H-H68R-9Q6XH6', ['node', 'a.js'])
  see({ _EXEC_DEPLOYMENT_ID: deployment! })

  const route = 'traceroute to 1.1.1.1 (1.1.1.1), 3 hops max\n 1  10.0.2.2  0.2 ms\n'
  const host = madeUp({
    findProgram: (name) => `/usr/bin/${name}`,
    run: async () => ({ code: 0, stdout: Buffer.from(route), stderr: Buffer.alloc(0) }),
  })
  see((await runCollectors([network], host, asking(['_NETWORK_PARTIAL_TRACEROUTE_IPS'])[1])).keys)

  const root = makeTree({
    'chunk.js': `let a\n//{ "MAGIC" : "dadfedabbadabbed", "CHALK_ID" : "61JK2D-1N6H-H68R-9Q6XH6", "CHALK_VERSION" : "1.1.3", "COMMIT_ID" : "c0ffee", "PACKAGE_URI" : "pkg:npm/chalkmark@0.1.0", "METADATA_ID" : "61JK2D-1N6H-H68R-9Q6XH6" }`,
  })
  const own = ownMark(join(root, 'chunk.js'))
  see((await runCollectors([own], ...asking(own.keys))).keys)

  const failedKeys = { _PROCESS_CWD: [{ code: 'FAILED', error: 'no access', description: '' }] }
  see(ofThisProcess({ keys: {}, errors: [], failedKeys }, new Set(names('run'))))
}

describe.runIf(process.platform === 'linux' && hasTool('openssl', ['version']))('every key', () => {
  beforeAll(async () => {
    await seeServers()
    await seeCommands()
  })

  const rows = allKeys().filter(({ family }) => !LATER.includes(family))

  test('has the right type wherever it is', () => {
    expect(wrong).toEqual([])
  })

  test('that a source is named for is there', () => {
    const given = rows.filter(({ name }) => keySources().get(name)!.source !== undefined)
    expect(given.filter(({ name }) => !seen.has(name)).map(({ name }) => name)).toEqual([])
  })

  test('that no source is named for is missing, for a reason that is known', () => {
    const missing = rows.filter(({ name }) => keySources().get(name)!.source === undefined)
    expect(missing.map(({ name }) => name).sort()).toEqual(Object.keys(NOT_GIVEN).sort())
    expect(Object.keys(NOT_GIVEN).filter((name) => seen.has(name))).toEqual([])
  })
})
