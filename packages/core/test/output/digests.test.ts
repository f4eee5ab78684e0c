import { createHash, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Algorithm, digestKey, digestOf, findDigests, rewriteDigests } from '../../src/output/digests.js'

const ALGORITHMS: Algorithm[] = ['md5', 'sha1', 'sha256', 'sha384', 'sha512']
const sri = (algorithm: string, content: string) => createHash(algorithm).update(content).digest('base64')
const keys = (text: string, isCode: boolean) => findDigests(text, isCode).map(({ key }) => key)

/** The text with the digests of `old` replaced by those of `fresh`. */
function follow(text: string, old: string, fresh: string, isCode = false): string {
  return rewriteDigests(text, isCode, ({ key, algorithm }) =>
    key === digestKey(old, algorithm) ? [digestOf(fresh, algorithm)] : undefined,
  )
}

/** Contents whose SHA-384 has `+` and `/` in base64, or has none of them. */
function contentWith(isOdd: boolean): string {
  for (let i = 0; ; i++) {
    const text = sri('sha256', String(i))
    if (isOdd ? text.includes('+') && text.includes('/') : !/[+/]/.test(text)) return String(i)
  }
}
const ODD = contentWith(true)
const PLAIN = contentWith(false)

describe('digests in output', () => {
  it.each(ALGORITHMS)('finds %s in base64 and hex, wherever it stands', (algorithm) => {
    const key = digestKey('app', algorithm)
    for (const encoding of ['base64', 'hex'] as const) {
      const text = createHash(algorithm).update('app').digest(encoding)
      const written = encoding === 'hex' ? text : `${algorithm}-${text}`
      for (const around of [
        `<script integrity="${written}">`,
        `{"1":"${text}"}`,
        text,
        ` ${text}`,
        `{a:'${written}'}`,
      ])
        expect(keys(around, false)).toContain(key)
      expect(keys(`a="${written}"`, true)).toEqual([key])
    }
    const upper = createHash(algorithm).update('app').digest('hex').toUpperCase()
    expect(keys(upper, true)).toEqual([key])
  })

  it('finds digests that stand close together', () => {
    expect(keys(`sha384-${sri('sha384', 'a')} sha256-${sri('sha256', 'b')}`, true)).toEqual([
      digestKey('a', 'sha384'),
      digestKey('b', 'sha256'),
    ])
  })

  it('misses none at any offset', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(300), (before, after) => {
        const content = randomBytes(8)
        const text = createHash('sha256').update(content).digest('hex')
        return keys(`${'.'.repeat(before)}${text}${'.'.repeat(after)}`, true).includes(
          digestKey(content, 'sha256'),
        )
      }),
    )
  })

  it('finds nothing in minified code', () => {
    expect(findDigests('const a=(b,c)=>b+c;export{a as add};'.repeat(2000), true)).toEqual([])
  })

  it('takes base64 in code for a digest only with its algorithm', () => {
    const text = sri('sha384', 'chunk')
    expect(keys(`({7:"sha384-${text}"})[e]`, true)).toEqual([digestKey('chunk', 'sha384')])
    expect(findDigests(`x="${text}"`, true)).toEqual([])
    expect(keys(`x="${text}"`, false)).toEqual([digestKey('chunk', 'sha384')])
  })
})

describe('spellings', () => {
  const plain = (content: string) => sri('sha256', content)
  const spellings: Record<string, (base64: string) => string> = {
    'as it is': (text) => text,
    'slashes escaped, as PHP writes JSON': (text) => text.replaceAll('/', '\\/'),
    'plus signs escaped, as .NET writes JSON': (text) => text.replaceAll('+', '\\u002B'),
    'slashes escaped by their code': (text) => text.replaceAll('/', '\\u002f'),
    'HTML entities': (text) =>
      text.replaceAll('+', '&#x2B;').replaceAll('/', '&#x2F;').replaceAll('=', '&#x3D;'),
    'named HTML entities': (text) =>
      text.replaceAll('+', '&plus;').replaceAll('/', '&sol;').replaceAll('=', '&equals;'),
    'decimal HTML entities': (text) => text.replaceAll('+', '&#43;').replaceAll('/', '&#47;'),
    'in an address': (text) => encodeURIComponent(text),
    'for addresses': (text) => text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''),
    'for addresses, padded': (text) => text.replaceAll('+', '-').replaceAll('/', '_'),
    'without padding': (text) => text.replaceAll('=', ''),
  }
  it.each(Object.entries(spellings))('%s: the new digest is written as the old one', (_, spell) => {
    // The old digest shows how all letters are written that the new one has.
    const before = `{"a":"sha256-${spell(plain(ODD))}"}`
    const fresh = ODD === '1' ? '2' : '1'
    expect(follow(before, ODD, fresh)).toBe(`{"a":"sha256-${spell(plain(fresh))}"}`)
    expect(follow(before, ODD, fresh, true)).toBe(`{"a":"sha256-${spell(plain(fresh))}"}`)
  })

  it.each(Object.entries(spellings))(
    '%s: other digests of the text show how a letter is written',
    (_, spell) => {
      const before = `["sha256-${spell(plain(PLAIN))}","sha256-${spell(plain(ODD))}"]`
      expect(follow(before, PLAIN, ODD)).toBe(`["sha256-${spell(plain(ODD))}","sha256-${spell(plain(ODD))}"]`)
    },
  )

  it('hex in upper case stays so', () => {
    const hex = (content: string) => createHash('sha1').update(content).digest('hex').toUpperCase()
    expect(follow(`"${hex('a')}"`, 'a', 'b')).toBe(`"${hex('b')}"`)
  })

  it('a policy gets as many digests as contents there are now', () => {
    const policy = `script-src 'self' 'sha256-${plain('old')}'`
    const next = ['new', 'newer'].map((content) => digestOf(content, 'sha256'))
    expect(rewriteDigests(policy, false, () => next)).toBe(
      `script-src 'self' 'sha256-${plain('new')}' 'sha256-${plain('newer')}'`,
    )
  })
})
