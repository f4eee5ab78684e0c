import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { writeReportSchema } from '../../scripts/report-schema.js'
import { allKeys, scopeOf } from '../../src/keys/catalogue.js'
import { reportSchema } from '../../src/keys/report-schema.js'

const ajv = new Ajv({ strict: true, allErrors: true })
const validate = ajv.compile(reportSchema())

/** What the reference program reports of an insert, with keys from all corners. */
function insertReport(): Record<string, unknown> {
  return {
    _OPERATION: 'insert',
    _ACTION_ID: '8c87b883793695a1',
    _TIMESTAMP: 1795321306399,
    _DATETIME: '2026-11-22T04:21:46.399+00:00',
    _ENV: { PATH: '/usr/bin:/bin', TOKEN: '<<redact>>' },
    _OP_ARGV: ['/usr/bin/chalkmark', 'insert', 'dist'],
    _OP_CHALKER_VERSION: '1.1.3',
    _OP_CHALK_COUNT: 1,
    _OP_UNMARKED_COUNT: 0,
    _UNMARKED: ['dist/logo.png'],
    _OP_ERRORS: [],
    _OP_FAILED_KEYS: { _AWS_TAGS: [{ code: 'NOT_ALLOWED', error: '404' }] },
    BUILD_ID: '4711',
    BUILD_CONTACT: ['octocat'],
    INJECTOR_VERSION: '0.1.0',
    COMMIT_ID: '5f89bf133d4ca803f2b5ed24ccfe1feff7e11f6b',
    'X-TEAM': { name: 'web' },
    '_X-RUNNER': 12,
    _CHALKS: [
      {
        CHALK_ID: 'CCSKJR-HG6S-HK6S-326RS3',
        CHALK_VERSION: '1.1.3',
        PATH_WHEN_CHALKED: '/src/dist/index.js',
        ARTIFACT_TYPE: 'JavaScript',
        HASH: 'c39b06c3db620b89b094393b3cbb2b0bfa04fdb4594fb69418e8b229d997d981',
        TIMESTAMP_WHEN_CHALKED: 1795321306399,
        TIMESTAMP_COMMITTED: 1795321300000,
        COMMIT_SIGNED: false,
        METADATA_ID: '3Y0YTZ-30QE-EDTX-213BYR',
        EMBEDDED_CHALK: [{ CHALK_ID: 'CCSKJR-HG6S-HK6S-326RS3' }],
        _CURRENT_HASH: '8f54e93e63d918e787c359f37c058994fd446df044d7beed8309f93b39e4a88d',
        _VIRTUAL: false,
        'X-TEAM': 'web',
      },
    ],
  }
}

/** The places of all errors, such as `/0/_CHALKS/0/CHALK_ID`. */
function errorsOf(report: unknown): string[] {
  return validate(report) ? [] : validate.errors!.map((error) => error.instancePath)
}

describe('the schema of reports', () => {
  it('is valid draft-07 that ajv compiles in strict mode', () => {
    expect(ajv.validateSchema(reportSchema())).toBe(true)
  })

  it('takes reports of one or more hosts, and empty ones', () => {
    expect(errorsOf([insertReport()])).toEqual([])
    expect(errorsOf([insertReport(), { _OPERATION: 'env' }])).toEqual([])
    expect(errorsOf([])).toEqual([])
    expect(errorsOf([{}])).toEqual([])
  })

  it('refuses what is not a list of reports', () => {
    expect(errorsOf(insertReport())).toEqual([''])
    expect(errorsOf(['insert'])).toEqual(['/0'])
  })

  it.each([
    [{ _TIMESTAMP: 'now' }, '/0/_TIMESTAMP'],
    [{ _TIMESTAMP: 1.5 }, '/0/_TIMESTAMP'],
    [{ BUILD_CONTACT: 'me' }, '/0/BUILD_CONTACT'],
    [{ _ENV: { PATH: null } }, '/0/_ENV/PATH'],
    [{ _CHALKS: {} }, '/0/_CHALKS'],
    [{ _CHALKS: [{ CHALK_ID: 1 }] }, '/0/_CHALKS/0/CHALK_ID'],
    [{ _COLLECTED_ARTIFACTS: [{ HASH: 1 }] }, '/0/_COLLECTED_ARTIFACTS/0/HASH'],
    [{ _FOUND_BASE_MARK: ['one'] }, '/0/_FOUND_BASE_MARK'],
    [{ _OP_UNMARKED_COUNT: true }, '/0/_OP_UNMARKED_COUNT'],
  ])('refuses the wrong type in %o', (wrong, place) => {
    expect(errorsOf([{ ...insertReport(), ...wrong }])).toContain(place)
  })

  it('refuses names that are neither keys nor custom', () => {
    expect(errorsOf([{ COMIT_ID: 'f00d' }])).toEqual(['/0'])
    expect(errorsOf([{ _CHALKS: [{ COMIT_ID: 'f00d' }] }])).toEqual(['/0/_CHALKS/0'])
    expect(errorsOf([{ 'X-': 1 }])).toEqual(['/0'])
  })

  it('keeps run-time keys of the host out of artifacts, and lets all others in', () => {
    for (const { name, time } of allKeys()) {
      const allowed = time === 'chalk' || scopeOf(name) === 'artifact'
      const unknown = validate([{ _CHALKS: [{ [name]: Symbol.iterator }] }])
        ? undefined
        : validate.errors!.some((error) => error.keyword === 'additionalProperties')
      expect([name, !(unknown ?? false)]).toEqual([name, allowed])
    }
  })

  it('is written with descriptions for people', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'chalk-schema-'))
    try {
      const path = join(folder, 'report.schema.json')
      await writeReportSchema(path)
      const schema = JSON.parse(await readFile(path, 'utf8'))
      expect(schema.definitions.COMMIT_ID).toEqual({
        description: expect.stringMatching(/commit/),
        type: 'string',
      })
      expect(new Ajv().compile(schema)([insertReport()])).toBe(true)
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
