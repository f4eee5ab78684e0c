/**
 * Path of a Chromium, Google Chrome or Microsoft Edge executable; undefined if there is none.
 * @throws Error if `CHROMIUM_PATH` is set and names a file that does not exist.
 */
export function findChromium(): string | undefined

/** Whether this is a CI run, where a missing browser is a failure and not a reason to skip tests. */
export function isCi(): boolean
