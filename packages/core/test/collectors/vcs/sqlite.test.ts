/** Databases of SQLite, made byte by byte: sqlite.org/fileformat2.html */
import { expect, test } from 'vitest'
import { rowsOf } from '../../../src/collectors/vcs/sqlite.js'

const PAGE = 512

/** A value of a record, with its type. */
function field(value: string | number | null): [type: number, bytes: Buffer] {
  if (value === null) return [0, Buffer.of()]
  if (typeof value === 'string') return [13 + 2 * Buffer.byteLength(value), Buffer.from(value)]
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(BigInt(value))
  return [6, bytes]
}

function varint(value: number): Buffer {
  return value < 128 ? Buffer.of(value) : Buffer.of(128 | (value >> 7), value & 127)
}

/** A cell of a leaf, without what does not fit. */
function cell(id: number, ...values: (string | number | null)[]): Buffer {
  const fields = values.map(field)
  const types = Buffer.concat(fields.map(([type]) => varint(type)))
  const record = Buffer.concat([varint(types.length + 1), types, ...fields.map(([, bytes]) => bytes)])
  return Buffer.concat([varint(record.length), varint(id), record])
}

/** A page with cells at its end. */
function page(kind: number, cells: readonly Buffer[], { head = 0, right = 0 } = {}): Buffer {
  const bytes = Buffer.alloc(PAGE)
  bytes[head] = kind
  bytes.writeUInt16BE(cells.length, head + 3)
  if (kind === 5) bytes.writeUInt32BE(right, head + 8)
  let at = PAGE
  cells.forEach((content, index) => {
    at -= content.length
    content.copy(bytes, at)
    bytes.writeUInt16BE(at, head + (kind === 5 ? 12 : 8) + 2 * index)
  })
  return bytes
}

const SQL =
  'CREATE TABLE T (id INTEGER PRIMARY KEY, name TEXT CHECK (name <> 1, 2), PRIMARY KEY (name), size)'

/** A database with a table T (id, name, size), of which the pages from the second on are given. */
function database(pages: readonly Buffer[], { type = 'table', sql = SQL } = {}): Buffer {
  const first = page(13, [cell(1, type, 'T', 'T', 2, sql)], { head: 100 })
  first.write('SQLite format 3\0', 0, 'latin1')
  first.writeUInt16BE(PAGE, 16)
  first.writeUInt32BE(1, 56)
  return Buffer.concat([first, ...pages])
}

const read = (bytes: Buffer, ...columns: string[]) => [...rowsOf(bytes, 't', columns)]
const pointer = (target: number, key: number) => Buffer.of(0, 0, 0, target, key)

test('rows of one page, of several, and of a record over two pages', () => {
  const rows = [cell(7, null, 'a', 12), cell(9, null, 'é', -1)]
  expect(read(database([page(13, rows)]), 'size', 'id', 'name')).toEqual([
    [12, 7, 'a'],
    [-1, 9, 'é'],
  ])
  const leaves = rows.map((row) => page(13, [row]))
  expect(read(database([page(5, [pointer(3, 7)], { right: 4 }), ...leaves]), 'name')).toEqual([['a'], ['é']])
  // Added by ALTER TABLE after the row.
  expect(read(database([page(13, [cell(1, null, 'a')])]), 'name', 'size')).toEqual([['a', null]])
  const long = cell(1, null, 'x'.repeat(600))
  // Of 604 bytes 96 are in the page: the least is 39, and a further page has room for 508.
  const here = Buffer.concat([long.subarray(0, 3 + 96), Buffer.of(0, 0, 0, 3)])
  const there = Buffer.concat([Buffer.of(0, 0, 0, 0), long.subarray(3 + 96)])
  const more = Buffer.concat([there, Buffer.alloc(PAGE - there.length)])
  expect(read(database([page(13, [here]), more]), 'name')).toEqual([['x'.repeat(600)]])
})

test('what is no table is not read', () => {
  const rows = page(13, [cell(1, null, 'a', 1)])
  expect(() => read(database([rows], { type: 'view' }), 'name')).toThrow('it has no table t')
  expect(() => read(database([rows]), 'other')).toThrow('it has no column other')
  expect(() => read(Buffer.alloc(2048), 'name')).toThrow('it is no database of SQLite')
})

test('pages that lead back, out of the file or to the same bytes are damage', () => {
  const row = cell(1, null, 'a', 1)
  const shared = page(13, [row])
  shared.writeUInt16BE(150, 3)
  for (let index = 1; index < 150; index++) shared.writeUInt16BE(PAGE - row.length, 8 + 2 * index)
  const deep = Array.from({ length: 40 }, (_, level) => page(5, [], { right: level + 3 }))
  const wrong: Record<string, Buffer[]> = {
    'to itself': [page(5, [], { right: 2 })],
    'twice to one': [page(5, [pointer(3, 1)], { right: 3 }), page(13, [row])],
    'out of the file': [page(5, [], { right: 9 })],
    'to nothing': [page(5, [], { right: 0 })],
    'to a page of an index': [page(10, [row])],
    'rows in the same bytes': [shared],
    'deep down': [...deep, page(13, [row])],
  }
  for (const [name, pages] of Object.entries(wrong))
    expect(() => read(database(pages), 'name'), name).toThrow('it is damaged')
})

test('every changed byte gives rows or one error of one line', () => {
  const good = database([
    page(5, [pointer(3, 7)], { right: 4 }),
    page(13, [cell(7, null, 'a', 12)]),
    page(13, [cell(9, null, 'b', 3)]),
  ])
  let errors = 0
  for (let at = 0; at < good.length; at++)
    for (const value of [0, 1, 127, 128, 255]) {
      const bytes = Buffer.from(good)
      bytes[at] = value
      try {
        expect(read(bytes, 'id', 'name', 'size').length).toBeLessThanOrEqual(10)
      } catch (error) {
        expect((error as Error).message).toMatch(/^it (?:is|has)|^its texts/)
        errors++
      }
    }
  expect(errors).toBeGreaterThan(50)
})
