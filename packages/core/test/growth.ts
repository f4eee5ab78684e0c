/** Says whether work grows in proportion to its input, without a limit of time that a slow machine would miss. */
import { expect } from 'vitest'

/** Bytes of the smaller input, if the caller names none; the other one has eight times as many. */
const SMALL = 1 << 16
const FACTOR = 8
/** Work that grows with the square would take 64 times as long, and 8 times is what is right. */
const MOST = 24
/** Below this many milliseconds the larger input costs too little to tell anything. */
const CHEAP = 100

/**
 * Expects that the larger input costs little, or not much more for each byte than the smaller one. What the machine does
 * besides can only make it look slower, so one good measurement of three is enough.
 * @param prepare makes the work for an input of `length` bytes; making it is not measured.
 */
export async function expectLinear(
  prepare: (length: number) => () => unknown,
  length = SMALL,
): Promise<void> {
  const ratios: number[] = []
  for (let attempt = 0; attempt < 3; attempt++) {
    const small = await costOf(prepare(length))
    const large = await costOf(prepare(length * FACTOR))
    if (large < CHEAP || large / small < MOST) return
    ratios.push(Math.round(large / small))
  }
  expect.fail(`${FACTOR} times the input costs ${ratios.join(', ')} times as much`)
}

/** Milliseconds of the processor: other processes do not count. */
async function costOf(work: () => unknown): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return Math.max((user + system) / 1000, 0.1)
}
