/**
 * The test vectors as this package needs them: for every artifact that the reference program marked or validated,
 * bytes in which the mark stands plainly, and what the reference program said about it.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { inflateRawSync } from 'node:zlib'

export interface Vector {
  /** Path below test/vectors. */
  name: string
  bytes: Uint8Array
  /** As the reference program reported them; for marks that are not in its index, undefined. */
  reported?: { CHALK_ID: string; HASH: string; METADATA_ID: string; METADATA_HASH: string }
}

const folder = new URL('../../../test/vectors/', import.meta.url)

export function readVector(name: string): Buffer {
  return readFileSync(new URL(name, folder))
}

export function loadVectors(): Vector[] {
  const index: { file: string; insert?: Vector['reported'] }[] = JSON.parse(
    readVector('index.json').toString('utf8'),
  )
  const marked = index.flatMap(({ file, insert }) => {
    if (!insert) return []
    // The mark of an ONNX model is a file beside it.
    const name = file.endsWith('.onnx') ? `files/${file}.chalk` : `files/${file}.marked`
    return [{ name, bytes: plainBytes(name), reported: insert }]
  })
  const others = ['text', 'signed'].flatMap((name) =>
    readdirSync(new URL(name, folder))
      .filter((file) => name === 'text' || file.endsWith('.marked'))
      .map((file) => ({ name: `${name}/${file}`, bytes: plainBytes(`${name}/${file}`) })),
  )
  return [...marked, ...others]
}

/** The file, or for formats that compress or escape the mark, the mark. */
function plainBytes(name: string): Uint8Array {
  const file = readVector(name)
  if (file.subarray(0, 4).toString('latin1') === 'PK\x03\x04') return zipEntry(file, 'chalk.json')
  if (name.includes('.safetensors')) return safetensorsMark(file)
  return file
}

/** A deflated entry, found by its local file header (APPNOTE, section 4.3.7). */
function zipEntry(zip: Buffer, entry: string): Uint8Array {
  for (let at = 0; zip.readUInt32LE(at) === 0x04034b50; ) {
    const name = at + 30
    const data = name + zip.readUInt16LE(at + 26) + zip.readUInt16LE(at + 28)
    const end = data + zip.readUInt32LE(at + 18)
    if (zip.toString('latin1', name, name + zip.readUInt16LE(at + 26)) === entry)
      return inflateRawSync(zip.subarray(data, end))
    at = end
  }
  throw new Error(`no ${entry} in the archive`)
}

/** The mark is a string in the JSON header, whose length comes first. */
function safetensorsMark(file: Buffer): Uint8Array {
  const header = JSON.parse(file.toString('utf8', 8, 8 + Number(file.readBigUInt64LE(0))))
  const mark = Object.values<string>(header.__metadata__).find((text) => text.includes('MAGIC'))
  if (mark === undefined) throw new Error('no mark in __metadata__')
  return Buffer.from(mark)
}
