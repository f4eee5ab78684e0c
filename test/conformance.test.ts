/**
 * Runs the operations on all files of test/vectors. Marks of chalk are read, and our results equal those of chalk.
 * Where they differ, the table says why.
 */
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { crc32 } from 'node:zlib'
import { extract, insert } from '@chalkmark/core/operations'
import { type Dict, metadataId, oldMetadataHash } from '@chalkmark/mark'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const vectors = fileURLToPath(new URL('vectors/', import.meta.url))

interface Vector {
  file: string
  insert?: Dict
  extract?: Dict
  insert_again?: Dict
}
const index: Vector[] = JSON.parse(readFileSync(join(vectors, 'index.json'), 'utf8'))

/** Where we differ from what index.json reports, and why. */
const EXCEPTIONS: Record<string, string> = {
  'nested.jar': 'chalk packs archives inside anew with its own compressor, so its HASH cannot be repeated',
  'model.safetensors':
    'chalk hashes one form when marking and another when reading: ours is the one that it reads',
  'macho-arm64-adhoc.dylib': 'chalk replaces it by a shell script: there is nothing to compare with',
}

/** A byte of each artifact that is not its mark's: an offset, or a text that begins with it. */
const CONTENT: Record<string, number | string> = {
  'app.war': '<p>hi',
  'bash.sh': 'echo',
  'elf-dynamic': 0x1040,
  'elf-object.o': 0x40,
  'elf-shared.so': 0x1000,
  'elf-static-stripped': 0x1000,
  'env-python3.py': 'print',
  'macho-x86_64.dylib': 0x1000,
  'model-meta.safetensors': '12345678',
  'model.gguf': 'llama',
  'model.onnx': 20,
  'module.pyc': 20,
  'node-crlf.js': 'console',
  'node-newline.js': 'console',
  'node-no-newline.js': 'console',
  'node-sourcemap.js': 'console',
  'order.zip': '333',
  'placeholder-inline.sh': 'echo',
  'placeholder.sh': 'echo',
  'plain.zip': 'hello',
  'ruby-no-newline': 'puts',
  'a.js': 'console',
  'b.js': 'console',
  'c.css': 'color',
  'd.css': 'color',
  'e.html': 'hi<',
  'f.svg': 'svg',
}

let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'chalkmark-conformance-'))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** One artifact after chalk marked it, and what belongs to it. */
interface Marked {
  file: string
  bytes: Buffer
  /** The file beside it that holds its mark, if that is where it is. */
  beside: Buffer | undefined
  /** Its name in `vectors`. */
  from: string
}

const marked: Marked[] = [
  ...index.filter(({ insert }) => insert).map(({ file }) => ({ file, from: `files/${file}.marked` })),
  ...readdirSync(join(vectors, 'text')).map((file) => ({ file, from: `text/${file}` })),
  ...readdirSync(join(vectors, 'signed'))
    .filter((name) => name.endsWith('.marked'))
    .map((name) => ({ file: name.slice(0, -'.marked'.length), from: `signed/${name}` })),
].map((row) => ({
  ...row,
  bytes: readFileSync(join(vectors, row.from)),
  beside: row.file === 'model.onnx' ? readFileSync(join(vectors, 'files/model.onnx.chalk')) : undefined,
}))
const unexceptional = marked.filter(({ from, file }) => !from.startsWith('files/') || !(file in EXCEPTIONS))
const fromChalk = marked.filter(({ from }) => from.startsWith('files/'))

const vectorOf = ({ file }: Marked) => index.find((vector) => vector.file === file)!

/** A name for a vector's own folder, in which it has its true name. */
const folderOf = ({ from }: Marked) => from.replaceAll('/', '-')
const pathIn = (name: string, artifact: Marked) => join(root, name, folderOf(artifact), artifact.file)

/** Puts each of the artifacts into a folder of its own below `name`. */
function lay(name: string, artifacts: Marked[]): string {
  for (const artifact of artifacts) {
    const path = pathIn(name, artifact)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, artifact.bytes)
    if (artifact.beside) writeFileSync(`${path}.chalk`, artifact.beside)
  }
  return name
}

/** The artifact as it is below `name` now. */
function bytesIn(name: string, artifact: Marked): Pick<Marked, 'bytes' | 'beside'> {
  const path = pathIn(name, artifact)
  return { bytes: readFileSync(path), beside: artifact.beside && readFileSync(`${path}.chalk`) }
}

