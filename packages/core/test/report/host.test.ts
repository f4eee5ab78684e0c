import { expect, test } from 'vitest'
import { template } from '../../src/keys/index.js'
import { hostReport } from '../../src/report/host.js'
import { serializeReport } from '../../src/report/serialize.js'

const reportOf = (keys: Record<string, unknown>, more = {}) =>
  hostReport({
    operation: 'insert',
    facts: { keys: keys as never, errors: [], failedKeys: {} },
    times: {},
    wanted: template('report_default').keys,
    chalks: [],
    unmarked: ['/a', '/b'],
    errors: [],
    ...more,
  })

test('counts are numbers', () => {
  expect(reportOf({})).toMatchObject({ _OP_CHALK_COUNT: 0, _OP_UNMARKED_COUNT: 2 })
})

test('names the bundler', () => {
  expect(reportOf({}, { bundler: 'vite 8.0.0 (rolldown 1.0.0)' })).toMatchObject({
    '_X-BUNDLER': 'vite 8.0.0 (rolldown 1.0.0)',
  })
  expect(reportOf({})).not.toHaveProperty('_X-BUNDLER')
})

test('hidden variables are one list of names', () => {
  const environment = { HOME: '<<redact>>', LANG: 'C', PATH: '<<redact>>' }
  const report = reportOf({ INJECTOR_ENV: environment })
  expect(report).toMatchObject({ INJECTOR_ENV: { LANG: 'C' }, '_X-REDACTED-ENV': ['HOME', 'PATH'] })
  const { LANG, ...hidden } = environment
  expect(reportOf({ INJECTOR_ENV: hidden })).not.toHaveProperty('INJECTOR_ENV')
  expect(reportOf({ INJECTOR_ENV: { LANG } })).not.toHaveProperty('_X-REDACTED-ENV')
})

test('fifty names take a few lines', () => {
  const names = Array.from({ length: 50 }, (_, index) => `VARIABLE_${index}`)
  const report = reportOf({ INJECTOR_ENV: Object.fromEntries(names.map((name) => [name, '<<redact>>'])) })
  const text = serializeReport([report])
  expect(text.split('\n').filter((line) => line.includes('VARIABLE_')).length).toBeLessThan(10)
  expect(JSON.parse(text)[0]['_X-REDACTED-ENV']).toEqual(names)
})

test('the working copy, dirty by its sources only, and where it is', () => {
  const facts = {
    '_X-WORKTREE': '/srv/app',
    '_X-DIRTY': true,
    VCS_MODIFIED_FILES: ['src/a.js', 'dist/a.js'],
    _VCS_MODIFIED_FILES: ['src/a.js', 'dist/a.js'],
  }
  const report = reportOf(facts, { outputs: ['/srv/app/dist'] })
  expect(report).toMatchObject({ '_X-DIRTY': true, _VCS_MODIFIED_FILES: ['src/a.js'] })
  expect(report).not.toHaveProperty('_X-WORKTREE')
})
