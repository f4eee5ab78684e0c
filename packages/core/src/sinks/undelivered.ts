/** Why a report was not delivered. */
export type Failure =
  /** It may pass: the report is sent again, now or in a later run. */
  | 'passing'
  /** The sink takes nothing as things are, such as for a wrong token: it is left alone for the rest of the run. */
  | 'refused'
  /** The sink will never take this very report: it is kept, and sent again by hand only. */
  | 'unfit'

export class Undelivered extends Error {
  override readonly name = 'Undelivered'
  constructor(
    message: string,
    readonly failure: Failure = 'passing',
    /** How long to wait before the next attempt, in milliseconds. */
    readonly retryAfter?: number,
  ) {
    super(message)
  }
}

/** Statuses that say that this very report is not taken: its form, its length, its type or what it says. */
const UNFIT = [400, 413, 415, 422]
/** Statuses of 4xx that may pass: a timeout, and too many requests. */
const PASSING = [408, 429]

/**
 * The error for an HTTP status that is no success (RFC 9110, section 15).
 * @param retryAfter the header Retry-After: seconds or a date (section 10.2.3).
 */
export function undelivered(status: number, retryAfter?: string | null, now = Date.now()): Undelivered {
  const isRefusal = status < 500 && !PASSING.includes(status)
  const failure = UNFIT.includes(status) ? 'unfit' : isRefusal ? 'refused' : 'passing'
  return new Undelivered(`the server answered ${status}`, failure, waitingTime(retryAfter, now))
}

function waitingTime(header: string | null | undefined, now: number): number | undefined {
  if (!header) return undefined
  const time = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now
  return Number.isFinite(time) ? Math.max(0, time) : undefined
}
