import type { Dict } from '@chalkmark/mark'
import { expect, test } from 'vitest'
import { mergeReports } from '../../src/report/merge.js'
import { queryReports } from '../../src/report/query.js'

const run = (id: string, ids: readonly string[], more: Dict = {}): Dict => ({
  _OPERATION: 'insert',
  _ACTION_ID: id,
  _DATETIME: '2026-01-01T00:00:00Z',
  _CHALKS: ids.map((METADATA_ID) => ({ METADATA_ID })),
  ...more,
})

/** The numbers of those that are kept. */
function merged(hosts: readonly Dict[]): number[] {
  const merging = mergeReports<number>()
  for (const [index, host] of hosts.entries()) merging.add(host, JSON.stringify(host), index)
  return merging.entries()
}

test.each<[string, Dict[], number[]]>([
  ['the same twice', [run('1', ['a']), run('1', ['a'])], [0]],
  ['two runs with the same artifacts', [run('1', ['a']), run('2', ['a'])], [0, 1]],
  ['the one with more keys', [run('1', ['a']), run('1', ['a'], { _BRANCH: 'main' })], [1]],
  ['all artifacts rather than each', [run('1', ['a']), run('1', ['b']), run('1', ['a', 'b'])], [2]],
  ['each artifact in no other', [run('1', ['a']), run('1', ['b'])], [0, 1]],
  ['what a rebuild has left of it', [run('1', ['a', 'b', 'c']), run('1', ['c'])], [0]],
  ['parts that overlap', [run('1', ['a', 'b']), run('1', ['b', 'c'])], [0, 1]],
  [
    'both of which one is made up',
    [run('1', ['a'], { _COMMIT_ID: 'a' }), run('1', ['a'], { _COMMIT_ID: 'b', _TAG: 'v1' })],
    [0, 1],
  ],
  [
    'both if another one names less',
    [run('1', ['a', 'b'], { _COMMIT_ID: 'a' }), run('1', ['a'], { _COMMIT_ID: 'b' })],
    [0, 1],
  ],
  [
    'both by the time of the commit',
    [run('1', ['a'], { _TIMESTAMP_COMMITTED: 1 }), run('1', ['a'], { _TIMESTAMP_COMMITTED: 2 })],
    [0, 1],
  ],
  [
    'both by whether it was clean',
    [run('1', ['a'], { '_X-DIRTY': true }), run('1', ['a'], { '_X-DIRTY': false })],
    [0, 1],
  ],
  [
    'one of two with other counts',
    [run('1', ['a', 'b'], { _OP_CHALK_COUNT: 2 }), run('1', ['a'], { _OP_CHALK_COUNT: 1 })],
    [0],
  ],
  ['heartbeats', [run('1', [], { _DATETIME: '1' }), run('1', [], { _DATETIME: '2' })], [0, 1]],
  ['without ids', [run('', ['a']), run('', ['a']), run('', ['b'])], [0, 2]],
  [
    'wrong types',
    [
      { _CHALKS: 5, _ACTION_ID: [] },
      { _CHALKS: 5, _ACTION_ID: {} },
    ],
    [0, 1],
  ],
])('keeps %s', (_, hosts, kept) => {
  expect(merged(hosts)).toEqual(kept)
})

test('the oldest first', () => {
  const days = ['2026-03-01', '2026-01-01', '2026-02-01']
  expect(merged(days.map((day, index) => run(String(index), ['a'], { _DATETIME: day })))).toEqual([1, 2, 0])
})

/** Work that grows with the square of what somebody sends would take minutes here. */
test('reports that are made to be compared with each other cost little', { timeout: 30_000 }, () => {
  const overlapping = Array.from({ length: 3000 }, (_, n) => run('1', ['a', `b${n}`, `c${n + 1}`]))
  expect(merged(overlapping)).toHaveLength(3000)
  const names = Array.from({ length: 30_000 }, (_, n) => String(n))
  expect(
    merged([run('', names), run('1', names), run('1', names.slice(1)), run('1', [...names, 'x'])]),
  ).toEqual([0, 3])
})

test('a query of hostile reports finds nothing and does not fail', () => {
  const find = queryReports({
    commits: ['a'],
    ids: ['b'],
    paths: ['**/*a*a*a*a*b', '*.js'],
    hashes: ['c'],
    keys: [{ name: '__proto__', value: 'x' }],
  })
  for (const host of [
    { _CHALKS: 'x' },
    { _CHALKS: [null, 5, { COMMIT_ID: 5, CHALK_ID: [], HASH: {}, _OP_ARTIFACT_PATH: 'a'.repeat(1e6) }] },
    { _CHALKS: [{ EMBEDDED_CHALK: [{ EMBEDDED_CHALK: 'x' }] }] },
  ] as unknown as Dict[])
    expect(find(host)).toEqual([])
})
