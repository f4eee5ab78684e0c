import { expect, test } from 'vitest'
import { indexReports } from '../../src/report/lookup.js'
import { originOf } from '../../src/report/origin.js'

const chalk = {
  METADATA_ID: 'M-1',
  CHALK_ID: 'C-1',
  HASH: 'aa',
  PRE_CHALK_HASH: 'bb',
  _CURRENT_HASH: 'cc',
  COMMIT_ID: '1'.repeat(40),
}
const host = {
  _DATETIME: '2026-01-01T00:00:00Z',
  _COMMIT_ID: chalk.COMMIT_ID,
  _AUTHOR: 'Ann',
  _CHALKS: [chalk],
}
const index = indexReports([{ place: '/r.json', hosts: [host] }])

test.each([
  ['its bytes', { sha256: 'CC' }, 'SHA-256'],
  ['its mark', { sha256: 'x', mark: { METADATA_ID: 'M-1' } }, 'METADATA_ID'],
  ['its HASH', { sha256: 'x', hash: 'aa' }, 'HASH'],
  ['its CHALK_ID', { sha256: 'x', hash: 'y', chalkId: 'C-1' }, 'HASH'],
  ['its bytes before its mark', { sha256: 'bb' }, 'unmarked'],
  ['bytes rather than mark', { sha256: 'cc', mark: { METADATA_ID: 'M-2' } }, 'SHA-256'],
])('finds an artifact by %s', (_, identity, by) => {
  expect(index.find(identity)).toEqual({ matches: [{ by, chalk, host, place: '/r.json' }], more: 0 })
})

test('finds nothing else', () => {
  expect(
    index.find({ sha256: 'aa', hash: 'cc', chalkId: 'M-1', mark: { METADATA_ID: 'C-1' } }).matches,
  ).toEqual([])
})

test('finds an archive, whose _CURRENT_HASH is none of its file, by its file', () => {
  const archive = { ...chalk, _CURRENT_HASH: 'sum', '_X-FILE-SHA256': 'dd' }
  const found = indexReports([{ place: '/r', hosts: [{ _CHALKS: [archive] }] }]).find({
    sha256: 'dd',
  }).matches
  expect(found).toMatchObject([{ by: 'SHA-256', chalk: archive }])
})

test('finds a file of an archive by what the archive says of it', () => {
  const outer = { ...chalk, EMBEDDED_CHALK: [{ METADATA_ID: 'M-IN', CHALK_ID: 'IN' }] }
  const inside = indexReports([{ place: '/r', hosts: [{ _CHALKS: [outer] }] }])
  expect(inside.find({ sha256: 'x', mark: { METADATA_ID: 'M-IN' } }).matches[0]?.chalk.CHALK_ID).toBe('IN')
})

test('names every build that has made the same file, the latest first', () => {
  const builds = ['2026-01-01', '2026-03-01', '2026-02-01'].map((day) => ({
    ...host,
    _DATETIME: `${day}T00:00:00Z`,
  }))
  const found = indexReports([{ place: '/r', hosts: builds }]).find({ sha256: 'cc' }).matches
  expect(found.map(({ host }) => String(host._DATETIME).slice(5, 7))).toEqual(['03', '02', '01'])
})

test('takes reports as others have written them', () => {
  const odd = [{ _CHALKS: 'none' }, { _CHALKS: [null, 1, [], { HASH: 7 }] }, {}] as never
  expect(indexReports([{ place: '/r', hosts: odd }]).find({ sha256: 'x', hash: '7' }).matches).toEqual([])
})

test('people are those of the artifact’s commit', () => {
  expect(originOf({ chalk, host })).toMatchObject({ commit: chalk.COMMIT_ID, author: 'Ann' })
  // Of another repository than the working directory.
  const other = { ...chalk, COMMIT_ID: '2'.repeat(40) }
  expect(originOf({ chalk: other, host })).not.toHaveProperty('author')
  const repositories = { '/srv/other': { _COMMIT_ID: other.COMMIT_ID, _AUTHOR: 'Bea', '_X-DIRTY': true } }
  const both = { ...host, '_X-REPOSITORIES': repositories }
  expect(originOf({ chalk: other, host: both })).toMatchObject({ author: 'Bea', dirty: true })
})
