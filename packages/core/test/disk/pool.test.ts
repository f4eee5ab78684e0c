import { expect, test } from 'vitest'
import { forEachConcurrent } from '../../src/disk/pool.js'

test('works on as many items as allowed at a time, and on all in the end', async () => {
  let running = 0
  let most = 0
  const done: number[] = []
  await forEachConcurrent(
    Array.from({ length: 50 }, (_, index) => index),
    7,
    async (item, index) => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setTimeout(resolve, item % 3))
      running--
      expect(index).toBe(item)
      done.push(item)
    },
  )
  expect(most).toBe(7)
  expect(done.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => index))
})

test('takes items only as there is room, and none after an error', async () => {
  let taken = 0
  let closed = false
  function* endless() {
    try {
      for (;;) yield taken++
    } finally {
      closed = true
    }
  }
  const work = async (item: number) => {
    await new Promise(setImmediate)
    if (item === 10) throw new Error('enough')
  }
  await expect(forEachConcurrent(endless(), 4, work)).rejects.toThrow('enough')
  await expect.poll(() => closed).toBe(true)
  expect(taken).toBeLessThan(16)
})

test('lets the event loop have its turn', async () => {
  let turns = 0
  const timer = setInterval(() => turns++, 1)
  await forEachConcurrent(Array.from({ length: 20 }), 2, () => {
    const end = performance.now() + 10
    while (performance.now() < end);
  })
  clearInterval(timer)
  expect(turns).toBeGreaterThan(3)
})
