import { expect, test } from 'vitest'
import { bufferSource } from '../../src/bytes/source.js'
import { applySplices } from '../../src/bytes/splices.js'
import { openContainer } from '../../src/containers/index.js'
import { zip } from '../../src/formats/index.js'
import { inspectBytes } from '../../src/output/mark-bytes.js'
import { writeZip } from '../formats/zip-writer.js'

const SCRIPT = '#!/bin/sh\necho hello\n'
const bytes = writeZip([
  { path: 'bin/', mode: 0o755 },
  { path: 'bin/run', content: SCRIPT },
  { path: 'chalk.json', content: '{}' },
  { path: 'readme.txt', content: 'hello' },
])
const open = (content: Buffer, name = 'a.zip') => openContainer({ name, source: bufferSource(content) })

test('files, their sizes and contents', () => {
  const container = open(bytes)
  expect(container.entries.map(({ path, size }) => [path, size])).toEqual([
    ['bin/run', SCRIPT.length],
    ['chalk.json', 2],
    ['readme.txt', 5],
  ])
  expect(Buffer.from(container.read(container.entries[0]!)).toString()).toBe(SCRIPT)
})

test('a codec looks into a script, not into what is no format of ours', () => {
  const container = open(bytes)
  const codecs = container.entries.map(
    (entry) => container.codecOf(entry, bufferSource(container.read(entry)))?.name,
  )
  expect(codecs).toEqual(['text', undefined, undefined])
})

test('other content goes into its place, and the rest stays', async () => {
  const container = open(bytes)
  const [run] = container.entries
  container.replace(run!, Buffer.from('#!/bin/sh\necho other\n'))
  const edited = open(applySplices(bytes, container.edits()) as Buffer)
  expect(edited.entries.map((entry) => Buffer.from(edited.read(entry)).toString())).toEqual([
    '#!/bin/sh\necho other\n',
    '{}',
    'hello',
  ])
})

test('what a file counts with is what the HASH of the archive is made of', async () => {
  const container = open(bytes)
  const [run] = container.entries
  const marked = await inspectBytes('run', Buffer.from(SCRIPT), {}, [
    container.codecOf(run!, bufferSource(Buffer.from(SCRIPT)))!,
  ])
  const withMark = applySplices(
    Buffer.from(SCRIPT),
    await marked!.artifact.insert(Buffer.from('{ "MAGIC" : "dadfedabbadabbed", "CHALK_ID" : "x" }')),
  )
  expect(await container.counts(run!, withMark)).toBe(await container.counts(run!, Buffer.from(SCRIPT)))
  expect(await container.counts(run!, Buffer.from('#!/bin/sh\n'))).not.toBe(
    await container.counts(run!, Buffer.from(SCRIPT)),
  )
})

test('content that does not match its checksum is told', () => {
  const container = open(writeZip([{ path: 'a', content: 'a', lies: { crc: 1, localCrc: 1 } }]))
  const [entry] = container.entries
  expect(() => container.checkIntact(entry!, container.read(entry!))).toThrow('CRC-32')
})

test('why files cannot get other content', () => {
  expect(open(bytes).kept).toBeUndefined()
  expect(open(bytes, 'a.whl').kept).toContain('RECORD')
})

test('what is no container', () => {
  expect(() => open(Buffer.from('no archive'))).toThrow(expect.objectContaining({ code: 'NO_CONTAINER' }))
  expect(zip.name).toBe('zip')
})
