/** The time that the environment sets for reproducible builds. */
import { ChalkError } from '../error.js'

/** The last second of the year 9999. */
const LAST_SECOND = 253_402_300_799

/**
 * The moment that a reproducible build claims: SOURCE_DATE_EPOCH (reproducible-builds.org, /specs/source-date-epoch/:
 * whole seconds since 1970-01-01 UTC), else when the commit was made, else none.
 * @param commitTimestamp milliseconds since 1970-01-01 UTC.
 * @throws ChalkError `BAD_SOURCE_DATE_EPOCH` if the variable is set to something else. The specification forbids
 *   going on with another time.
 */
export function reproducibleDate(
  env: Readonly<Record<string, string | undefined>>,
  commitTimestamp?: number,
): Date | undefined {
  const epoch = env.SOURCE_DATE_EPOCH?.trim()
  if (epoch) {
    if (!/^\d{1,12}$/.test(epoch) || Number(epoch) > LAST_SECOND) {
      throw new ChalkError(
        'BAD_SOURCE_DATE_EPOCH',
        `SOURCE_DATE_EPOCH is '${epoch}': set it to whole seconds since 1970, such as the output of "git log -1 --format=%ct"`,
      )
    }
    return new Date(Number(epoch) * 1000)
  }
  return commitTimestamp === undefined ? undefined : new Date(commitTimestamp)
}
