/** Messages beside a program that runs. */
import { writeDirectly, writeLineDirectly } from '../terminal/write.js'

export { writeDirectly }

/** Different problems that are told. */
const MANY = 100

/** Tells each problem once: those of every heartbeat would fill a log. */
export function once(tell: (text: string) => void): (text: string) => void {
  const told = new Set<string>()
  return (text) => {
    if (told.has(text) || told.size > MANY) return
    told.add(text)
    tell(text)
  }
}

/** Writes one line to standard error. */
export function say(kind: 'warning' | 'error', text: string): void {
  writeLineDirectly({ style: kind === 'error' ? 'red' : 'yellow', text: `${kind}:` }, ` ${text}`)
}