/** An archive whose mark was changed where it stands, with the CRC-32 that the entry then has: it is whole otherwise. */
function withCrc(bytes: Buffer): Buffer {
  const name = bytes.lastIndexOf('chalk.json{')
  if (name < 0) return bytes
  const result = Buffer.from(bytes)
  const from = name + 'chalk.json'.length
  const crc = crc32(result.subarray(from, from + result.readUInt32LE(name - 30 + 18)))
  result.writeUInt32LE(crc, name - 30 + 14)
  result.writeUInt32LE(crc, result.lastIndexOf('chalk.json') - 46 + 16)
  return result
}

/** Applies `change` where the mark is: in the artifact, or in the file beside it. */
const changeMark =
  (change: (bytes: Buffer) => Buffer) =>
  (artifact: Marked): Marked =>
    artifact.beside
      ? { ...artifact, beside: change(artifact.beside) }
      : { ...artifact, bytes: withCrc(change(artifact.bytes)) }

const optionsFor = (name: string) => ({
  paths: [name],
  cwd: root,
  root,
  env: {},
  allScripts: true,
  target: 'node' as const,
})

/** What was reported, by the artifact's path below `name`. */
type Reports = Map<string, Dict>
function byPath(name: string, chalks: Dict[]): Reports {
  const start = join(root, name).length + 1
  return new Map(
    chalks.map((chalk) => [String(chalk._OP_ARTIFACT_PATH).slice(start).replaceAll('\\', '/'), chalk]),
  )
}

async function read(name: string): Promise<Reports> {
  const { chalks, problems } = await extract(optionsFor(name))
  expect(problems).toEqual([])
  return byPath(name, chalks)
}

async function mark(name: string): Promise<Reports> {
  const { chalks, problems } = await insert(optionsFor(name))
  expect(problems).toEqual([])
  return byPath(name, chalks)
}

const reportOf = (reports: Reports, artifact: Marked) => reports.get(`${folderOf(artifact)}/${artifact.file}`)

describe('marking the originals', () => {
  let inserted: Reports
  let extracted: Reports
  beforeAll(async () => {
    const folder = join(root, 'originals')
    mkdirSync(folder)
    for (const { file } of index) copyFileSync(join(vectors, 'files', file), join(folder, file))
    inserted = await mark('originals')
    extracted = await read('originals')
  })

  it.each(index)('$file: the HASH and CHALK_ID that chalk gives', ({ file, ...vector }) => {
    const { _CURRENT_HASH, METADATA_ID, METADATA_HASH, ...ids } = vector.insert ?? {}
    if (file === 'nested.jar') {
      expect(inserted.get(file)!.HASH).not.toBe(ids.HASH)
      delete ids.HASH
      delete ids.CHALK_ID
    }
    if (file === 'model.safetensors') {
      ids.HASH = vector.insert_again!.HASH!
      ids.CHALK_ID = vector.insert_again!.CHALK_ID!
    }
    expect(inserted.get(file)).toMatchObject(ids)
  })

  it.each(index)('$file: the mark is valid', ({ file }) => {
    const { HASH, CHALK_ID, METADATA_ID, _CURRENT_HASH } = inserted.get(file)!
    expect(extracted.get(file)).toMatchObject({
      HASH,
      CHALK_ID,
      METADATA_ID,
      _CURRENT_HASH,
      _VALIDATED_METADATA: true,
    })
  })
})

/** With one bit of the artifact flipped. */
function flipContent(artifact: Marked): Marked {
  const place = CONTENT[artifact.file]!
  const bytes = Buffer.from(artifact.bytes)
  const at = typeof place === 'number' ? place : bytes.indexOf(place)
  if (at < 0) throw new Error(`${artifact.file} does not hold ${place}`)
  bytes[at]! ^= 1
  return { ...artifact, bytes }
}

/** With a bit of the mark flipped: of the version, which is in every mark and covered by METADATA_HASH only. */
function flipMark(bytes: Buffer): Buffer {
  const result = Buffer.from(bytes)
  const at = result.indexOf('1.1.3', result.indexOf('CHALK_VERSION'))
  if (at < 0) throw new Error('no mark')
  result[at]! ^= 1
  return result
}

/** With the hash in the mark as releases of chalk up to 0.3.3 computed it: without the outermost dict's tag. */
function asOldRelease(bytes: Buffer, mark: Dict): Buffer {
  const hash = oldMetadataHash(mark)
  let text = bytes.toString('latin1')
  for (const [key, value] of Object.entries({ METADATA_HASH: hash, METADATA_ID: metadataId(hash) })) {
    const parts = text.split(String(mark[key]))
    if (parts.length !== 2) throw new Error(`${key} is there ${parts.length - 1} times`)
    text = parts.join(value)
  }
  return Buffer.from(text, 'latin1')
}

/** The keys of the mark, of a report's. */
const markOf = (report: Dict): Dict =>
  Object.fromEntries(Object.entries(report).filter(([key]) => !key.startsWith('_')))

