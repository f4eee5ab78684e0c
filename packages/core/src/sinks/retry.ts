/** Sending again what failed: with growing pauses, each of them random, so that many clients do not come at once. */
import { setTimeout as pause } from 'node:timers/promises'
import { reasonOf } from '../error.js'
import type { Outgoing, Sink } from './sink.js'
import { Undelivered } from './undelivered.js'

/** Before the second attempt at most, in milliseconds. Each further pause may be twice as long. */
const FIRST_PAUSE = 250
const LONGEST_PAUSE = 10_000

/**
 * Sends a report until it is delivered, refused, or the time is over.
 * @param until when the time is over, in milliseconds since 1970.
 * @throws Undelivered
 */
export async function sendAgain(
  sink: Sink,
  report: Outgoing,
  signal: AbortSignal,
  until: number,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const failure = await attemptOne(() => sink.send(report, signal, attempt), signal)
    if (!failure) return
    if (failure.failure !== 'passing' || signal.aborted) throw failure
    const longest = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (attempt - 1))
    const wait = failure.retryAfter ?? longest * (0.5 + Math.random() / 2)
    if (Date.now() + wait >= until) throw failure
    try {
      await pause(wait, undefined, { signal })
    } catch {
      throw failure
    }
  }
}

async function attemptOne(send: () => Promise<void>, signal: AbortSignal): Promise<Undelivered | undefined> {
  try {
    await send()
    return undefined
  } catch (error) {
    if (error instanceof Undelivered) return error
    return new Undelivered(signal.aborted ? 'the time for delivery is over' : reasonOf(error))
  }
}
