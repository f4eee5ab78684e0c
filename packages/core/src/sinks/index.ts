/** Where reports go. */
export { fileSink } from './file.js'
export { type Journal, openJournal } from './journal.js'
export { removeOwn } from './report-file.js'
export type { ReportOf, Sink, Written } from './sink.js'
