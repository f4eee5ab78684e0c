import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isNewerVersion } from '../../../src/collectors/vcs/git/refs.js'

describe('isNewerVersion', () => {
  it.each([
    ['v1.10.0', 'v1.9.0'],
    ['v2.0.0', 'v2.0.0-rc.1'],
    ['v2.0.0-rc.10', 'v2.0.0-rc.9'],
    ['v2.0.0-rc.1', 'v2.0.0-beta.3'],
    ['v1.2.3', 'v1'],
    ['v1.2.3', 'v1.2'],
    ['@acme/app@1.10.0', '@acme/app@1.9.0'],
    ['10', '9'],
    ['99999999999999999999999', '99999999999999999999998'],
    ['v1.0.0.1', 'v1.0.0'],
  ])('%s is above %s', (newer, older) => {
    expect(isNewerVersion(newer, older)).toBe(true)
    expect(isNewerVersion(older, newer)).toBe(false)
  })

  it('is an order: of two names exactly one is above, and that carries over', () => {
    const name = fc.string({ unit: fc.constantFrom(...'v0123.-ab'), maxLength: 8 })
    fc.assert(
      fc.property(name, name, name, (a, b, c) => {
        expect(isNewerVersion(a, a)).toBe(false)
        if (a !== b) expect(isNewerVersion(a, b)).toBe(!isNewerVersion(b, a))
        if (isNewerVersion(a, b) && isNewerVersion(b, c)) expect(isNewerVersion(a, c)).toBe(true)
      }),
      { numRuns: 5000 },
    )
  })
})
