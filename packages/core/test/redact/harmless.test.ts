/** What looks like a secret and is none stays as it is. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { redact } from '../../src/redact/index.js'

const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')

/** Of this repository's own history. */
const MESSAGES: string[] = JSON.parse(read('./messages.json'))

it('two hundred commit messages', () => {
  expect(MESSAGES.length).toBeGreaterThanOrEqual(200)
  for (const message of MESSAGES) expect(redact(message)).toBe(message)
})
