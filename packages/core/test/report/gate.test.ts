/** Gates: what marks and reports say of an artifact, against rules. */
import type { Dict } from '@chalkmark/mark'
import { describe, expect, it } from 'vitest'
import type { PolicyRule } from '../../src/config/policy.js'
import { openGate } from '../../src/report/gate.js'

const NOW = Date.parse('2026-06-01T12:00:00Z')
const DAY = 86_400_000
const PATH = '/site/dist/a.js'

/** The messages for an artifact with this mark, and with these things said of it in reports. */
function violations(rule: PolicyRule, mark: Dict, reports?: { chalk?: Dict; host?: Dict }[]): string[] {
  const matches = (reports ?? []).map(({ chalk = {}, host = {} }) => ({
    chalk,
    host: { _OPERATION: 'insert', _CHALKS: [chalk], ...host },
    place: 'report.json',
  }))
  const subject = { path: PATH, chalk: mark, matches }
  const gate = openGate({ now: NOW, hosts: reports && matches.map(({ host }) => host), subjects: [subject] })
  return gate(subject, [rule]).map(({ message }) => message)
}

describe('require', () => {
  const main = { require: { BRANCH: 'main' } }

  it.each([
    ['the mark says it', { BRANCH: 'main' }, undefined, []],
    ['the mark says another', { BRANCH: 'dev' }, undefined, ['BRANCH is "dev", must be "main"']],
    ['nobody says it', {}, undefined, ['BRANCH is not in its mark, and no --report says it, must be "main"']],
    [
      'no report knows it',
      {},
      [],
      ['BRANCH is not in its mark, and the report does not know it, must be "main"'],
    ],
    ['the report says it', {}, [{ chalk: { BRANCH: 'main' } }], []],
    ['the report says it of the build', {}, [{ host: { _BRANCH: 'main' } }], []],
    ['the report says another', {}, [{ host: { _BRANCH: 'dev' } }], ['BRANCH is "dev", must be "main"']],
    [
      'the report knows it, and does not say it',
      {},
      [{}],
      ['BRANCH is neither in its mark nor in the report, must be "main"'],
    ],
    [
      'the mark comes before the report',
      { BRANCH: 'dev' },
      [{ host: { _BRANCH: 'main' } }],
      ['BRANCH is "dev", must be "main"'],
    ],
    [
      'a host that only read',
      {},
      [{ host: { _OPERATION: 'extract', _BRANCH: 'main' } }],
      ['BRANCH is neither in its mark nor in the report, must be "main"'],
    ],
    ['one of several builds says it', {}, [{ host: { _BRANCH: 'dev' } }, { host: { _BRANCH: 'main' } }], []],
    [
      'the artifact is of another repository than the build',
      {},
      [
        {
          chalk: { COMMIT_ID: 'b' },
          host: {
            _COMMIT_ID: 'a',
            _BRANCH: 'main',
            '_X-REPOSITORIES': { '/lib': { _COMMIT_ID: 'b', _BRANCH: 'dev' } },
          },
        },
      ],
      ['BRANCH is "dev", must be "main"'],
    ],
  ])('%s', (_what, mark, reports, messages) => {
    expect(violations(main, mark, reports as never)).toEqual(messages)
  })

  it('all demands have to hold for one build, not each for another one', () => {
    const rule = { require: { BRANCH: 'main', BUILD_ID: '7' } }
    const builds = [{ host: { _BRANCH: 'main', BUILD_ID: '6' } }, { host: { _BRANCH: 'dev', BUILD_ID: '7' } }]
    expect(violations(rule, {}, builds)).toEqual(['BUILD_ID is "6", must be "7"'])
  })

  it('one of several values is enough, numbers and truth values are compared as text', () => {
    const rule = { require: { BRANCH: ['main', 'release'], BUILD_ATTEMPT: 2, COMMIT_SIGNED: 'true' } }
    expect(violations(rule, { BRANCH: 'release', BUILD_ATTEMPT: '2', COMMIT_SIGNED: true })).toEqual([])
    expect(violations(rule, { BRANCH: 'dev', BUILD_ATTEMPT: 3n as never, COMMIT_SIGNED: false })).toEqual([
      'BRANCH is "dev", must be "main" or "release"',
      'BUILD_ATTEMPT is "3", must be "2"',
      'COMMIT_SIGNED is "false", must be "true"',
    ])
  })

  it('long values are cut, and names of the language are no keys', () => {
    expect(violations(main, { BRANCH: 'x'.repeat(5000) })[0]!.length).toBeLessThan(300)
    expect(violations({ require: { constructor: 'x' } }, {})).toHaveLength(1)
  })
})

