/** The sink `s3`, against servers that answer in every way. */
import { join } from 'node:path'
import { afterEach, describe, expect, it, test } from 'vitest'
import { readS3 } from '../../src/sinks/read-s3.js'
import { objectKey } from '../../src/sinks/s3.js'
import { objectUrl } from '../../src/sinks/s3-bucket.js'
import { makeTree } from '../disk/tree.js'
import {
  deliverAll,
  newReport,
  ownStateFolder,
  type TestAnswer,
  type TestServer,
  testServer,
} from './support.js'

ownStateFolder()
const KEY = { AWS_ACCESS_KEY_ID: 'AKIATESTKEY', AWS_SECRET_ACCESS_KEY: 'the/secret+key=' }
const DATED = { _DATETIME: '2026-11-30T20:00:00.000+01:00' }

describe('servers that answer in every way', () => {
  let server: TestServer
  afterEach(() => server.close())
  const put = async (more: object = {}, env: Record<string, string> = KEY, time = 10_000) =>
    deliverAll(
      [newReport(DATED)],
      {
        deliveryTimeout: time,
        sinks: {
          s3: { type: 's3', uri: 's3://bucket/x/', endpoint: new URL(server.url).origin, ...more } as never,
        },
      },
      { env },
    )
  const xml =
    (status: number, code: string, headers = {}): TestAnswer =>
    (_, response) =>
      response.writeHead(status, headers).end(`<?xml version="1.0"?><Error><Code>${code}</Code></Error>`)

  it.each<[string, TestAnswer]>([
    ['a request that took too long', xml(400, 'RequestTimeout')],
    ['a token of a role that has run out', xml(400, 'ExpiredToken')],
    ['too many requests', xml(503, 'SlowDown', { 'retry-after': '0' })],
    ['a fault of the server', 500],
    ['a connection that is reset', (_, response) => response.destroy()],
  ])('%s passes', async (_, answer) => {
    server = await testServer()
    server.answer(answer, 200)
    expect(await put()).toEqual([])
    expect(server.requests.map(({ url }) => url)).toEqual(Array(2).fill(server.requests[0]!.url))
  })

  it.each<[string, TestAnswer, RegExp]>([
    [
      'a wrong region',
      xml(400, 'AuthorizationHeaderMalformed', { 'x-amz-bucket-region': 'eu-west-3' }),
      /region eu-west-3/,
    ],
    ['a redirect', xml(301, 'PermanentRedirect', { location: 'http://other.test/' }), /PermanentRedirect/],
    [
      'a redirect in a loop',
      (_, response) => response.writeHead(307, { location: '/bucket/x/' }).end(),
      /answered 307/,
    ],
    ['a code that is none', xml(403, '\x1b[31m</Code><Code>'), /answered 403; they/],
  ])('%s is refused: the next report is not sent', async (_, answer, problem) => {
    server = await testServer()
    server.answer(answer)
    expect(await put()).toEqual([expect.stringMatching(problem)])
    expect(server.requests).toHaveLength(1)
  })

  it('an object that is too large is set aside', async () => {
    server = await testServer()
    server.answer(xml(400, 'EntityTooLarge'))
    expect(await put()).toEqual([expect.stringContaining('chalkmark report flush only')])
  })

  it.each<[string, TestAnswer]>([
    ['no answer', () => {}],
    [
      'a body that is cut off',
      (_, response) => {
        response.writeHead(200, { 'content-length': '100' })
        response.write('half')
        setTimeout(() => response.destroy(), 20)
      },
    ],
  ])('%s: the report waits, and comes again under the same name', async (_, answer) => {
    server = await testServer()
    server.answer(answer)
    expect(await put({ timeout: 300 }, KEY, 900)).toEqual([expect.stringContaining('they are sent with')])
    const { url } = server.requests[0]!
    server.answer(200)
    server.requests.splice(0)
    expect(await put()).toEqual([])
    expect(server.requests[0]!.url).toBe(url)
  })

  describe('keys of roles', () => {
    const AGENT = {
      AccessKeyId: 'ASIAROLE',
      SecretAccessKey: 's',
      Token: 'session/token==',
      Expiration: '2999-01-01T00:00:00Z',
    }
    const inHeaders = () =>
      server.requests.map(({ headers }) => [
        /Credential=([^/]*)/.exec(headers.authorization ?? '')?.[1],
        headers['x-amz-security-token'],
      ])

    it('of a container: asked once, with its token', async () => {
      server = await testServer()
      server.answer((_, response) => response.end(JSON.stringify(AGENT)), 200)
      const env = {
        AWS_CONTAINER_CREDENTIALS_FULL_URI: `${new URL(server.url).origin}/v1/key`,
        AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: join(makeTree({ token: 'pod-token\n' }), 'token'),
      }
      const options = {
        sinks: { s3: { type: 's3', uri: 's3://bucket/x/', endpoint: new URL(server.url).origin } as never },
      }
      expect(await deliverAll([newReport(), newReport()], options, { env })).toEqual([])
      expect(server.requests.map(({ method }) => method)).toEqual(['GET', 'PUT', 'PUT'])
      expect(server.requests[0]!.headers.authorization).toBe('pod-token')
      expect(inHeaders().slice(1)).toEqual(Array(2).fill(['ASIAROLE', 'session/token==']))
    })

    it('of a web identity', async () => {
      server = await testServer()
      const { AccessKeyId, SecretAccessKey, Token, Expiration } = AGENT
      server.answer(
        (_, response) =>
          response.end(
            `<R><Credentials><AccessKeyId>${AccessKeyId}</AccessKeyId><SecretAccessKey>${SecretAccessKey}</SecretAccessKey>` +
              `<SessionToken>${Token}</SessionToken><Expiration>${Expiration}</Expiration></Credentials></R>`,
          ),
        200,
      )
      const env = {
        AWS_ROLE_ARN: 'arn:aws:iam::1:role/build',
        AWS_WEB_IDENTITY_TOKEN_FILE: join(makeTree({ token: 'a.jwt.token' }), 'token'),
        AWS_ENDPOINT_URL_STS: new URL(server.url).origin,
      }
      expect(await put({}, env)).toEqual([])
      expect(Object.fromEntries(new URLSearchParams(String(server.requests[0]!.body)))).toMatchObject({
        Action: 'AssumeRoleWithWebIdentity',
        RoleArn: 'arn:aws:iam::1:role/build',
        WebIdentityToken: 'a.jwt.token',
      })
      expect(inHeaders()[1]).toEqual(['ASIAROLE', 'session/token=='])
    })

    it.each<[string, Record<string, string>, RegExp]>([
      ['no key at all', {}, /there is no key: set AWS_ACCESS_KEY_ID/],
      ['half of one', { AWS_ACCESS_KEY_ID: 'AKIA' }, /the variable AWS_SECRET_ACCESS_KEY is not set/],
      [
        'one with a line end',
        { ...KEY, AWS_SESSION_TOKEN: 'a\nb' },
        /the variable AWS_SESSION_TOKEN must hold one line/,
      ],
      [
        'an agent elsewhere, without TLS',
        { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://agent.example.com/' },
        /must be https, this machine/,
      ],
      [
        'a token that is not there',
        { AWS_ROLE_ARN: 'x', AWS_WEB_IDENTITY_TOKEN_FILE: '/no/such/file' },
        /the token in \/no\/such\/file cannot be read/,
      ],
    ])('%s is refused before anything is sent', async (_, env, problem) => {
      server = await testServer()
      expect(await put({}, env)).toEqual([expect.stringMatching(problem)])
      expect(server.requests).toEqual([])
    })

    it('the config names other variables', async () => {
      server = await testServer()
      const credentials = { accessKeyId: 'REPORTS_ID', secretAccessKey: 'REPORTS_SECRET' }
      expect(await put({ credentials }, { ...KEY, REPORTS_ID: 'AKIAOTHER', REPORTS_SECRET: 's' })).toEqual([])
      expect(inHeaders()).toEqual([['AKIAOTHER', undefined]])
    })
  })
})

test.each<[string, object, string]>([
  ['Amazon’s', { region: 'eu-west-1' }, 'https://bucket.s3.eu-west-1.amazonaws.com/a/b%20c.json'],
  [
    'Amazon’s in China',
    { region: 'cn-north-1' },
    'https://bucket.s3.cn-north-1.amazonaws.com.cn/a/b%20c.json',
  ],
  ['a bucket with dots', { bucket: 'a.b' }, 'https://s3.us-east-1.amazonaws.com/a.b/a/b%20c.json'],
  ['another store', { endpoint: 'http://minio:9000' }, 'http://minio:9000/bucket/a/b%20c.json'],
  [
    'another store below a path, by host',
    { endpoint: 'https://x.test/s3/', pathStyle: false },
    'https://bucket.x.test/s3/a/b%20c.json',
  ],
])('the address of an object: %s', (_, more, url) => {
  const place = { bucket: 'bucket', key: 'a/b c.json', region: 'us-east-1', endpoint: undefined, ...more }
  expect(objectUrl(place).href).toBe(url)
})

test.each(['x/../../other/a.json', '../a.json', 'x/./a.json', 'x/..'])(
  'no address holds the key %s',
  (key) => {
    const place = { bucket: 'bucket', key, region: 'us-east-1', endpoint: 'http://minio:9000' }
    expect(() => objectUrl(place)).toThrow(/^an address cannot hold the key/)
  },
)

describe('a bucket in which others write', () => {
  let server: TestServer
  afterEach(() => server.close())
  const read = async (keys: readonly string[]) => {
    server = await testServer()
    server.answer(({ url }, response) =>
      response.end(
        url.includes('list-type')
          ? `<ListBucketResult>${keys.map((key) => `<Key>${key}</Key>`).join('')}</ListBucketResult>`
          : '{}',
      ),
    )
    return readS3('s3://bucket/x/', { ...KEY, AWS_ENDPOINT_URL_S3: new URL(server.url).origin })
  }

  it('leads to no other bucket', async () => {
    await expect(read(['x/a.json', 'x/../../other/secret.json'])).rejects.toThrow(
      'an address cannot hold the key x/../../other/secret.json, as "." and ".." lead elsewhere',
    )
    expect(server.requests.filter(({ url }) => !url.startsWith('/bucket/'))).toEqual([])
  })

  it('may list any number of objects', async () => {
    const keys = Array.from({ length: 300_000 }, (_, index) => `x/${index}.json`)
    await expect(read(keys)).rejects.toThrow('there are more than 10000; name a folder further below')
  })
})

test.each([
  ['s3://bucket', '1764529200000-ID.json'],
  ['s3://bucket/', '1764529200000-ID.json'],
  ['s3://bucket/a/b', 'a/b/1764529200000-ID.json'],
  ['s3://bucket/a/b/', 'a/b/1764529200000-ID.json'],
  ['s3://bucket/a/sink-test.json', 'a/1764529200000-ID-sink-test.json'],
])('the name of an object in %s', (uri, key) => {
  const text = JSON.stringify([{ _DATETIME: '2025-11-30T19:00:00.000Z' }])
  expect(objectKey(uri, { id: 'ID', operation: 'insert', action: 'a', text })).toBe(key)
})
