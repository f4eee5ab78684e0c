import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { chalkId, type Dict, Float, metadataHash, metadataId, oldMetadataHash } from '../src/index.js'

/** The bytes that are hashed, in hex: the given SHA-256 sees them. */
function hashedBytes(dict: Dict, hash = metadataHash): string {
  let seen = ''
  hash(dict, (bytes) => {
    seen = Buffer.from(bytes).toString('hex')
    return new Uint8Array(32)
  })
  return seen
}

test('each kind of value has its tag and content', () => {
  const value = (value: Dict[string]) => hashedBytes({ A: value }).slice('05010000000101000000'.length + 2)
  expect(hashedBytes({})).toBe('0500000000')
  expect(hashedBytes({ A: null })).toBe('0501000000' + '010100000041' + '07')
  expect(value('é')).toBe('01' + '02000000' + 'c3a9')
  expect(value('')).toBe('01' + '00000000')
  expect(value('x'.repeat(256))).toBe(`01${'00010000'}${'78'.repeat(256)}`)
  expect(value('\ud800')).toBe('01' + '03000000' + 'efbfbd')
  expect(value(1)).toBe('02' + '0100000000000000')
  expect(value(-5)).toBe('02' + 'fbffffffffffffff')
  expect(value(9007199254740993n)).toBe('02' + '0100000000002000')
  expect(value(-(2n ** 63n))).toBe('02' + '0000000000000080')
  expect(value(true)).toBe('0301')
  expect(value(false)).toBe('0300')
  expect(value([])).toBe('04' + '00000000')
  expect(value([1.5, new Float('1.0'), null])).toBe('04' + '03000000' + '06' + '06' + '07')
  expect(value({ b: true, a: [] })).toBe(
    '05' + '02000000' + '010100000061' + '0400000000' + '010100000062' + '0301',
  )
})

test('dict keys are hashed in byte order', () => {
  const keys = ['😀', '\ue000', 'é', 'ee', 'e', 'Z', '10', '2']
  const sorted = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  const bytes = Buffer.from(hashedBytes(Object.fromEntries(keys.map((key) => [key, null]))), 'hex')
  const positions = sorted.map((key) => bytes.indexOf(Buffer.from([...Buffer.from(key), 7])))
  expect(positions).toEqual([...positions].sort((a, b) => a - b))
})

test('some keys are left out, of the outermost dict only', () => {
  const unhashed = {
    MAGIC: 'x',
    METADATA_HASH: 'x',
    METADATA_ID: 'x',
    SIGNING: true,
    SIGNATURE: 'x',
    EMBEDDED_CHALK: [{}],
  }
  expect(hashedBytes(unhashed)).toBe(hashedBytes({}))
  expect(metadataHash({ ...unhashed, CHALK_ID: 'x', A: 1 })).toBe(metadataHash({ A: 1, CHALK_ID: 'x' }))
  for (const key of Object.keys(unhashed))
    expect(metadataHash({ A: { [key]: 1 } })).not.toBe(metadataHash({ A: {} }))
})

test('releases of old hashed the same without the first byte', () => {
  expect(hashedBytes({ A: { B: 1 } }, oldMetadataHash)).toBe(hashedBytes({ A: { B: 1 } }).slice(2))
})

test('the hash is SHA-256 in lower-case hex, whoever computes it', () => {
  const dict = { A: 'x'.repeat(1000), MAGIC: 'x' }
  const expected = createHash('sha256')
    .update(Buffer.from(hashedBytes(dict), 'hex'))
    .digest('hex')
  expect(metadataHash(dict)).toBe(expected)
  expect(metadataHash(dict, (bytes) => createHash('sha256').update(bytes).digest())).toBe(expected)
})

test('a list of many items is hashed, of more than a mark may have is refused', () => {
  expect(metadataHash({ A: new Array(99_900).fill(null) })).toMatch(/^[0-9a-f]{64}$/)
  expect(() => metadataHash({ A: new Array(1_000_000).fill(null) })).toThrow(
    expect.objectContaining({ code: 'ITEMS' }),
  )
})

test('refuses what cannot be written either', () => {
  expect(() => metadataHash({ A: Number.NaN })).toThrow(expect.objectContaining({ code: 'NOT_FINITE' }))
  expect(() => oldMetadataHash({ A: 2n ** 64n })).toThrow(/^A: the integer 18446744073709551616 needs more/)
})

test('ids are base32 of the text of HASH and of the bytes of METADATA_HASH', () => {
  expect(chalkId('c39b06c3db620b89b094393b3cbb2b0bfa04fdb4594fb69418e8b229d997d981')).toBe(
    'CCSKJR-HG6S-HK6S-326RS3',
  )
  expect(metadataId('1f81ed7c60bb9cdd74411afd8f8803f2c61e96800584f0a92b475523e0b0cd51')).toBe(
    '3Y0YTZ-30QE-EDTX-213BYR',
  )
  expect(metadataId('00'.repeat(32))).toBe('000000-0000-0000-000000')
  expect(metadataId('ff'.repeat(32))).toBe('ZZZZZZ-ZZZZ-ZZZZ-ZZZZZZ')
  expect(metadataId(`${'00443214c74254b635cf84653a'}${'00'.repeat(19)}`)).toBe('012345-6789-ABCD-EFGHJK')
})

test.each(['', 'abc', 'A'.repeat(64), 'g'.repeat(64), `${'a'.repeat(64)}\n`, 'a'.repeat(65)])(
  '%j is no hash',
  (text) => {
    expect(() => chalkId(text)).toThrow(expect.objectContaining({ code: 'NOT_A_HASH' }))
    expect(() => metadataId(text)).toThrow(expect.objectContaining({ code: 'NOT_A_HASH' }))
  },
)
