/** Reports in the JSON of OTLP. */
import { Float } from '@chalkmark/mark'
import { describe, expect, it, test } from 'vitest'
import { logsRequest, pairsIn } from '../../src/report/opentelemetry.js'

type Attributes = { key: string; value: object }[]

function parts(report: object, env = {}) {
  const request = JSON.parse(JSON.stringify(logsRequest(report as never, { env, id: 'ID' })))
  const [{ resource, scopeLogs }] = request.resourceLogs
  const named = (list: Attributes) =>
    Object.fromEntries(list.map(({ key, value }) => [key, Object.values(value)[0]]))
  const [record] = scopeLogs[0].logRecords
  return {
    resource: named(resource.attributes),
    record,
    attributes: named(record.attributes),
    scope: scopeLogs[0].scope,
  }
}

test('values of every type', () => {
  const report = {
    text: '',
    yes: false,
    none: null,
    whole: -7,
    most: Number.MAX_SAFE_INTEGER,
    beyond: 2 ** 60,
    exact: 2n ** 62n,
    tooLong: 2n ** 64n,
    float: new Float('1.50'),
    list: [null, 0.5],
    dict: { a: {} },
  }
  const values = parts(report).record.body.kvlistValue.values
  expect(Object.fromEntries(values.map(({ key, value }: Attributes[0]) => [key, value]))).toEqual({
    text: { stringValue: '' },
    yes: { boolValue: false },
    whole: { intValue: '-7' },
    most: { intValue: '9007199254740991' },
    beyond: { doubleValue: 2 ** 60 },
    exact: { intValue: '4611686018427387904' },
    tooLong: { doubleValue: 2 ** 64 },
    float: { doubleValue: 1.5 },
    list: { arrayValue: { values: [{ stringValue: '' }, { doubleValue: 0.5 }] } },
    dict: { kvlistValue: { values: [{ key: 'a', value: { kvlistValue: { values: [] } } }] } },
  })
})

test('what is nested deeper than receivers read is JSON', () => {
  let value: unknown = 'x'
  for (let depth = 0; depth < 90; depth++) value = [value]
  const text = JSON.stringify(logsRequest({ value } as never))
  expect(text.split('arrayValue').length).toBeLessThan(30)
  expect(text).toContain('[\\"x\\"]')
})

test('times, severity, scope and the id', () => {
  const { record, attributes, scope } = parts({
    _OPERATION: 'insert',
    _ACTION_ID: 'A',
    _TIMESTAMP: 1764529200123,
    _OP_CHALKER_VERSION: '1.2.3',
    _OP_ERRORS: ['something'],
    _CHALKS: [{}, {}],
  })
  expect(record).toMatchObject({
    timeUnixNano: '1764529200123000000',
    observedTimeUnixNano: '1764529200123000000',
    severityNumber: 13,
    severityText: 'WARN',
    eventName: 'chalk.report',
  })
  expect(scope).toEqual({ name: 'chalkmark', version: '1.2.3' })
  expect(attributes).toEqual({
    'chalk.report.id': 'ID',
    'chalk.operation': 'insert',
    'chalk.action.id': 'A',
    'chalk.artifact.count': '2',
  })
})

test.each([
  [{ _DATETIME: '2025-11-30T19:00:00.123Z' }, '1764529200123000000'],
  [{ _TIMESTAMP: 'soon', _DATETIME: 'later' }, '0'],
  [{ _TIMESTAMP: 1e300 }, '0'],
  [{}, '0'],
])('the time of %j', (report, time) => {
  expect(parts(report).record.timeUnixNano).toBe(time)
})

