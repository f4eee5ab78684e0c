/** Messages beside a program that runs. */
import { writeDirectly, writeLineDirectly } from '../terminal/write.js'

export { writeDirectly }

/** Writes one line to standard error. */
export function say(kind: 'warning' | 'error', text: string): void {
  writeLineDirectly({ style: kind === 'error' ? 'red' : 'yellow', text: `${kind}:` }, ` ${text}`)
}
