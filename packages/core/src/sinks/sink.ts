/**
 * The interface of sinks. A new kind is a file here, its line in kinds.ts, its options in config/sink-options.ts, and a test.
 * delivery.ts calls them: it repeats what fails, and keeps what cannot be delivered.
 */
import type { Dict } from '@chalkmark/mark'

/** A report on its way. */
export interface Outgoing {
  /** Of this report and no other. A report can come twice if a process is killed: the receiver may know it by this. */
  id: string
  /** `insert`, `extract`, … */
  operation: string
  /** `_ACTION_ID`: of the run that the report is about. */
  action: string
  /** The report, redacted, as the JSON text of a list with one host report, on one line. */
  text: string
}

/** What a sink may use of the world. */
export interface SinkContext {
  env: Readonly<Record<string, string | undefined>>
  /** Absolute: paths in options are relative to it. */
  root: string
}

export interface Sink {
  /** Where reports go, for messages. Two sinks of a kind with the same `to` share what waits for delivery. */
  readonly to: string
  /** Whether it reaches no other machine. Then it is written to even if offline, and nothing is kept before that. */
  readonly isLocal?: boolean
  /**
   * Delivers one report.
   * @param signal aborted when the time is over. @param attempt 1, 2, …
   * @throws Undelivered, which says whether to try again; any other error counts as one that may pass.
   */
  send(report: Outgoing, signal: AbortSignal, attempt: number): Promise<void>
}

export interface OpenContext extends SinkContext {
  /** Says something of a report that was delivered. */
  tell(note: string): void
}

/** Makes a sink. It does not connect yet, and credentials are looked up by `send`. */
export type OpenSink<Options> = (options: Options, context: OpenContext) => Sink

/** The host report in it. */
export function hostIn({ text }: Outgoing): Dict {
  return JSON.parse(text)[0]
}
