/** Codecs that put a mark in where nobody finds it again, or change what they should not: no file gets such a mark. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Splice } from '../../src/bytes/source.js'
import type { Artifact } from '../../src/formats/artifact.js'
import type { Candidate } from '../../src/formats/format.js'
import { sidecar } from '../../src/formats/sidecar.js'
import { text } from '../../src/formats/text/index.js'
import { insert } from '../../src/operations/insert.js'
import { beginSession } from '../../src/operations/session.js'
import { inspectBytes, markBytes } from '../../src/output/mark-bytes.js'
import { list, makeTree } from '../disk/tree.js'

afterEach(() => vi.restoreAllMocks())

const SCRIPT = 'console.log(1)\n'
const bytes = (content: string) => Buffer.from(content)

/** What a codec with a fault does with the edits that would be right, by what is said of it. */
const FAULTS: readonly [string, (edits: Splice[], source: Candidate['source']) => Splice[], RegExp][] = [
  ['puts nothing in', () => [], /none is found there/],
  [
    'cuts the mark',
    (edits) => edits.map((e) => ({ ...e, insert: e.insert.subarray(0, -9) })),
    /none is found/,
  ],
  [
    'changes the mark',
    (edits) =>
      edits.map((e) => ({
        ...e,
        insert: bytes(Buffer.from(e.insert).toString().replace('"HASH"', '"HUSH"')),
      })),
    /another one is found there/,
  ],
  [
    'changes the content',
    (edits) => [{ at: 0, remove: 1, insert: bytes('C') }, ...edits],
    /artifact was changed/,
  ],
  [
    'makes another format of it',
    (edits) => [{ at: 0, remove: 0, insert: bytes('\0asm\x01\0\0\0') }, ...edits],
    /then it reads as wasm/,
  ],
]

function withFault(codec: typeof text, fault: (edits: Splice[], source: Candidate['source']) => Splice[]) {
  const read = codec.read
  return vi.spyOn(codec, 'read').mockImplementation(async (candidate, options) => {
    const artifact: Artifact = await read(candidate, options)
    const put = async (mark: Uint8Array) => fault(await artifact.insert(mark), candidate.source)
    return { ...artifact, insert: put }
  })
}

describe.each(FAULTS)('a codec that %s', (_, fault, reason) => {
  test('leaves the file as it is, without a mark in the report', async () => {
    const root = makeTree({ 'dist/a.js': SCRIPT })
    withFault(text, fault)
    const saved: unknown[] = []
    const { chalks, problems, unmarked } = await insert({
      paths: ['dist'],
      cwd: root,
      root,
      env: {},
      save: (chalks) => saved.push(...chalks),
    })
    expect(problems).toEqual([
      { path: join(root, 'dist/a.js'), code: 'NOT_READ_BACK', message: expect.stringMatching(reason) },
    ])
    expect({ chalks, saved }).toEqual({ chalks: [], saved: [] })
    expect(unmarked).toEqual([join(root, 'dist/a.js')])
    expect(readFileSync(join(root, 'dist/a.js'), 'utf8')).toBe(SCRIPT)
    expect(list(root)).toEqual(['dist', 'dist/a.js'])
  })

  test('is told of in a dry run', async () => {
    const root = makeTree({ 'dist/a.js': SCRIPT })
    withFault(text, fault)
    const { problems } = await insert({ paths: ['dist'], cwd: root, root, env: {}, dryRun: true })
    expect(problems).toMatchObject([{ code: 'NOT_READ_BACK' }])
  })

  test('marks nothing for a build tool', async () => {
    const root = makeTree({ 'dist/a.js': SCRIPT })
    withFault(text, fault)
    const session = beginSession({ root, env: {} })
    expect(await session.mark(join(root, 'dist/a.js'))).toMatchObject({
      marked: false,
      code: 'NOT_READ_BACK',
    })
    await session.finish()
    expect(readFileSync(join(root, 'dist/a.js'), 'utf8')).toBe(SCRIPT)
  })
})

test('a file is left alone whose mark beside it cannot be read back', async () => {
  const root = makeTree({ 'dist/model.onnx': 'a model' })
  withFault(sidecar, (edits) => edits.map((e) => ({ ...e, insert: e.insert.subarray(0, -9) })))
  const { problems } = await insert({ paths: ['dist'], cwd: root, root, env: {} })
  expect(problems).toMatchObject([{ code: expect.stringMatching(/NOT_READ_BACK|BAD/) }])
  expect(list(root)).toEqual(['dist', 'dist/model.onnx'])
})

test('what is in memory is read back too', async () => {
  const content = bytes(SCRIPT)
  withFault(text, () => [])
  const inspected = await inspectBytes('a.js', content, { allScripts: true }, [text])
  const mark = bytes('{ "MAGIC" : "dadfedabbadabbed" }')
  await expect(markBytes(inspected!, mark)).rejects.toMatchObject({ code: 'NOT_READ_BACK' })
})

test('a mark that is not valid is refused, although it is found', async () => {
  const inspected = await inspectBytes('a.js', bytes(SCRIPT), { allScripts: true }, [text])
  const { chalkId } = inspected!
  const mark = `{ "MAGIC" : "dadfedabbadabbed", "CHALK_ID" : "${chalkId}", "CHALK_VERSION" : "1.1.3" }`
  await expect(markBytes(inspected!, bytes(mark))).rejects.toMatchObject({ code: 'NOT_READ_BACK' })
})
