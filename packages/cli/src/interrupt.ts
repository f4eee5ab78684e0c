/** Ctrl-C and the like: the files at hand are finished and reported; a second signal ends the process at once. */

/** 128 and the signal's number, as shells have it. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

export interface Interrupt {
  /** Aborted when the first signal comes; its reason is the exit code. */
  signal: AbortSignal
  /** Stops listening. */
  dispose(): void
}

export function onInterrupt(): Interrupt {
  const controller = new AbortController()
  const names = Object.keys(EXIT_CODES) as (keyof typeof EXIT_CODES)[]
  const stop = (name: NodeJS.Signals) => {
    controller.abort(EXIT_CODES[name as keyof typeof EXIT_CODES])
    dispose()
  }
  const dispose = () => {
    for (const name of names) process.off(name, stop)
  }
  for (const name of names) process.once(name, stop)
  return { signal: controller.signal, dispose }
}
