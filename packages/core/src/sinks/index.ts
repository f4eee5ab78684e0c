/** Where reports go. */
export { fallbackPlace } from './fallback.js'
export { type Journal, openJournal } from './file.js'
