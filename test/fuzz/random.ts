/** Numbers that look random and are the same on each machine: a case can be run again from its seed and number. */

export interface Random {
  /** An integer from 0 to `limit`, that one excluded; 0 if there is none. */
  below(limit: number): number
  /** Whether, once in `times`. */
  oneIn(times: number): boolean
  pick<T>(items: readonly T[]): T
}

/** The generator for one case: mulberry32 (Tommy Ettinger, public domain), seeded by both numbers. */
export function randomFor(seed: number, number: number): Random {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(number + 1, 0xc2b2ae35)
  function next(): number {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return { below, oneIn: (times) => below(times) === 0, pick: (items) => items[below(items.length)]! }
}
