/** What every entry point does first: options are checked where the user wrote them. */
import { createRequire } from 'node:module'
import type { ChalkOptions } from '@chalkmark/core/config'

/**
 * Makes the `chalk()` of one bundler.
 * @param make gets checked options.
 * @param off what a config gets with `enabled: false`: a plugin that does nothing.
 * @returns a function that throws ChalkError `BAD_OPTION`, one line, for an option that is not right.
 */
export function entry<T>(make: (options: ChalkOptions) => T, off: T): (options?: ChalkOptions) => T {
  return (given) => {
    const options = checked(given)
    return options.enabled === false ? off : make(options)
  }
}

/** @throws ChalkError `BAD_OPTION` as {@link entry}'s functions do. */
export function checked(options: ChalkOptions | undefined): ChalkOptions {
  // The check knows every key there is; most configs have no options.
  if (options === undefined) return {}
  // CommonJS, because `chalk()` answers at once.
  const { checkOptions } = createRequire(import.meta.url)('./options.cjs') as typeof import('./options.js')
  checkOptions(options)
  return options
}
