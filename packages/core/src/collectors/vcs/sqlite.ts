/**
 * The rows of a table in a database of SQLite, read from its bytes. So whatever the author of a database has put into
 * it (views, triggers, names of journals, paths), nothing of it is computed, opened or followed.
 * sqlite.org/fileformat2.html: "The Database Header", "B-tree Pages", "Record Format", "The SQLITE_SCHEMA table"
 */

/** What a column of a row holds. */
export type Stored = string | number | Uint8Array | null

const MAGIC = 'SQLite format 3\0'
const SCHEMA = ['type', 'name', 'rootpage', 'sql']
const SCHEMA_COLUMNS = ['type', 'name', 'tbl_name', 'rootpage', 'sql']

/** The kinds of pages that tables are made of. */
const INTERIOR = 5
const LEAF = 13

/** In bytes, beside a row's content: its place in the page, and two numbers. */
const LEAST_OF_A_ROW = 4

/** Honest tables are some levels deep. */
const DEEPEST = 20

interface Database {
  bytes: Buffer
  pageSize: number
  /** What of a page is used. */
  usable: number
  /** Pages that were read, so that none is read twice. */
  seen: Set<number>
  /** Bytes that rows may still have: together no more than the file. So rows that share their bytes end. */
  left: number
}

/** Where a row's content is. */
interface Row {
  id: number
  payload: Buffer
}

/**
 * @param bytes the whole file. What a journal beside it holds is not seen.
 * @param columns the names of those that are wanted.
 * @returns for each row of the table its values, in the order of `columns`. Text has to be in UTF-8.
 * @throws Error, one line, if it is no such database, has no such table or column, or is damaged; also while it is iterated.
 */
export function* rowsOf(bytes: Buffer, table: string, columns: readonly string[]): Generator<Stored[]> {
  const schema = pick(tableRows(open(bytes), 1), SCHEMA_COLUMNS, SCHEMA)
  for (const [type, name, root, sql] of schema) {
    if (type !== 'table' || typeof name !== 'string' || name.toLowerCase() !== table.toLowerCase()) continue
    if (typeof root !== 'number' || typeof sql !== 'string') throw damaged()
    yield* pick(tableRows(open(bytes), root), columnsIn(sql), columns)
    return
  }
  throw new Error(`it has no table ${table}`)
}

function open(bytes: Buffer): Database {
  if (bytes.length < 512 || bytes.toString('latin1', 0, 16) !== MAGIC)
    throw new Error('it is no database of SQLite')
  const named = bytes.readUInt16BE(16)
  const pageSize = named === 1 ? 65_536 : named
  const usable = pageSize - bytes[20]!
  // The least that SQLite takes.
  if (usable < 480) throw damaged()
  if (bytes.readUInt32BE(56) !== 1) throw new Error('its texts are not in UTF-8')
  return { bytes, pageSize, usable, seen: new Set(), left: bytes.length }
}

function damaged(): Error {
  return new Error('it is damaged')
}

/** A page that was not read yet; the first one is 1. */
function pageAt(database: Database, number: number): Buffer {
  const { bytes, pageSize, seen } = database
  const page = bytes.subarray((number - 1) * pageSize, number * pageSize)
  if (number < 1 || page.length < pageSize || seen.has(number)) throw damaged()
  seen.add(number)
  return page
}

function* tableRows(database: Database, number: number, level = 0): Generator<Row> {
  if (level > DEEPEST) throw damaged()
  const page = pageAt(database, number)
  const head = number === 1 ? 100 : 0
  const kind = page[head]
  if (kind !== INTERIOR && kind !== LEAF) throw damaged()
  const count = page.readUInt16BE(head + 3)
  const places = head + (kind === LEAF ? 8 : 12)
  if (places + 2 * count > page.length) throw damaged()
  for (let index = 0; index < count; index++) {
    const at = page.readUInt16BE(places + 2 * index)
    if (at + 4 > page.length) throw damaged()
    if (kind === LEAF) yield rowAt(database, page, at)
    else yield* tableRows(database, page.readUInt32BE(at), level + 1)
  }
  if (kind === INTERIOR) yield* tableRows(database, page.readUInt32BE(head + 8), level + 1)
}

