import { readFileSync } from 'node:fs'

const folder = new URL('../../../../test/vectors/', import.meta.url)

/** What the reference program reported for one file. */
interface Vector {
  file: string
  insert?: { HASH: string; CHALK_ID: string; METADATA_ID: string }
  extract?: { _CURRENT_HASH?: string }
}

const index: Vector[] = JSON.parse(readFileSync(new URL('index.json', folder), 'utf8'))

/** The reference program's ids for one of its files. */
export function expected(file: string): NonNullable<Vector['insert']> {
  const vector = index.find((vector) => vector.file === file)
  if (!vector?.insert) throw new Error(`no vector for ${file}`)
  return vector.insert
}

/** A file of the vectors: `elf-dynamic`, `elf-dynamic.marked`, `elf-dynamic.deleted`. */
export function vectorFile(file: string): Buffer {
  return readFileSync(new URL(`files/${file}`, folder))
}

/** A signed vector: `elf-static-stripped.marked`. */
export function signedVector(file: string): Buffer {
  return readFileSync(new URL(`signed/${file}`, folder))
}
