import type { Dict } from '@chalkmark/mark'
import { expect, test } from 'vitest'
import { diffReports } from '../../src/report/diff.js'

const sha = (sign: string) => sign.repeat(64)

/** An artifact of a build into `/DIR/dist`. */
const chalk = (name: string, hash: string, more: Dict = {}, dir = '/a') => ({
  HASH: sha(hash),
  CHALK_ID: `ID-${hash}`,
  _CURRENT_HASH: sha('0'),
  '_X-OUTPUT-PATH': name,
  _OP_ARTIFACT_PATH: `${dir}/dist/${name}`,
  ...more,
})
const host = (chalks: Dict[], more: Dict = {}): Dict => ({
  _OPERATION: 'insert',
  _DATETIME: '2026-01-01T00:00:00Z',
  _CHALKS: chalks,
  ...more,
})

/** State, name and what else is said of files that differ. */
function differing(a: Dict[], b: Dict[]) {
  const { files, isSame } = diffReports(a, b)
  const shown = files
    .filter(({ state }) => state !== 'same')
    .map(({ state, name, nameInA, why }) => [state, name, nameInA, why].filter((one) => one !== undefined))
  return { shown, isSame, number: files.length }
}

test('what a mark says of a content that nobody could compare with it does not count', () => {
  const unchecked = { '_X-UNCHECKED': 'its HASH cannot be computed again', 'X-CONTENT-HASH': sha('c') }
  const one = host([chalk('a.js', '1'), chalk('b.js', '2')])
  const other = host([
    chalk('a.js', '1', { ...unchecked, _CURRENT_HASH: sha('9') }),
    chalk('b.js', '2', unchecked),
  ])
  const why = 'the reports do not have the digests that tell'
  expect(differing([one], [other]).shown).toEqual([['unknown', 'a.js', why]])
  expect(differing([other], [one]).shown).toEqual([['unknown', 'a.js', why]])
  const again = host([
    chalk('a.js', '1', { ...unchecked, _CURRENT_HASH: sha('8') }),
    chalk('b.js', '2', unchecked),
  ])
  expect(differing([other], [again]).shown).toEqual([['unknown', 'a.js', why]])
})

test('two builds of one content in two folders, at two times', () => {
  const one = host([chalk('index.html', '1'), chalk('assets/app-BQ3x9z7k.js', '2')])
  const other = host([
    chalk('assets/app-BQ3x9z7k.js', '2', { _CURRENT_HASH: sha('8') }, '/b'),
    chalk('index.html', '1', {}, '/b'),
  ])
  expect(differing([one], [other])).toEqual({ shown: [], isSame: true, number: 2 })
})

test('a hash in base64url can have a sign that could end the name', () => {
  const a = [chalk('assets/index-a-V2NnVH.js', '1'), chalk('assets/index-W1erjkBN.css', '2')]
  const b = [chalk('assets/index-BI_vh2vo.js', '3'), chalk('assets/index-W1erjkBN.css', '2')]
  expect(differing([host(a)], [host(b)]).shown).toEqual([
    ['changed', 'assets/index-BI_vh2vo.js', 'assets/index-a-V2NnVH.js'],
  ])
})

test('names each kind of difference', () => {
  const a = [
    chalk('index.html', '1'),
    chalk('main.css', '2'),
    chalk('app-BQ3x9z7k.js', '3'),
    chalk('lib-CQ4y0a8m.js', '4'),
    chalk('old.js', '5'),
    chalk('moved.js', '6'),
  ]
  const b = [
    chalk('index.html', '9'),
    chalk('main.css', '2'),
    chalk('app-DR5z1b9n.js', '8'),
    chalk('lib-CQ4y0a8m.js', '4'),
    chalk('new.js', '7'),
    chalk('there/moved.js', '6'),
  ]
  expect(differing([host(a)], [host(b)])).toEqual({
    isSame: false,
    number: 8 - 1,
    shown: [
      ['changed', 'app-DR5z1b9n.js', 'app-BQ3x9z7k.js'],
      ['changed', 'index.html'],
      ['added', 'new.js'],
      ['gone', 'old.js'],
      ['renamed', 'there/moved.js', 'moved.js'],
    ],
  })
})

