/** Paths into archives: what is read there has to be what programs find that unpack the archive. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { text } from '../../src/formats/text/index.js'
import { extractInside, parseInsidePath } from '../../src/operations/inside.js'
import { newOutcome, type Outcome } from '../../src/report/outcome.js'
import { artifactOf, markedLikeInsert } from '../formats/artifacts.js'
import { type TestArchive, type TestEntry, writeZip } from '../formats/zip-writer.js'

const folder = mkdtempSync(join(tmpdir(), 'chalkmark-inside-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const script = Buffer.from('#!/bin/sh\necho good\n')
const evil = Buffer.from('#!/bin/sh\necho evil\n')
const marked = await markedLikeInsert(text, 'run.sh', script)

/** APPNOTE 4.6.9. */
function unicodePath(of: string, name: string): Buffer {
  const head = Buffer.alloc(9)
  head.writeUInt16LE(0x7075, 0)
  head.writeUInt16LE(5 + name.length, 2)
  head[4] = 1
  head.writeUInt32LE(crc32(of), 5)
  return Buffer.concat([head, Buffer.from(name)])
}

/** Looks at `inner` in an archive of these entries. */
async function lookInto(entries: TestEntry[], ...inner: string[]): Promise<Outcome> {
  const archive = join(folder, 'a.zip')
  writeFileSync(archive, writeZip(entries))
  const outcome = newOutcome()
  await extractInside({ archive, inner }, {}, outcome)
  return outcome
}

describe('a file in an archive', () => {
  it('is read', async () => {
    expect(await artifactOf(text, 'run.sh', marked)).toBeDefined()
    const { chalks, problems } = await lookInto([{ path: 'run.sh', content: marked }], 'run.sh')
    expect(problems).toEqual([])
    expect(chalks).toMatchObject([{ _VALIDATED_METADATA: true }])
  })

  const inner = writeZip([{ path: 'run.sh', content: marked }])
  const refused: [string, string, TestEntry[], string[]][] = [
    [
      'twice',
      'AMBIGUOUS',
      [
        { path: 'run.sh', content: marked },
        { path: 'run.sh', content: evil },
      ],
      ['run.sh'],
    ],
    [
      'twice, once spelled in another way',
      'AMBIGUOUS',
      [
        { path: './run.sh', content: evil },
        { path: 'run.sh', content: marked },
      ],
      ['run.sh'],
    ],
    [
      'twice, once by its Unicode path',
      'AMBIGUOUS',
      [
        { path: 'run.sh', content: marked },
        { path: 'x', content: evil, extra: unicodePath('x', 'run.sh') },
      ],
      ['run.sh'],
    ],
    [
      'under another Unicode path',
      'AMBIGUOUS',
      [{ path: 'run.sh', content: marked, extra: unicodePath('run.sh', 'x') }],
      ['run.sh'],
    ],
    [
      'twice, once with another separator',
      'AMBIGUOUS',
      [
        { path: 'd/run.sh', content: marked },
        { path: 'd\\run.sh', content: evil },
      ],
      ['d/run.sh'],
    ],
    ['as a link', 'NOT_REGULAR', [{ path: 'run.sh', content: marked, mode: 0o120777 }], ['run.sh']],
    ['as a device', 'NOT_REGULAR', [{ path: 'run.sh', content: marked, mode: 0o020644 }], ['run.sh']],
    [
      'with another CRC-32',
      'CORRUPT',
      [{ path: 'run.sh', content: marked, lies: { crc: 7, localCrc: 7 } }],
      ['run.sh'],
    ],
    [
      'in an archive that is there twice',
      'AMBIGUOUS',
      [
        { path: 'i.zip', content: inner },
        { path: 'i.zip', content: writeZip([{ path: 'run.sh', content: evil }]) },
      ],
      ['i.zip', 'run.sh'],
    ],
    [
      'in an archive that is a link',
      'NOT_REGULAR',
      [{ path: 'i.zip', content: inner, mode: 0o120777 }],
      ['i.zip', 'run.sh'],
    ],
    ['in an archive without a name', 'ENOENT', [{ path: 'i.zip', content: inner }], ['', 'run.sh']],
    ['in an archive that is a folder', 'ENOENT', [{ path: 'd/i.zip', content: inner }], ['d/', 'run.sh']],
  ]
  it.each(refused)('is not read if it is there %s', async (_, code, entries, path) => {
    const { chalks, problems } = await lookInto(entries, ...path)
    expect(chalks).toEqual([])
    expect([...new Set(problems.map((problem) => problem.code))]).toEqual([code])
  })
})

describe('a file that the directory does not name', () => {
  const stream = writeZip([{ path: 'run.sh', content: evil }])
  const local = stream.subarray(0, stream.indexOf('PK\x01\x02', 0, 'latin1'))
  const hidden: [string, TestArchive][] = [
    ['behind the entries', { gap: local }],
    ['before them', { prefix: local }],
    ['behind other bytes', { gap: Buffer.concat([Buffer.alloc(1 << 20), local]) }],
  ]
  it.each(hidden)('makes the one it does name uncertain, %s', async (_, options) => {
    const archive = join(folder, 'c.zip')
    writeFileSync(
      archive,
      writeZip(
        [
          { path: 'run.sh', content: marked },
          { path: 'b.sh', content: marked },
        ],
        options,
      ),
    )
    const outcome = newOutcome()
    await extractInside({ archive, inner: ['run.sh'] }, {}, outcome)
    expect(outcome.problems).toMatchObject([{ code: 'AMBIGUOUS' }])
    await extractInside({ archive, inner: ['b.sh'] }, {}, outcome)
    expect(outcome.chalks).toHaveLength(1)
  })
})

describe('a folder in an archive', () => {
  it('leaves out links, and names what is there twice', async () => {
    const outcome = await lookInto(
      [
        { path: 'd/run.sh', content: marked },
        { path: 'd/link', content: 'run.sh', mode: 0o120777 },
        { path: 'd/twice.sh', content: marked },
        { path: 'd/twice.sh', content: evil },
      ],
      'd/',
    )
    expect(outcome.chalks).toHaveLength(1)
    expect([...outcome.leftOut.values()].flat()).toEqual([expect.stringMatching(/d\/link$/)])
    expect(outcome.problems.map(({ code }) => code)).toEqual(['AMBIGUOUS', 'AMBIGUOUS'])
  })
})

describe('a path with !/', () => {
  it("that is a folder's too is not certain", async () => {
    writeFileSync(join(folder, 'b.zip'), writeZip([{ path: 'run.sh', content: evil }]))
    expect(parseInsidePath('b.zip!/run.sh', folder)).toMatchObject({ inner: ['run.sh'], isAmbiguous: false })
    mkdirSync(join(folder, 'b.zip!'))
    writeFileSync(join(folder, 'b.zip!', 'run.sh'), marked)
    const outcome = newOutcome()
    await extractInside(parseInsidePath('b.zip!/run.sh', folder)!, {}, outcome)
    expect(outcome.chalks).toEqual([])
    expect(outcome.problems).toMatchObject([{ code: 'AMBIGUOUS' }])
  })

  it('is an ordinary one where there is no such archive', () => {
    mkdirSync(join(folder, 'dir'))
    mkdirSync(join(folder, 'dir!'))
    writeFileSync(join(folder, 'dir!', 'x'), '')
    expect(parseInsidePath('dir!/x', folder)).toBeUndefined()
    expect(parseInsidePath('none!/x', folder)).toBeUndefined()
  })
})