/** What does not fit in the page goes on in others, each of which begins with the number of the next one. */
function rowAt(database: Database, page: Buffer, at: number): Row {
  const [size, idAt] = numberAt(page, at)
  const [id, begin] = numberAt(page, idAt)
  database.left -= size + LEAST_OF_A_ROW
  if (database.left < 0) throw damaged()
  const { usable } = database
  if (size <= usable - 35) return { id, payload: piece(page, begin, size) }
  const least = Math.floor(((usable - 12) * 32) / 255) - 23
  const fitting = least + ((size - least) % (usable - 4))
  const here = fitting <= usable - 35 ? fitting : least
  const pieces = [piece(page, begin, here)]
  let next = piece(page, begin + here, 4).readUInt32BE()
  for (let left = size - here; left > 0; ) {
    const more = pageAt(database, next)
    const length = Math.min(left, usable - 4)
    pieces.push(piece(more, 4, length))
    next = more.readUInt32BE()
    left -= length
  }
  return { id, payload: Buffer.concat(pieces) }
}

function piece(from: Buffer, at: number, length: number): Buffer {
  if (at + length > from.length) throw damaged()
  return from.subarray(at, at + length)
}

/** A number in one to nine bytes, and where the next byte is. One above 2^53 is not exact. */
function numberAt(from: Buffer, at: number): [value: number, end: number] {
  let value = 0
  for (let index = 0; index < 9; index++) {
    const byte = from[at + index]
    if (byte === undefined) throw damaged()
    if (index === 8) return [value * 256 + byte, at + 9]
    value = value * 128 + (byte & 127)
    if (byte < 128) return [value, at + index + 1]
  }
  throw damaged()
}

/** The columns of `CREATE TABLE name (…)`: the first word of each part. A number of the row itself may be one of them. */
function columnsIn(sql: string): string[] {
  const parts: string[] = ['']
  let depth = 0
  for (const letter of sql.slice(sql.indexOf('(') + 1)) {
    if (letter === '(') depth++
    if (letter === ')' && depth-- === 0) break
    if (letter === ',' && depth === 0) parts.push('')
    else parts[parts.length - 1] += letter
  }
  const words = parts.map((part) => part.trim().split(/\s+/))
  const isColumn = ([first = '']: string[]) => !/^(?:primary|unique|foreign|check|constraint)$/i.test(first)
  return words.filter(isColumn).map((word) => {
    const isId = /^integer primary key\b/i.test(word.slice(1).join(' '))
    return (isId ? '#' : '') + word[0]!.toLowerCase()
  })
}

function* pick(rows: Iterable<Row>, all: readonly string[], wanted: readonly string[]): Generator<Stored[]> {
  const places = wanted.map((name) => {
    const place = all.findIndex((column) => column === name || column === `#${name}`)
    if (place < 0) throw new Error(`it has no column ${name}`)
    return place
  })
  const last = Math.max(...places)
  for (const { id, payload } of rows) {
    const values = valuesIn(payload, last)
    yield places.map((place) => (all[place]!.startsWith('#') ? id : (values[place] ?? null)))
  }
}

/** The values of a row up to a column. Columns that were added later are missing in rows from before. */
function valuesIn(payload: Buffer, last: number): Stored[] {
  const values: Stored[] = []
  const [headSize, first] = numberAt(payload, 0)
  let [typeAt, at] = [first, headSize]
  while (typeAt < headSize && values.length <= last) {
    const [type, next] = numberAt(payload, typeAt)
    const length = lengthOf(type)
    values.push(decoded(type, piece(payload, at, length)))
    typeAt = next
    at += length
  }
  return values
}

/** Of the types 0 to 11; those above are bytes and texts. */
const LENGTHS = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0]

function lengthOf(type: number): number {
  return LENGTHS[type] ?? Math.floor((type - 12) / 2)
}

function decoded(type: number, bytes: Buffer): Stored {
  if (type === 0 || type === 10 || type === 11) return null
  if (type <= 5) return bytes.readIntBE(0, bytes.length)
  if (type === 6) return Number(bytes.readBigInt64BE())
  if (type === 7) return bytes.readDoubleBE()
  if (type === 8 || type === 9) return type - 8
  return type % 2 === 0 ? bytes : bytes.toString()
}
