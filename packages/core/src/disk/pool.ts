/** Work on a limited number of items at a time. */

/**
 * Milliseconds after which the event loop gets a turn, so that sockets, timers and child processes need not wait
 * longer.
 */
const TURN = 20

/**
 * Calls `work` for each item, at most `limit` at a time, in the order of the items. Items are taken from the
 * iterable only when there is room for them, so it may be endless.
 * @throws the first error of `work`, after all running calls have ended; no further item is begun.
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
