/**
 * No small file costs much: for everything that a format lets be many, twice as much costs about twice as much.
 * `pnpm slowest` looks for what is not in this list.
 */
import { describe, expect, test } from 'vitest'
import { expectLinear } from '../packages/core/test/growth.js'
import { COSTLY } from './fuzz/costly.js'
import { costOf } from './fuzz/slow-cost.js'

const SIZE = 1 << 16
/** Milliseconds for an input of that size. What grows with the square takes far more, whatever the machine. */
const CHEAP = 100

const NAMES = [...new Set(COSTLY.map(({ name }) => name))]

describe('time in proportion to the size', () => {
  test.each(NAMES)('%s', { timeout: 120_000 }, async (name) => {
    const inputs = COSTLY.filter((input) => input.name === name)
    let claimed = 0
    for (const { what, make } of inputs) {
      const { verify, insert, codec } = await costOf(name, make(SIZE))
      if (codec !== '') claimed++
      if (Math.max(verify, insert) < CHEAP) continue
      await expectLinear((length) => {
        const bytes = make(length)
        return () => costOf(name, bytes)
      }).catch((error: Error) => expect.fail(`${what}: ${error.message}`))
    }
    expect(claimed, 'read by a codec').toBeGreaterThan(inputs.length / 2)
  })
})