describe('requireClean', () => {
  const clean = { requireClean: true }
  const inside = (name: string, output: string): Dict => ({
    COMMIT_ID: 'c',
    _OP_ARTIFACT_PATH_WITHIN_VCTL: name,
    '_X-OUTPUT-PATH': output,
  })
  const DIRTY = { _COMMIT_ID: 'c', '_X-DIRTY': true }
  const CHANGED = 'it was built from a changed working copy, which must be clean'

  it.each([
    ['the report says so', {}, [{ host: { '_X-DIRTY': false } }], []],
    ['the report says it was not', {}, [{ chalk: { COMMIT_ID: 'c' }, host: DIRTY }], [CHANGED]],
    [
      'a source was changed',
      {},
      [
        {
          chalk: inside('dist/a.js', 'a.js'),
          host: { ...DIRTY, _VCS_MODIFIED_FILES: ['src/a.js', 'dist/a.js', 'src/b.js'] },
        },
      ],
      [`${CHANGED}: "src/a.js" and 1 more`],
    ],
    [
      'only what the build made was changed',
      {},
      [
        {
          chalk: inside('dist/a.js', 'a.js'),
          host: {
            ...DIRTY,
            _VCS_MODIFIED_FILES: ['dist/a.js', 'dist/a.js.map'],
            _VCS_MISSING_FILES: ['dist/old.js'],
          },
        },
      ],
      [],
    ],
    [
      'only what another build of this commit made was changed',
      {},
      [
        { chalk: inside('server/a.js', 'a.js'), host: { ...DIRTY, _VCS_MODIFIED_FILES: ['client/b.js'] } },
        { chalk: inside('client/b.js', 'b.js'), host: { ...DIRTY, _VCS_MODIFIED_FILES: ['src/x.js'] } },
      ],
      [],
    ],
    [
      'an output that is the whole working copy holds the sources, too',
      {},
      [{ chalk: inside('a.js', 'a.js'), host: { ...DIRTY, _VCS_MODIFIED_FILES: ['src/a.js'] } }],
      [`${CHANGED}: "src/a.js"`],
    ],
    [
      'it is not known whether all changes are named',
      {},
      [{ chalk: inside('dist/a.js', 'a.js'), host: { _COMMIT_ID: 'c', _VCS_MODIFIED_FILES: ['dist/a.js'] } }],
      ['nothing says whether it was built from a clean working copy'],
    ],
    [
      'nobody says it',
      {},
      undefined,
      ['nothing says whether it was built from a clean working copy; --report names the report of its build'],
    ],
    ['no report knows the artifact', {}, [], ['nothing says whether it was built from a clean working copy']],
    [
      'the mark names a changed source',
      { VCS_MODIFIED_FILES: ['src/a.js'] },
      undefined,
      [`${CHANGED}: "src/a.js"`],
    ],
    [
      'the mark names only the output',
      { VCS_MODIFIED_FILES: ['dist/a.js'] },
      undefined,
      ['nothing says whether it was built from a clean working copy; --report names the report of its build'],
    ],
    [
      'a mark cannot say it of itself',
      { '_X-DIRTY': false },
      undefined,
      [expect.stringContaining('nothing says')],
    ],
    [
      'an operation that read says nothing of the build',
      {},
      [{ host: { _OPERATION: 'extract', '_X-DIRTY': false } }],
      [expect.stringContaining('nothing says')],
    ],
  ])('%s', (_what, mark, reports, messages) => {
    expect(violations(clean, mark as never, reports as never)).toEqual(messages)
  })
})

describe('maxAge', () => {
  const old = { maxAge: '30d' }
  const at = (time: number) => new Date(time).toISOString()

  it.each([
    ['a mark of today', { TIMESTAMP_WHEN_CHALKED: NOW - DAY }, undefined, []],
    ['a date', { DATETIME_WHEN_CHALKED: at(NOW - DAY) }, undefined, []],
    ['a day alone', { DATE_CHALKED: '2026-05-31' }, undefined, []],
    ['just in time', { TIMESTAMP_WHEN_CHALKED: NOW - 30 * DAY }, undefined, []],
    [
      'too old',
      { TIMESTAMP_WHEN_CHALKED: NOW - 31 * DAY },
      undefined,
      [`it was marked at ${at(NOW - 31 * DAY)}, must be at most 30d old`],
    ],
    ['clocks differ', { TIMESTAMP_WHEN_CHALKED: NOW + 60_000 }, undefined, []],
    [
      'in the future',
      { TIMESTAMP_WHEN_CHALKED: NOW + DAY },
      undefined,
      [`it was marked at ${at(NOW + DAY)}, which is in the future`],
    ],
    [
      'no time',
      {},
      undefined,
      ['its time is not in its mark, and no --report says it, must be at most 30d old'],
    ],
    ['no date', { DATETIME_WHEN_CHALKED: 'yesterday' }, undefined, [expect.stringContaining('its time is')]],
    [
      'a year that no date has',
      { TIMESTAMP_WHEN_CHALKED: 1e300 },
      undefined,
      [expect.stringContaining('in the future')],
    ],
    ['a whole number of any size', { TIMESTAMP_WHEN_CHALKED: BigInt(NOW) as never }, undefined, []],
    ['the report of the build', {}, [{ host: { _TIMESTAMP: NOW - DAY } }], []],
    [
      'the report of an old build',
      {},
      [{ host: { _DATETIME: at(NOW - 99 * DAY) } }],
      [expect.stringContaining('must be at most 30d old')],
    ],
    [
      'the report of a check',
      {},
      [{ host: { _OPERATION: 'extract', _TIMESTAMP: NOW } }],
      [expect.stringContaining('its time is neither')],
    ],
  ])('%s', (_what, mark, reports, messages) => {
    expect(violations(old, mark as never, reports as never)).toEqual(messages)
  })
})