test('does not guess which of several hashed names has become which', () => {
  const a = ['index-BQ3x9z7k.js', 'index-CQ4y0a8m.js'].map((name, index) => chalk(name, String(index)))
  const b = ['index-DR5z1b9n.js', 'index-ES6a2c0p.js'].map((name, index) => chalk(name, String(index + 5)))
  expect(differing([host(a)], [host(b)]).shown.map(([state]) => state)).toEqual([
    'gone',
    'gone',
    'added',
    'added',
  ])
})

test('the reports of a client and a server count together', () => {
  const side = (dir: string, hash: string) => [
    host([{ ...chalk('index.js', '1'), _OP_ARTIFACT_PATH: `${dir}/dist/client/index.js` }]),
    host([{ ...chalk('index.js', hash), _OP_ARTIFACT_PATH: `${dir}/dist/server/index.js` }]),
  ]
  expect(
    differing(
      side('/a', '2'),
      side('C:\\b', '2').map((one) => one),
    ).isSame,
  ).toBe(true)
  expect(differing(side('/a', '2'), side('/b', '3')).shown).toEqual([['changed', 'server/index.js']])
})

test('of a file that several reports name, the latest counts, wherever it stands', () => {
  const old = host([chalk('index.js', '1')])
  const late = host([chalk('index.js', '2')], { _DATETIME: '2026-02-01T00:00:00Z' })
  for (const a of [
    [old, late],
    [late, old],
  ])
    expect(differing(a, [host([chalk('index.js', '2')])]).isSame).toBe(true)
})

test.each<[string, Dict, Dict, string[]]>([
  [
    'a mark that does not belong to the content',
    {},
    { _VALIDATED_METADATA: false },
    ['changed', 'a.js', 'its mark does not belong to its content in B'],
  ],
  [
    'bytes that HASH leaves out',
    { 'X-CONTENT-HASH': sha('a') },
    { 'X-CONTENT-HASH': sha('b') },
    ['changed', 'a.js', 'HASH is the same, but bytes that it leaves out differ'],
  ],
  ['no HASH but an id', { HASH: null }, { CHALK_ID: 'other', HASH: null }, ['changed', 'a.js']],
  [
    'no digest at all',
    { HASH: null, CHALK_ID: null },
    { HASH: [], CHALK_ID: 5 },
    ['unknown', 'a.js', 'the reports do not have the digests that tell'],
  ],
])('%s', (_, a, b, expected) => {
  const { shown, isSame } = differing(
    [host([chalk('a.js', '1', { _CURRENT_HASH: sha('7'), ...a })])],
    [host([chalk('a.js', '1', { ...b })])],
  )
  expect(shown).toEqual([expected])
  expect(isSame).toBe(expected[0] === 'unknown')
})

test('compares files without a mark, and says which side has marked', () => {
  const side = (digest: string, more: Dict = {}) =>
    host([chalk('index.html', '1')], {
      _UNMARKED: ['/a/dist/robots.js', '/a/dist/no-digest.js'],
      '_X-UNMARKED': { 'a copy of a source file': { '/a/dist/robots.js': sha(digest) } },
      ...more,
    })
  expect(differing([side('a')], [side('a')])).toMatchObject({
    isSame: true,
    shown: [['unknown', 'no-digest.js', expect.any(String)]],
  })
  expect(differing([side('a')], [side('b')]).shown).toContainEqual(['changed', 'robots.js'])
  const marked = host([chalk('index.html', '1'), chalk('robots.js', '5', { PRE_CHALK_HASH: sha('a') })])
  expect(differing([side('a')], [marked]).shown).toContainEqual([
    'changed',
    'robots.js',
    'only B has marked it; else it is the same',
  ])
})