describe('reading what chalk marked', () => {
  let extracted: Reports
  let inContent: Reports
  beforeAll(async () => {
    extracted = await read(lay('marked', marked))
    inContent = await read(lay('flipped', unexceptional.map(flipContent)))
  })

  it.each(unexceptional)('$from: valid', (artifact) => {
    expect(reportOf(extracted, artifact)).toMatchObject({ _VALIDATED_METADATA: true })
    expect(reportOf(extracted, artifact)).not.toHaveProperty('_ERR_INFO')
  })

  it.each(fromChalk)('$from: the same ids', (artifact) => {
    const { _VALIDATED_METADATA, _CURRENT_HASH, ...ids } = vectorOf(artifact).extract!
    expect(reportOf(extracted, artifact)).toMatchObject(ids)
    if (_CURRENT_HASH && artifact.file !== 'nested.jar') {
      expect(reportOf(extracted, artifact)!._CURRENT_HASH).toBe(_CURRENT_HASH)
    }
  })

  it('nested.jar: no claim, as its content cannot be checked', () => {
    const report = extracted.get('files-nested.jar.marked/nested.jar')!
    expect(report).not.toHaveProperty('_VALIDATED_METADATA')
    expect(report['_X-UNCHECKED']).toMatch(/^the content cannot be checked: /)
  })

  it('model.safetensors: invalid, as chalk finds it too', () => {
    const report = extracted.get('files-model.safetensors.marked/model.safetensors')!
    expect(report._VALIDATED_METADATA).toBe(false)
    expect(report._ERR_INFO).toEqual([expect.stringMatching(/^artifact was changed after marking: /)])
  })

  it.each(unexceptional)('$from: a flipped bit in the artifact is noticed', (artifact) => {
    expect(reportOf(inContent, artifact)).toMatchObject({
      _VALIDATED_METADATA: false,
      _ERR_INFO: [expect.stringMatching(/^artifact was changed after marking: CHALK_ID says /)],
    })
  })
})

describe('marking again what chalk marked', () => {
  let before: Reports
  let inserted: Reports
  let again: Reports
  let inMarks: Reports
  let old: Reports
  beforeAll(async () => {
    before = await read(lay('again', marked))
    inserted = await mark('again')
    again = await read('again')
    // chalk may have packed or escaped its mark; ours are bytes that can be changed where they are.
    const marks = marked.map((artifact) => ({ ...artifact, ...bytesIn('again', artifact) }))
    inMarks = await read(lay('flipped-marks', marks.map(changeMark(flipMark))))
    const asOld = marks.map((artifact) =>
      changeMark((bytes) => asOldRelease(bytes, markOf(reportOf(again, artifact)!)))(artifact),
    )
    old = await read(lay('old', asOld))
  })

  it.each(marked)('$from: the same HASH, and the old mark’s hash and id', (artifact) => {
    const { HASH, CHALK_ID, METADATA_HASH, METADATA_ID } = reportOf(before, artifact)!
    // A second mark's own id depends on the moment; by hand only one mark was made.
    const { METADATA_ID: _, ...ids } = fromChalk.includes(artifact)
      ? vectorOf(artifact).insert_again!
      : { HASH: HASH!, CHALK_ID: CHALK_ID! }
    if (artifact.file === 'nested.jar') {
      delete ids.HASH
      delete ids.CHALK_ID
    }
    expect(reportOf(inserted, artifact)).toMatchObject({
      ...ids,
      OLD_CHALK_METADATA_HASH: METADATA_HASH,
      OLD_CHALK_METADATA_ID: METADATA_ID,
    })
  })

  it.each(marked)('$from: the new mark is valid', (artifact) => {
    const { METADATA_ID } = reportOf(inserted, artifact)!
    expect(reportOf(again, artifact)).toMatchObject({ METADATA_ID, _VALIDATED_METADATA: true })
  })

  it.each(marked)('$from: a flipped bit in the mark is noticed', (artifact) => {
    const errors = reportOf(inMarks, artifact)!._ERR_INFO as string[]
    expect(reportOf(inMarks, artifact)!._VALIDATED_METADATA).toBe(false)
    expect(errors.length).toBeGreaterThan(0)
    for (const error of errors) expect(error).toMatch(/^mark was changed: METADATA_(ID|HASH) says /)
  })

  it.each(marked)('$from: hashed as old releases did, it is valid', (artifact) => {
    const report = reportOf(old, artifact)!
    expect(report).toMatchObject({ _VALIDATED_METADATA: true })
    expect(report.METADATA_ID).not.toBe(reportOf(again, artifact)!.METADATA_ID)
  })
})