describe('attributes of the semantic conventions', () => {
  it('of the repository and the CI run', () => {
    const { resource } = parts({
      _ORIGIN_URI: 'https://github.com/acme/shop.git',
      _COMMIT_ID: 'f00d',
      _TAG: 'v1',
      BUILD_WORKFLOW_NAME: 'Release',
      BUILD_ID: '77',
      BUILD_UNIQUE_ID: '77-1',
      BUILD_URI: 'https://github.com/acme/shop/actions/runs/77',
      _OP_CHALKER_VERSION: '1.2.3',
    })
    expect(resource).toEqual({
      'service.name': 'chalkmark',
      'service.version': '1.2.3',
      'vcs.repository.url.full': 'https://github.com/acme/shop',
      'vcs.repository.name': 'shop',
      'vcs.owner.name': 'acme',
      'vcs.provider.name': 'github',
      'vcs.ref.head.revision': 'f00d',
      'vcs.ref.head.name': 'v1',
      'vcs.ref.head.type': 'tag',
      'cicd.pipeline.name': 'Release',
      'cicd.pipeline.run.id': '77',
      'cicd.pipeline.run.url.full': 'https://github.com/acme/shop/actions/runs/77',
      'cicd.pipeline.task.run.id': '77-1',
    })
  })

  it.each<[string, object]>([
    [
      'git@github.com:acme/shop.git',
      { url: 'https://github.com/acme/shop', owner: 'acme', provider: 'github' },
    ],
    [
      'ssh://git@gitlab.com:22/group/team/shop.git/',
      { url: 'https://gitlab.com/group/team/shop', owner: 'group', provider: 'gitlab' },
    ],
    ['https://git.example.com/x/shop.git', { url: 'https://git.example.com/x/shop' }],
    ['git@git.example.com:x/shop.git', { url: 'git@git.example.com:x/shop' }],
  ])('of %s', (_ORIGIN_URI, wanted) => {
    const { resource } = parts({ _ORIGIN_URI })
    expect({
      url: resource['vcs.repository.url.full'],
      owner: resource['vcs.owner.name'],
      provider: resource['vcs.provider.name'],
      name: resource['vcs.repository.name'],
    }).toEqual({ name: 'shop', ...wanted })
  })

  it('of addresses that could be divided in many ways, at once', () => {
    const _ORIGIN_URI = `T/${':'.repeat(1000)}${'/'.repeat(1000)}\n`
    for (let count = 0; count < 20; count++) parts({ _ORIGIN_URI })
  }, 10_000)

  it('of a very long address that is none, at once', () => {
    expect(parts({ _ORIGIN_URI: `${'a/'.repeat(1e6)}\n` }).resource).toEqual({ 'service.name': 'chalkmark' })
  })

  it('of the only artifact, whose mark names the commit', () => {
    const chalk = {
      CHALK_ID: 'C',
      HASH: 'beef',
      ARTIFACT_VERSION: '4.5.6',
      PACKAGE_URI: 'pkg:npm/shop@4.5.6',
      PATH_WHEN_CHALKED: 'C:\\build\\app.js',
      COMMIT_ID: 'f00d',
      BRANCH: 'main',
    }
    const { attributes, resource } = parts({ _CHALKS: [chalk] })
    expect(attributes).toMatchObject({
      'chalk.id': 'C',
      'artifact.filename': 'app.js',
      'artifact.hash': 'beef',
      'artifact.version': '4.5.6',
      'artifact.purl': 'pkg:npm/shop@4.5.6',
    })
    expect(resource).toMatchObject({ 'vcs.ref.head.revision': 'f00d', 'vcs.ref.head.type': 'branch' })
  })

  it('of the environment win', () => {
    const report = { _OP_CHALKER_VERSION: '1', _BRANCH: 'main' }
    const env = {
      OTEL_RESOURCE_ATTRIBUTES: 'service.name=x,vcs.ref.head.name=a%2Fb',
      OTEL_SERVICE_NAME: 'shop',
    }
    expect(parts(report, env).resource).toEqual({
      'service.name': 'shop',
      'vcs.ref.head.name': 'a/b',
      'vcs.ref.head.type': 'branch',
    })
    expect(parts(report, { OTEL_RESOURCE_ATTRIBUTES: 'a=%zz' }).resource['service.name']).toBe('chalkmark')
    const secret = { OTEL_RESOURCE_ATTRIBUTES: 'db.password=hunter2x,team=web' }
    expect(parts(report, secret).resource).toMatchObject({ 'db.password': 'REDACTED', team: 'web' })
  })
})

test.each<[string, object | undefined]>([
  ['a=b', { a: 'b' }],
  [' a = b c , d=', { a: 'b c', d: '' }],
  ['a=b=c', { a: 'b=c' }],
  ['a=%20,', { a: ' ' }],
  ['', {}],
  ['a', undefined],
  ['=b', undefined],
  ['a=%', undefined],
])('the pairs in %j', (list, pairs) => {
  expect(pairsIn(list)).toEqual(pairs)
})

test.each<[string, object]>([
  [
    '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', flags: 1 },
  ],
  [`00-${'0'.repeat(32)}-b7ad6b7169203331-01`, {}],
  ['00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01', {}],
  ['x', {}],
])('the trace in %s', (TRACEPARENT, trace) => {
  const { traceId, spanId, flags } = parts({}, { TRACEPARENT }).record
  expect({ traceId, spanId, flags }).toEqual({
    traceId: undefined,
    spanId: undefined,
    flags: undefined,
    ...trace,
  })
})
