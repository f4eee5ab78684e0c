/** A function in the config that takes reports. */
import type { SinkFunction } from '../config/sinks.js'
import { hostIn, type Sink } from './sink.js'

/** @param key tells the function from others: what could not be delivered waits under it. */
export function openFunction(take: SinkFunction, key: string): Sink {
  return {
    to: key,
    isLocal: true,
    async send(report, signal) {
      const { id, operation } = report
      const taken = Promise.resolve(take(hostIn(report), { id, operation, signal }))
      // A function that never answers must not keep the build from ending.
      await Promise.race([taken, over(signal)])
    },
  }
}

function over(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const late = () => reject(new Error('the function did not end in time'))
    if (signal.aborted) late()
    else signal.addEventListener('abort', late, { once: true })
  })
}
