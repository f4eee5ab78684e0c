/**
 * docs/mark-format.md: the figures of its example, and what it says about signatures.
 */
import { createHash, createPublicKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  chalkId,
  encodeMark,
  FORMAT_VERSION,
  findMark,
  findMarks,
  MAGIC,
  metadataHash,
  sealMark,
  validate,
} from '../src/index.js'
import { loadVectors, readVector } from './vectors.js'

// A checkout on Windows may have CRLF.
const page = readFileSync(new URL('../../../docs/mark-format.md', import.meta.url), 'utf8').replaceAll(
  '\r\n',
  '\n',
)

const HASH = createHash('sha256').update('console.log("hello")\n').digest('hex')
const example = sealMark({
  MAGIC,
  CHALK_ID: chalkId(HASH),
  CHALK_VERSION: FORMAT_VERSION,
  ARTIFACT_TYPE: 'JavaScript',
  HASH,
  COMMIT_MESSAGE: 'Don’t end */ <here>',
  'X-EXAMPLE': { z: [-2, true, null], a: 1.5 },
})

/** The contents of the page's fenced blocks of one kind. */
function blocks(kind: string): string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${kind}\n(.*?)\n\`\`\`$`, 'gms'))].map(
    ([, content]) => content!,
  )
}

test('the example’s hashes, identifiers and text', () => {
  const figures = Object.fromEntries(
    blocks('text').flatMap((block) => block.split('\n').map((line) => line.split(/ +/))),
  )
  const { CHALK_ID, METADATA_HASH, METADATA_ID } = example
  expect(figures).toEqual({ HASH, CHALK_ID, METADATA_HASH, METADATA_ID })
  expect(blocks('json')).toEqual([encodeMark(example)])
})

test('the example’s hashed bytes', () => {
  const [block] = blocks('hashed')
  const bytes = [...block!.replace(/#.*$/gm, '').matchAll(/"([^"]*)"|[0-9a-f]+/g)].map(([hex, text]) =>
    text === undefined ? Buffer.from(hex, 'hex') : Buffer.from(text),
  )
  metadataHash(example, (hashed) => {
    expect(Buffer.concat(bytes).toString('hex')).toBe(Buffer.from(hashed).toString('hex'))
    return hashed
  })
})

test('the page holds one mark, which is valid', () => {
  const marks = [...findMarks(Buffer.from(page))]
  expect(marks).toHaveLength(1)
  expect(validate(marks[0]!.dict, chalkId(HASH))).toEqual({ valid: true, errors: [] })
})

test.each(loadVectors().filter(({ name }) => name.startsWith('signed/')))(
  'the signature of $name',
  ({ bytes }) => {
    const { dict } = findMark(bytes)!
    const text = Buffer.from(`${dict.HASH}${dict.METADATA_HASH}\n`)
    expect(text).toHaveLength(129)
    const key = createPublicKey(readVector('signed/chalk.pub'))
    expect(dict.INJECTOR_PUBLIC_KEY).toBe(key.export({ type: 'spki', format: 'pem' }))
    const signature = Buffer.from(dict.SIGNATURE as string, 'base64')
    expect(verify('sha256', text, key, signature)).toBe(true)
    text[0]! ^= 1
    expect(verify('sha256', text, key, signature)).toBe(false)
  },
)
