/** ERR_INFO and FAILED_KEYS of a mark, and of its artifact's object in a report. */
import { describe, expect, it } from 'vitest'
import { checkValue, template } from '../../src/keys/index.js'
import { type Composer, composeMark, type Subject } from '../../src/mark/compose.js'
import { reportInserted } from '../../src/report/chalk.js'

const HASH = 'ab'.repeat(32)
const SUBJECT: Subject = {
  path: '/app/dist/a.js',
  nameInOutput: 'a.js',
  type: 'JavaScript',
  hash: HASH,
  chalkId: 'CCSKJR-HG6S-HK6S-326RS3',
}
const failure = (error: string) => [{ code: 'FAILED', error, description: 'stopped' }]
const PROBLEMS = {
  errors: ['git: stopped, see https://me:hunter2secret@git.example/'],
  failedKeys: { COMMIT_ID: failure('git: stopped'), _COMMIT_ID: failure('git: stopped') },
}

const composer = (name: string, more: Partial<Composer> = {}): Composer => ({
  template: template(name).keys,
  facts: {},
  problems: PROBLEMS,
  keys: {
    'X-FAILS': () => {
      throw new Error('no answer')
    },
  },
  env: {},
  timestamp: 0,
  reproducible: false,
  ...more,
})

describe('a mark', () => {
  it.each(['mark_all', 'mark_large'])('of %s tells what could not be found out', async (name) => {
    const { mark } = await composeMark(composer(name), SUBJECT, 'full')
    expect(mark.ERR_INFO).toEqual([
      'git: stopped, see https://git.example/',
      'X-FAILS: its callback failed: no answer',
    ])
    // A key of reports is none of a mark.
    expect(mark.FAILED_KEYS).toEqual({ COMMIT_ID: PROBLEMS.failedKeys.COMMIT_ID })
    for (const key of ['ERR_INFO', 'FAILED_KEYS']) expect(checkValue(key, mark[key])).toBeUndefined()
  })

  it.each([
    ['mark_web', {}, 'full'],
    ['mark_default', {}, 'full'],
    ['mark_reproducible', {}, 'full'],
    ['mark_minimal', {}, 'full'],
    ['mark_all', { reproducible: true }, 'full'],
    ['mark_all', {}, 'stable'],
  ] as const)('of %s %j %s never differs by the text of an error', async (name, more, kind) => {
    const { mark } = await composeMark(composer(name, more), SUBJECT, kind)
    expect(mark).not.toHaveProperty('ERR_INFO')
    expect(mark).not.toHaveProperty('FAILED_KEYS')
  })

  it('without a problem says nothing, and a fact that was found did not fail', async () => {
    const keys = { COMMIT_ID: 'c0ffee' }
    const fine = composer('mark_all', { keys, problems: { ...PROBLEMS, errors: [] } })
    const { mark } = await composeMark(fine, SUBJECT, 'full')
    expect(mark).not.toHaveProperty('ERR_INFO')
    expect(mark).not.toHaveProperty('FAILED_KEYS')
  })
})

it("the artifact's object in a report has its own errors, whatever the template", async () => {
  const hashes = { preChalkHash: HASH, currentHash: HASH }
  const composed = await composeMark(composer('mark_web'), SUBJECT, 'full')
  expect(reportInserted(SUBJECT, composed, {}, hashes).ERR_INFO).toEqual([
    'X-FAILS: its callback failed: no answer',
  ])
  const fine = await composeMark(composer('mark_web', { keys: {} }), SUBJECT, 'full')
  expect(reportInserted(SUBJECT, fine, {}, hashes)).not.toHaveProperty('ERR_INFO')
})
