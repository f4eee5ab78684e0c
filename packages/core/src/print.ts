/** What printing needs, without anything that marks. */
export { printable, printableJson, printableLine } from './printable.js'
export { redact } from './redact/text.js'
