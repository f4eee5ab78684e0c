/**
 * Ctrl-C and the like: the files at hand are finished and reported. A second signal ends the process at once, and so does
 * a while in which that has come to no end: whatever is in the way, a signal ends us. The next run cleans up.
 */

/** 128 and the signal's number, as shells have it. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

/** How long the files at hand may take, in milliseconds. */
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
