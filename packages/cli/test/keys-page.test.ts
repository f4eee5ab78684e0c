import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { keyCounts, keysPage } from '../src/keys-page.js'

test('docs/keys.md is what chalkmark keys --markdown prints: run this test with -u to make it again', async () => {
  await expect(await keysPage()).toMatchFileSnapshot('../../../docs/keys.md')
})

/** The table of counts, which the README and docs/keys.md share. */
const COUNTS = /\| family \| given \| keys \|\n(?:\|.*\n)+/

test('the README counts the keys as they are: -u makes its table again', async () => {
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')
  expect(readme).toMatch(COUNTS)
  const counted = readme.replace(COUNTS, () => `${keyCounts()}\n`)
  await expect(counted).toMatchFileSnapshot('../../../README.md')
})
