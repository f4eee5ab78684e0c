/** Work on many items at a time, but not on all. */

/** Milliseconds after which the event loop gets its turn: sockets, timers and children wait no longer. */
const TURN = 20

/**
 * Calls `work` for each item, at most `limit` at a time, in the order of the items. Items are taken from the iterable
 * only as there is room for them, so it may be endless.
 * @throws the first error of `work`, once what was begun has ended; no item is begun after it.
 */
export async function forEachConcurrent<T>(
  items: Iterable<T>,
  limit: number,
  work: (item: T, index: number) => Promise<void> | void,
): Promise<void> {
  const iterator = items[Symbol.iterator]()
  let index = 0
  let failure: { error: unknown } | undefined
  let turn = performance.now()

  async function run(): Promise<void> {
    for (let next = iterator.next(); !next.done && !failure; next = iterator.next()) {
      try {
        await work(next.value, index++)
      } catch (error) {
        failure ??= { error }
        iterator.return?.()
      }
      if (performance.now() - turn > TURN) {
        await new Promise(setImmediate)
        turn = performance.now()
      }
    }
  }

  await Promise.all(Array.from({ length: limit }, run))
  if (failure) throw failure.error
}
