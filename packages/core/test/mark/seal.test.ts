import { encodeMark, FORMAT_VERSION, MAGIC, metadataHash, metadataId } from '@chalkmark/mark'
import { expect, test } from 'vitest'
import { seal } from '../../src/mark/seal.js'

const HEAD = { MAGIC, CHALK_ID: 'AAAAAA-AAAA-AAAA-AAAAAA', CHALK_VERSION: FORMAT_VERSION }

test('a sealed mark has its own hash and id, and is its text', async () => {
  const { mark, metadataHash: hash, text } = await seal({ ...HEAD, BRANCH: 'main' }, true)
  expect(hash).toBe(metadataHash({ ...HEAD, BRANCH: 'main' }))
  expect(mark).toEqual({ ...HEAD, BRANCH: 'main', METADATA_HASH: hash, METADATA_ID: metadataId(hash) })
  expect(text.toString()).toBe(encodeMark(mark))
})

test('METADATA_HASH is left out where nobody asks for it', async () => {
  const { mark, metadataHash: hash } = await seal(HEAD, false)
  expect(mark).toEqual({ ...HEAD, METADATA_ID: metadataId(hash) })
})

test('what has no place in a mark is named', async () => {
  await expect(seal({ ...HEAD, A: Number.NaN }, true)).rejects.toThrow('A: JSON has no NaN')
  await expect(seal({ MAGIC, CHALK_VERSION: FORMAT_VERSION }, true)).rejects.toThrow('CHALK_ID')
})
