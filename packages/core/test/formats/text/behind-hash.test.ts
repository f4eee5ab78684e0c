/** Marks behind a `#` in languages in which that begins no comment: the reference program appends them there. */
import { expect, it } from 'vitest'
import { text } from '../../../src/formats/text/index.js'
import { markFor, sha256, verdictOn } from '../artifacts.js'

it('the place is named, as a mark can be moved to it', async () => {
  const plain = Buffer.from('f(1)\n')
  const verdict = (name: string, sign: string) => {
    const bytes = Buffer.concat([plain, Buffer.from(`${sign} `), markFor(sha256(plain)), Buffer.from('\n')])
    return verdictOn(text, name, bytes, undefined, { allScripts: true })
  }
  expect(await verdict('a.mjs', '//')).toEqual({ valid: true, errors: [], uncovered: [] })
  const uncovered = [expect.stringContaining('its own place')]
  for (const name of ['a.mjs', 'a.ts', 'a.lua'])
    expect(await verdict(name, '#')).toEqual({ valid: true, errors: [], uncovered })
})
