/**
 * After Ctrl-C and similar signals, the files that are being worked on are finished and reported. A second signal
 * ends the process immediately. So does a time limit, so that a signal always ends the process. The next run cleans
 * up.
 */

/** 128 plus the signal's number, as in shells. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

/** How long the current files may take, in milliseconds. */
const PATIENCE = 10_000

export interface Interrupt {
  /** Aborted when the first signal comes; its reason is the exit code. */
  signal: AbortSignal
  /** Stops listening. */
  dispose(): void
}

export function onInterrupt(): Interrupt {
  const controller = new AbortController()
  let patience: NodeJS.Timeout | undefined
  const names = Object.keys(EXIT_CODES) as (keyof typeof EXIT_CODES)[]
  const stop = (name: NodeJS.Signals) => {
    const code = EXIT_CODES[name as keyof typeof EXIT_CODES]
    stopListening()
    patience = setTimeout(() => process.exit(code), PATIENCE)
    patience.unref()
    controller.abort(code)
  }
  const stopListening = () => {
    for (const name of names) process.off(name, stop)
  }
  const dispose = () => {
    clearTimeout(patience)
    stopListening()
  }
  for (const name of names) process.once(name, stop)
  return { signal: controller.signal, dispose }
}
