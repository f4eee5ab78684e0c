/** A wrong option is refused when a config is read: one line that names it and what is right. */
import { describe, expect, test } from 'vitest'
import { checkOptions } from '../../src/config/check.js'
import type { ChalkOptions } from '../../src/config/options.js'
import { ChalkError } from '../../src/error.js'

function problemOf(options: unknown): string {
  try {
    checkOptions(options as ChalkOptions)
  } catch (error) {
    expect(error).toBeInstanceOf(ChalkError)
    const { code, message } = error as ChalkError
    expect(code).toBe('BAD_OPTION')
    expect(message).toMatch(/^chalk\(\): .*$/)
    return message.slice('chalk(): '.length)
  }
  return 'none'
}

test('a wrong option is shown without secrets', () => {
  expect(problemOf({ report: { password: 'QqHiddenqQ', url: 'https://u:QqHiddenqQ@example.com' } })).toBe(
    'report must be a path, { dir: a path } or false, not {"password":"REDACTED","url":"https://example.com"}',
  )
  expect(problemOf({ 'token=QqHiddenqQ': 1 })).toMatch(/^unknown option 'token=REDACTED'/)
})

test('what is no JSON is refused on one line, too', () => {
  const circular: Record<string, unknown> = {}
  circular.self = circular
  expect(problemOf({ report: circular })).toBe(
    'report must be a path, { dir: a path } or false, not an object that is no JSON',
  )
  expect(problemOf({ strict: 1n })).toBe('strict must be true or false, not 1n')
  expect(problemOf({ strict: 'x'.repeat(1000) }).length).toBeLessThan(300)
})

describe('refused', () => {
  test.each<[object, string]>([
    [{ hashedFile: 'full' }, `unknown option 'hashedFile'; did you mean 'hashedFiles'?`],
    [{ Strict: true }, `unknown option 'Strict'; did you mean 'strict'?`],
    [{ colour: 'blue' }, `unknown option 'colour'`],
    [
      { hashedFiles: 'stabel' },
      `hashedFiles must be one of 'stable', 'full', 'skip', not "stabel"; did you mean 'stable'?`,
    ],
    [{ rename: true }, `rename must be one of 'auto', 'always', 'never', not true`],
    [{ strict: 'yes' }, `strict must be true or false, not "yes"`],
    [{ enabled: 1 }, 'enabled must be true or false, not 1'],
    [{ include: 5 }, 'include must be a string or a list of strings, not 5'],
    [{ include: '' }, 'include holds an empty pattern'],
    [{ exclude: ['*.js', ''] }, 'exclude holds an empty pattern'],
    [{ env: new Map([['show', ['CI']]]) }, 'env must be an object, not {}'],
    [{ keys: { _COMMIT_ID: 'x' } }, 'keys._COMMIT_ID tells of the operation and can not be set'],
    [{ keys: { ARTIFACT_TYPE: 'x' } }, 'keys.ARTIFACT_TYPE is computed from the artifact and can not be set'],
    [{ exclude: ['*.js', null] }, 'exclude must be a string or a list of strings, not ["*.js",null]'],
    [{ report: true }, 'report must be a path, { dir: a path } or false, not true'],
    [{ report: { dir: '' } }, 'report must be a path, { dir: a path } or false, not {"dir":""}'],
    [
      { report: { dir: 'a', file: 'b' } },
      'report must be a path, { dir: a path } or false, not {"dir":"a","file":"b"}',
    ],
    [{ report: '' }, 'report must be a path, { dir: a path } or false, not ""'],
    [{ template: 'mark_wed' }, 'template is wrong: unknown template "mark_wed": did you mean mark_web?'],
    [
      { template: 'report_default' },
      'template is wrong: report_default is no template for a mark: use one of mark_',
    ],
    [{ template: ['COMIT_ID'] }, 'template is wrong: unknown key "COMIT_ID"'],
    [{ template: ['_COMMIT_ID'] }, 'template is wrong: _COMMIT_ID is known only of an operation'],
    [{ template: 7 }, 'template must be a string or a list of strings, not 7'],
    [{ keys: ['X-TEAM'] }, 'keys must be an object of key names and values, not ["X-TEAM"]'],
    [{ keys: { CHALK_PTTR: 'x' } }, 'keys.CHALK_PTTR: unknown key "CHALK_PTTR"'],
    [{ keys: { STORE_URI: 5 } }, 'keys.STORE_URI: expected a string, got an integer'],
    [{ keys: { HASH: 'x' } }, 'keys.HASH is computed from the artifact and can not be set'],
    [{ keys: { 'X-TEAM': Number.NaN } }, 'keys.X-TEAM: expected a JSON value, got NaN'],
    [{ keys: { 'X-WHEN': new Date(0) } }, 'keys.X-WHEN: expected a JSON value, got'],
    [{ env: 'show' }, 'env must be an object'],
    [{ env: { shwo: 'HOME' } }, `unknown option 'env.shwo'; did you mean 'env.show'?`],
    [{ env: { default: 'hide' } }, `env.default must be one of 'show', 'redact', 'ignore', not "hide"`],
    [{ env: { never: 1 } }, 'env.never must be a list of strings, not 1'],
    [{ env: { show: 'CI' } }, 'env.show must be a list of strings, not "CI"'],
  ])('%j', (options, problem) => {
    expect(problemOf(options).slice(0, problem.length)).toBe(problem)
  })

  test.each([null, 'full', 7, ['strict'], () => ({})])('%s', (options) => {
    expect(problemOf(options)).toMatch(/^options must be an object, not /)
  })

  test('a misspelt key names the nearest', () => {
    expect(problemOf({ template: ['COMIT_ID'] })).toContain('did you mean COMMIT_ID?')
    expect(problemOf({ keys: { CHALK_PTTR: 'x' } })).toContain('did you mean CHALK_PTR?')
  })
})

describe('CHALK_PTR in stable marks', () => {
  test.each(['https://x.example/{now}', 'https://x.example/{random}/{chalk_id}'])('%s', (pointer) => {
    expect(problemOf({ keys: { CHALK_PTR: pointer } })).toMatch(
      /^keys\.CHALK_PTR holds \{(?:now|random)\}, .* set hashedFiles to 'full' or 'skip'$/,
    )
    expect(problemOf({ keys: { CHALK_PTR: pointer }, hashedFiles: 'full' })).toBe('none')
    expect(problemOf({ keys: { CHALK_PTR: pointer }, hashedFiles: 'skip' })).toBe('none')
  })

  test('a function could give anything', () => {
    expect(problemOf({ keys: { CHALK_PTR: () => 'x' } })).toContain('keys.CHALK_PTR is a function')
    expect(problemOf({ keys: { CHALK_PTR: () => 'x' }, hashedFiles: 'full' })).toBe('none')
  })
})

test.each<ChalkOptions>([
  {},
  { enabled: false },
  { template: 'mark_default', hashedFiles: 'skip', rename: 'never', reproducible: true, strict: true },
  { template: ['COMMIT_ID', 'X-TEAM'] },
  {
    keys: {
      CHALK_PTR: 'https://x.example/{chalk_id}/{path}',
      'X-TEAM': ['a', { b: 1 }],
      STORE_URI: () => undefined,
    },
  },
  { include: '*.js', exclude: ['vendor/**'], report: false, env: { show: ['CI'], default: 'ignore' } },
  { template: undefined, keys: undefined, report: undefined },
])('taken: %j', (options) => {
  expect(problemOf(options)).toBe('none')
})
