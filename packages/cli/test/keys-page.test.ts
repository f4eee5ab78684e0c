import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { keyCounts, keysPage } from '../src/keys-page.js'

test('docs/keys.md is what chalkmark keys --markdown prints: run this test with -u to make it again', async () => {
  await expect(await keysPage()).toMatchFileSnapshot('../../../docs/keys.md')
})

test('the README counts the keys as they are', () => {
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')
  expect(readme).toContain(keyCounts())
})
