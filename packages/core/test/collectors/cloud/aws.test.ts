import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { cloud } from '../../../src/collectors/cloud/index.js'
import { runCollectors } from '../../../src/collectors/run.js'
import { allKeys, checkValue } from '../../../src/keys/index.js'
import { serving } from '../metadata-server.js'
import { asking, patient as withTime } from '../worlds.js'
import { DOCUMENT, instanceService, SECRETS } from './aws-service.js'

const AWS_KEYS = cloud.keys.filter((key) => key.startsWith('_AWS_'))
const OF_CLOUD = cloud.keys.filter((key) => /^_OP_CLOUD|^CLOUD/.test(key))
/** Machines under load may need more than half a second. */
const patient = withTime(cloud)
const collect = (env: Record<string, string>, wanted = [...AWS_KEYS, ...OF_CLOUD]) =>
  runCollectors([patient], ...asking(wanted, { env, fetch: globalThis.fetch, readFile: () => undefined }))

describe('EC2', () => {
  it('gives every key with its type, and no secret', async () => {
    const { url } = await instanceService()
    const { keys, errors } = await collect({ AWS_EC2_METADATA_SERVICE_ENDPOINT: url })
    expect(errors).toEqual([])
    const known = allKeys().filter(({ family }) => family === 'aws')
    expect([...AWS_KEYS].sort()).toEqual(known.map(({ name }) => name).sort())
    for (const key of AWS_KEYS) expect([key, checkValue(key, keys[key])]).toEqual([key, undefined])
    expect(keys).toMatchObject({
      _AWS_INSTANCE_IDENTITY_DOCUMENT: DOCUMENT,
      _AWS_SECURITY_GROUPS: ['default', 'web'],
      _AWS_SECURITY_GROUP_IDS: ['sg-0b07f8f6cb485d4df'],
      _AWS_VPC_ID: 'vpc-d295a6a7',
      _AWS_TAGS: { Name: 'web-1', 'team name': 'shop' },
      _AWS_EVENTS_RECOMMENDATIONS_REBALANCE: { noticeTime: '2020-11-05T08:22:00Z' },
      _OP_CLOUD_PROVIDER: 'aws',
      _OP_CLOUD_PROVIDER_ACCOUNT_INFO: '123456789012',
      _OP_CLOUD_PROVIDER_REGION: 'us-west-2',
      _OP_CLOUD_PROVIDER_IP: '203.0.113.25',
      _OP_CLOUD_PROVIDER_INSTANCE_TYPE: 't2.micro',
      _OP_CLOUD_PROVIDER_TAGS: { Name: 'web-1', 'team name': 'shop' },
      _OP_CLOUD_PROVIDER_SERVICE_TYPE: 'ec2',
      _OP_CLOUD_METADATA: { instance: DOCUMENT },
    })
    const credentials = keys._AWS_IDENTITY_CREDENTIALS_EC2_SECURITY_CREDENTIALS_EC2_INSTANCE
    expect(Object.keys(credentials as object)).toEqual(['Code', 'Type', 'AccessKeyId', 'Expiration'])
    for (const secret of SECRETS) expect(JSON.stringify(keys)).not.toContain(secret)
  })

  it('takes the secrets out itself, before anything is redacted', async () => {
    const { url } = await instanceService()
    const [host, question] = asking(AWS_KEYS, {
      env: { AWS_EC2_METADATA_SERVICE_ENDPOINT: url },
      fetch: globalThis.fetch,
    })
    const { keys } = await cloud.collect(host, { ...question, signal: new AbortController().signal })
    for (const secret of SECRETS) expect(JSON.stringify(keys)).not.toContain(secret)
  })

  it('reads what no service of Amazon answers at once, and asks for 50 tags at most', async () => {
    const names = Array.from({ length: 100_000 }, (_, index) => `k${index}`).join('\n')
    const { url, asked } = await serving((_, path) => {
      if (path.endsWith('/security-groups')) return `a${' '.repeat(1_000_000)}b\n\n c `
      return path.endsWith('/tags/instance') ? names : 'x'
    })
    const wanted = ['_AWS_SECURITY_GROUPS', '_AWS_TAGS']
    const { keys } = await collect({ AWS_EC2_METADATA_SERVICE_ENDPOINT: url }, wanted)
    expect(keys._AWS_SECURITY_GROUPS).toEqual([`a${' '.repeat(1_000_000)}b`, 'c'])
    expect(asked.filter((path) => path.includes('/tags/instance/'))).toHaveLength(50)
  }, 20_000)

  it('asks only for what is wanted', async () => {
    const { url, asked } = await instanceService()
    await collect({ AWS_EC2_METADATA_SERVICE_ENDPOINT: url }, ['_AWS_AMI_ID'])
    expect(asked).toEqual(['PUT /latest/api/token', 'GET /latest/meta-data/ami-id'])
  })

  it('keeps what was answered when its time is over, and says so', async () => {
    const answers = (url: string, { signal }: RequestInit) =>
      new Promise<Response>((resolve, reject) => {
        if (url.endsWith('/token')) resolve(new Response('token'))
        else if (url.endsWith('/ami-id')) resolve(new Response('ami-1'))
        else signal!.addEventListener('abort', () => reject(signal!.reason))
      })
    const question = asking(['_AWS_AMI_ID', '_AWS_HOSTNAME'], {
      env: { AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://127.0.0.1:1' },
      fetch: answers as typeof fetch,
    })
    const { keys, errors } = await runCollectors([{ ...cloud, timeout: 50 }], ...question)
    expect(keys).toMatchObject({ _AWS_AMI_ID: 'ami-1' })
    expect(keys).not.toHaveProperty('_AWS_HOSTNAME')
    expect(errors.join()).toMatch(/^cloud: timed out after/)
    expect(cloud.timeout).toBe(500)
  })

  it('says why it knows nothing', async () => {
    const { url } = await serving(() => 403)
    const { keys, errors } = await collect({ AWS_EC2_METADATA_SERVICE_ENDPOINT: url }, ['_AWS_AMI_ID'])
    expect(keys).not.toHaveProperty('_AWS_AMI_ID')
    expect(errors).toEqual([
      'cloud: the metadata service of EC2 was not asked to the end: /latest/api/token answered 403',
    ])
  })

  it('makes no request where nothing says that it would be answered', async () => {
    const ask = (files: Record<string, string>, env: Record<string, string> = {}) => {
      const asked: string[] = []
      const fetch = async (url: string | URL | Request) => {
        asked.push(String(url))
        return new Response(null, { status: 404 })
      }
      const readFile = (path: string) => (files[path] === undefined ? undefined : Buffer.from(files[path]))
      const question = asking([...AWS_KEYS, ...OF_CLOUD], { env, readFile, fetch, platform: 'linux' })
      return runCollectors([patient], ...question).then(({ keys }) => ({ keys, asked }))
    }
    const vendor = (name: string) => ({ '/sys/class/dmi/id/sys_vendor': `${name}\n` })
    expect(await ask({})).toEqual({ keys: {}, asked: [] })
    expect(await ask(vendor('QEMU'))).toEqual({ keys: { _OP_CLOUD_SYS_VENDOR: 'QEMU' }, asked: [] })
    const off = await ask(vendor('Amazon EC2'), { AWS_EC2_METADATA_DISABLED: 'true' })
    expect(off.asked).toEqual([])
    expect(off.keys).toMatchObject({ _OP_CLOUD_PROVIDER: 'aws', _OP_CLOUD_SYS_VENDOR: 'Amazon EC2' })
    const on = await ask(vendor('Amazon EC2'))
    expect(on.asked).toEqual(['http://169.254.169.254/latest/api/token'])
  })
})

/** Where scripts/install-test-tools.sh puts it, or on the PATH. It takes long to build, so CI may do without. */
const MOCK = [
  join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'chalkmark-test-tools-go/ec2-metadata-mock'),
  'ec2-metadata-mock',
].find((program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0)

describe.skipIf(MOCK === undefined)("Amazon's own stand-in for the service of EC2", () => {
  let mock: ChildProcess
  let url: string
  beforeAll(async () => {
    const { url: free, end } = await serving(() => 404)
    await end()
    url = free
    const args = ['--hostname', '127.0.0.1', '--port', new URL(url).port, '--imdsv2']
    mock = spawn(MOCK!, args, {
      stdio: 'ignore',
      cwd: tmpdir(),
      env: { PATH: process.env.PATH, HOME: tmpdir() },
    })
    const answers = async () => expect((await fetch(`${url}/latest/meta-data/`)).status).toBe(401)
    await vi.waitFor(answers, { timeout: 60_000, interval: 100 })
  })
  afterAll(() => {
    mock?.kill()
  })

  it('gives 46 keys with their types', async () => {
    const { keys, errors } = await collect({ AWS_EC2_METADATA_SERVICE_ENDPOINT: url })
    expect(errors).toEqual([])
    for (const [key, value] of Object.entries(keys))
      expect([key, checkValue(key, value)]).toEqual([key, undefined])
    expect(keys).toMatchObject({ _OP_CLOUD_PROVIDER: 'aws', _OP_CLOUD_PROVIDER_SERVICE_TYPE: 'ec2' })
    // What it has nothing for.
    expect(AWS_KEYS.filter((key) => keys[key] === undefined)).toEqual([
      '_AWS_ANCESTOR_AMI_IDS',
      '_AWS_EVENTS_MAINTENANCE_HISTORY',
      '_AWS_IDENTITY_CREDENTIALS_EC2_INFO',
      '_AWS_IDENTITY_CREDENTIALS_EC2_SECURITY_CREDENTIALS_EC2_INSTANCE',
      '_AWS_METRICS_VHOSTMD',
    ])
  })
})

describe('ECS', () => {
  const TASK = {
    Cluster: 'default',
    TaskARN: 'arn:aws:ecs:us-west-2:111122223333:task/default/158d1c8083dd49d6b527399fd6414f5c',
    Family: 'curltest',
    Revision: '26',
    AvailabilityZone: 'us-west-2d',
    LaunchType: 'FARGATE',
    Containers: [{ Name: 'web', Limits: { CPU: 2.5 } }],
  }

  it('tells region, account and zone of a task without the service of EC2', async () => {
    const { url, asked } = await serving((_, path) => (path === '/v4/abc/task' ? TASK : 404))
    const env = { ECS_CONTAINER_METADATA_URI_V4: `${url}/v4/abc`, AWS_EXECUTION_ENV: 'AWS_ECS_FARGATE' }
    const { keys, errors } = await collect(env)
    expect(errors).toEqual([])
    expect(asked).toEqual(['GET /v4/abc/task'])
    for (const [key, value] of Object.entries(keys))
      expect([key, checkValue(key, value)]).toEqual([key, undefined])
    expect(keys).toMatchObject({
      _AWS_REGION: 'us-west-2',
      _AWS_AZ: 'us-west-2d',
      _OP_CLOUD_PROVIDER: 'aws',
      _OP_CLOUD_PROVIDER_ACCOUNT_INFO: '111122223333',
      _OP_CLOUD_PROVIDER_REGION: 'us-west-2',
      _OP_CLOUD_PROVIDER_SERVICE_TYPE: 'ecs',
    })
    expect(keys.CLOUD_METADATA_WHEN_CHALKED).toContain('"LaunchType":"FARGATE"')
    expect(keys.CLOUD_METADATA_WHEN_CHALKED).toContain('2.5')
  })
})

describe('Lambda', () => {
  it('is known by its environment, and nothing is asked', async () => {
    const { keys, errors } = await collect({
      AWS_LAMBDA_FUNCTION_NAME: 'thumbnails',
      AWS_REGION: 'eu-central-1',
    })
    expect(errors).toEqual([])
    expect(keys).toEqual({
      _AWS_REGION: 'eu-central-1',
      _OP_CLOUD_PROVIDER: 'aws',
      _OP_CLOUD_PROVIDER_REGION: 'eu-central-1',
      _OP_CLOUD_PROVIDER_SERVICE_TYPE: 'lambda',
    })
  })
})