test('compares with what was read from a site, or by the reference program', () => {
  const site = host(
    [
      { HASH: sha('1'), _OP_ARTIFACT_PATH: 'https://example.com/app/index.html', _VALIDATED_METADATA: true },
      { HASH: sha('2'), _OP_ARTIFACT_PATH: 'https://example.com/app/assets/a.js', _VALIDATED_METADATA: true },
    ],
    { _OPERATION: 'extract', _OP_SEARCH_PATH: ['https://example.com/app/'] },
  )
  const built = host([chalk('index.html', '1'), chalk('assets/a.js', '2')])
  expect(differing([built], [site]).isSame).toBe(true)
})

test('facts of the build, then those of the run', () => {
  const a = host([], {
    _COMMIT_ID: '1'.repeat(40),
    _BRANCH: 'main',
    _ACTION_ID: '1',
    _TIMESTAMP: 1,
    _OP_HOSTNAME: 'one',
    BUILD_ID: '7',
    'X-TEAM': { b: 1, a: [1] },
    INJECTOR_VERSION: '1',
    _ORIGIN_URI: 'https://example.com/a.git',
  })
  const b = host([], {
    ...a,
    _COMMIT_ID: '2'.repeat(40),
    _ACTION_ID: '2',
    _TIMESTAMP: 2,
    _OP_HOSTNAME: 'two',
    BUILD_ID: '8',
    'X-TEAM': { a: [1], b: 1 },
    INJECTOR_VERSION: '2',
    _TAG: 'v2',
  })
  delete b._ORIGIN_URI
  const { facts, isSame } = diffReports([a], [b])
  expect(isSame).toBe(true)
  expect(facts.map(({ key, ofTheRun }) => `${key}${ofTheRun ? ' run' : ''}`)).toEqual([
    'INJECTOR_VERSION',
    '_COMMIT_ID',
    '_ORIGIN_URI',
    '_TAG',
    'BUILD_ID run',
    '_ACTION_ID run',
    '_OP_HOSTNAME run',
    '_TIMESTAMP run',
  ])
  expect(facts.find(({ key }) => key === '_TAG')).toEqual({ key: '_TAG', b: 'v2', ofTheRun: false })
})

/** Whatever a report holds, it is compared, and that does not take long. */
test.each<[string, () => Dict]>([
  [
    'wrong types',
    () => ({ _CHALKS: { a: 1 }, _UNMARKED: 5, '_X-UNMARKED': [[], 'x', { a: null }], _DATETIME: [] }),
  ],
  [
    'wrong types inside',
    () => ({
      _CHALKS: [null, 1, [], 'x', { HASH: {}, _OP_ARTIFACT_PATH: [], _CURRENT_HASH: 1 }],
      _OP_SEARCH_PATH: [1, null],
    }),
  ],
  [
    'a prototype',
    () =>
      JSON.parse('{"__proto__": {"a": 1}, "_CHALKS": [{"__proto__": 5, "_OP_ARTIFACT_PATH": "__proto__"}]}'),
  ],
  [
    '20,000 artifacts in folders of their own',
    () => ({
      _CHALKS: Array.from({ length: 2e4 }, (_, n) => ({
        HASH: `${n}`,
        _OP_ARTIFACT_PATH: `/${n}/a-${n}.js`,
        '_X-OUTPUT-PATH': `a-${n}.js`,
      })),
      _UNMARKED: Array.from({ length: 2e4 }, (_, n) => `/${n}/x/b.js`),
    }),
  ],
  [
    'a path of millions of parts',
    () => ({ _CHALKS: [{ HASH: 'x', _OP_ARTIFACT_PATH: 'a/'.repeat(5e6) }], _UNMARKED: ['/b'.repeat(5e6)] }),
  ],
  ['one artifact 20,000 times', () => ({ _CHALKS: Array(2e4).fill({ HASH: 'x', _OP_ARTIFACT_PATH: '/a' }) })],
  ['20,000 facts', () => Object.fromEntries(Array.from({ length: 2e4 }, (_, n) => [`k${n}`, n]))],
])('%s', { timeout: 20_000 }, (_, make) => {
  expect(diffReports([make()], [make()]).isSame).toBe(true)
  expect(diffReports([make()], [host([chalk('a.js', '1')])])).toBeDefined()
})
