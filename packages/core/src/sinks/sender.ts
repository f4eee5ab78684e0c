/**
 * Sends the reports of one sink, one after the other, the oldest first: also those that earlier runs left.
 *
 * What is for another machine is written to the outbox first, so a kill loses nothing. What is for this machine is
 * written at once, and kept in the outbox only if that fails.
 */
import { reasonOf } from '../error.js'
import { redact } from '../redact/text.js'
import type { Outbox, Waiting } from './outbox.js'
import { sendAgain } from './retry.js'
import type { Outgoing, Sink } from './sink.js'
import { Undelivered } from './undelivered.js'

export interface SenderOptions {
  name: string
  sink: Sink
  /** Undefined: there is no place for reports that wait. */
  outbox: Outbox | undefined
  offline: boolean
}

export interface Sender {
  /** Takes a report. It is kept from here on, and sent by {@link work}. */
  take(report: Outgoing): void
  /** Sends what it has. @param until in milliseconds since 1970, when `signal` is aborted. */
  work(signal: AbortSignal, until: number): Promise<void>
  /** Sends what waits, also what was set aside. @returns how many were sent. */
  flush(signal: AbortSignal, until: number): Promise<number>
  /** What went wrong so far, one line each; each is said once. */
  problems(): string[]
}

/** For how long an outbox counts as empty, in milliseconds: thousands of reports can come within a second. */
const FRESH = 1000

interface State extends SenderOptions {
  /** Reports that this process has, in the outbox or not. */
  own: (Waiting | Outgoing)[]
  problems: string[]
  /** When the outbox was last found to hold nothing that is free, in milliseconds since 1970. */
  emptyAt: number
  /** Why nothing more is sent in this run. */
  refused?: string
  working?: Promise<void>
}

export function createSender(options: SenderOptions): Sender {
  const state: State = { ...options, own: [], problems: [], emptyAt: 0 }
  return {
    take: (report) => take(state, report),
    work: (signal, until) =>
      (state.working = (state.working ?? Promise.resolve()).then(() => work(state, signal, until))),
    flush: (signal, until) => flush(state, signal, until),
    problems: () => state.problems.splice(0),
  }
}

function take(state: State, report: Outgoing): void {
  const { sink, own } = state
  own.push((!sink.isLocal && keep(state, report)) || report)
}

/** Writes a report to the outbox. @returns undefined if that is not possible. */
function keep(state: State, report: Outgoing): Waiting | undefined {
  const { outbox, name } = state
  if (!outbox) return undefined
  try {
    const { waiting, dropped } = outbox.put(report)
    if (dropped > 0) state.problems.push(`${name}: too many reports wait; the ${dropped} oldest were removed`)
    return waiting
  } catch (error) {
    // A system that is read-only: said once, and reports are sent all the same.
    state.outbox = undefined
    state.problems.push(`reports that cannot be delivered are not kept: ${reasonOf(error)}`)
    return undefined
  }
}

async function work(state: State, signal: AbortSignal, until: number): Promise<void> {
  const { sink, own } = state
  const mine = own.splice(0)
  // What is free waits longer than what this run has taken.
  const isSent = state.offline && !sink.isLocal ? false : await sendFree(state, signal, until)
  for (const [index, one] of mine.entries()) {
    if (isSent && !state.refused && !signal.aborted && (await send(state, one, signal, until))) continue
    for (const left of mine.slice(index)) leave(state, left)
    break
  }
}

/** Sends what earlier runs left. @returns false if the sink takes nothing now. */
async function sendFree(state: State, signal: AbortSignal, until: number, also?: 'unfit'): Promise<boolean> {
  if (state.refused) return false
  if (!also && Date.now() - state.emptyAt < FRESH) return true
  for (let waiting = nextOf(state, also); waiting; waiting = nextOf(state, also)) {
    if (!(await send(state, waiting, signal, until))) {
      leave(state, waiting)
      return false
    }
  }
  state.emptyAt = Date.now()
  return true
}

function nextOf(state: State, also?: 'unfit'): Waiting | undefined {
  try {
    return state.outbox?.next(also)
  } catch (error) {
    state.problems.push(`${state.name}: reports that wait cannot be read: ${reasonOf(error)}`)
    state.outbox = undefined
    return undefined
  }
}

/** @returns false if the report is still there. */
async function send(
  state: State,
  one: Waiting | Outgoing,
  signal: AbortSignal,
  until: number,
): Promise<boolean> {
  const report = 'report' in one ? one.report : one
  try {
    await sendAgain(state.sink, report, signal, until)
    if ('report' in one) one.done()
    return true
  } catch (error) {
    if (!(error instanceof Undelivered)) throw error
    const where = `${state.name} (${state.sink.to})`
    if (error.failure === 'unfit') {
      const kept = 'report' in one ? one : keep(state, one)
      kept?.setAside()
      state.refused = error.message
      say(
        state,
        `${where} does not take a report: ${error.message}`,
        kept ? 'it is sent again by chalkmark report flush only' : LOST,
      )
      return false
    }
    if (error.failure === 'refused') state.refused = error.message
    say(state, `reports were not delivered to ${where}: ${error.message}`, state.outbox ? WAIT : LOST)
    return false
  }
}

const WAIT = 'they are sent with the next report, or by chalkmark report flush'
const LOST = 'no folder can be written in which it could wait, so it is lost'

function say({ problems }: State, problem: string, consequence: string): void {
  problems.push(redact(`${problem}; ${consequence}`))
}

/** Leaves a report for a later run. */
function leave(state: State, one: Waiting | Outgoing): void {
  state.emptyAt = 0
  const kept = 'report' in one ? one : keep(state, one)
  if (kept) kept.release()
  else state.problems.push(`${state.name}: a report was not delivered; ${LOST}`)
}

async function flush(state: State, signal: AbortSignal, until: number): Promise<number> {
  const before = state.outbox?.count() ?? 0
  await sendFree(state, signal, until, 'unfit')
  return before - (state.outbox?.count() ?? 0)
}
