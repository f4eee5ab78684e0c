import { describe, expect, it } from 'vitest'
import { bufferSource } from '../../src/bytes/source.js'
import { appendedArtifact } from '../../src/formats/appended.js'
import { expectLinear } from '../growth.js'
import { applied, hashOf, markFor, sha256 } from './artifacts.js'

const read = (bytes: Uint8Array) => appendedArtifact(bufferSource(bytes), 'some type')
const mark = markFor('00'.repeat(32))

describe('a mark at the end of a file', () => {
  it('goes in, is replaced and comes out again', async () => {
    const bytes = Buffer.from('some bytes')
    const marked = applied(bytes, await read(bytes).insert(mark))
    expect(marked.equals(Buffer.concat([bytes, mark]))).toBe(true)
    const artifact = read(marked)
    expect(artifact.type).toBe('some type')
    expect(artifact.mark).toMatchObject({ at: bytes.length, dict: { HASH: '00'.repeat(32) } })
    expect(await hashOf(artifact, marked)).toBe(sha256(bytes))
    const longer = markFor('11'.repeat(32), { 'X-FILL': 'x'.repeat(200_000) })
    const again = applied(marked, await artifact.insert(longer))
    expect(again.equals(Buffer.concat([bytes, longer]))).toBe(true)
    expect(applied(again, await read(again).remove(Buffer.alloc(32))).equals(bytes)).toBe(true)
    expect(await read(bytes).remove(Buffer.alloc(32))).toEqual([])
  })

  const before = [
    '',
    '}',
    '{',
    '{"MAGIC":"dadfedabbadabbed"',
    '{ "MAGIC" : "dadfedabbadabbed", "a" : "',
    '{"MAGIC":',
    '{"MAGIC":"dadfedabbadabbed","a":'.repeat(40),
  ]
  it.each(before)('is found behind %s', (text) => {
    const bytes = Buffer.concat([Buffer.from(text), mark])
    expect(read(bytes).mark?.at).toBe(text.length)
  })

  it('is the outer one of two', () => {
    const outer = markFor('00'.repeat(32), { 'X-INNER': [{ MAGIC: 'dadfedabbadabbed', a: 1 }] })
    expect(read(outer).mark?.text.length).toBe(outer.length)
  })

  it.each(['\n', ' ', '}', '\0'])('must be the very end: not followed by %j', (text) => {
    expect(read(Buffer.concat([mark, Buffer.from(text)])).mark).toBeUndefined()
  })

  it('is not the placeholder', () => {
    expect(read(Buffer.from('{ "MAGIC" : "dadfedabbadabbed" }')).mark).toBeUndefined()
  })

  it.each([
    '{"MAGIC":"dadfedabbadabbed","a":',
    '{"MAGIC":"dadfedabbadabbed","a":[0,',
    '{"MAGIC":"dadfedabbadabbed",',
  ])('is looked for in linear time: %s', async (text) => {
    await expectLinear((length) => {
      const bytes = Buffer.from(`${text.repeat(length / text.length)}}`)
      return () => expect(read(bytes).mark).toBeUndefined()
    }, 1 << 17)
  })
})
