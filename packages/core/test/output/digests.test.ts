import { createHash, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digestCandidates, digestOf, digestsOf } from '../../src/output/digests.js'

const sri = (algorithm: string, content: string) => createHash(algorithm).update(content).digest('base64')

describe('digests in output', () => {
  it('finds every algorithm in base64 and hex, wherever it stands', () => {
    for (const algorithm of ['sha256', 'sha384', 'sha512']) {
      for (const encoding of ['base64', 'hex'] as const) {
        const text = createHash(algorithm).update('app').digest(encoding)
        for (const around of [
          `<script integrity="${algorithm}-${text}">`,
          `{"1":"${text}"}`,
          text,
          ` ${text}`,
        ]) {
          expect([...digestCandidates(around, false)]).toContain(text)
          expect([...digestCandidates(Buffer.from(around), false)]).toContain(text)
        }
      }
    }
  })

  it('finds digests that stand close together', () => {
    const first = sri('sha384', 'a')
    const second = sri('sha256', 'b')
    const found = digestCandidates(`sha384-${first} sha256-${second}`, true)
    expect(found).toEqual(new Set([first, second]))
  })

  it('misses none at any offset', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(300), (before, after) => {
        const text = createHash('sha256').update(randomBytes(8)).digest('hex')
        return digestCandidates(`${'.'.repeat(before)}${text}${'.'.repeat(after)}`, true).has(text)
      }),
    )
  })

  it('misses none in a large file, wherever it is cut', () => {
    const digest = createHash('sha512').update('x').digest()
    for (const text of [digest.toString('hex'), `sha512-${digest.toString('base64')}`]) {
      for (let before = 15_800; before < 16_600; before++) {
        const bytes = Buffer.from(`${'.'.repeat(before)}${text}${'.'.repeat(20_000)}`)
        const found = digestCandidates(bytes, true)
        expect(found.has(text.replace('sha512-', '')), `at ${before}`).toBe(true)
      }
    }
  })

  it('finds nothing in minified code', () => {
    const code = 'const a=(b,c)=>b+c;export{a as add};'.repeat(2000)
    expect(digestCandidates(code, true).size).toBe(0)
  })

  it('takes base64 in code for a digest only with its algorithm', () => {
    const text = sri('sha384', 'chunk')
    expect([...digestCandidates(`({7:"sha384-${text}"})[e]`, true)]).toEqual([text])
    expect(digestCandidates(`x="${text}"`, true).size).toBe(0)
    expect([...digestCandidates(`x="${text}"`, false)]).toEqual([text])
  })

  it('computes only the forms that could be meant', () => {
    const content = Buffer.from('let a = 1')
    const digests = digestsOf(content, new Set([sri('sha384', 'other')]))
    expect([...digests.values()].map((form) => form.algorithm).sort()).toEqual(['sha256', 'sha384'])
    for (const [text, form] of digests) expect(digestOf(content, form)).toBe(text)
  })
})
