/** The check for slow patterns (scripts/check-patterns.mjs) finds every pattern, and tells slow ones. */
import { expect, it } from 'vitest'
import { findPatterns } from '../scripts/patterns/find.mjs'
import { whySlow } from '../scripts/patterns/judge.mjs'

it('finds literals, what modules build, and the rules for secrets', async () => {
  const found = await findPatterns()
  const inFile = (file: string) =>
    [...found].filter(([, { place }]) => place.startsWith(file)).map(([name]) => name)
  expect(inFile('packages/core/src/collectors/ci/values.ts')).toContain('/(?<!\\/)\\/+$/')
  expect(inFile('packages/core/src/output/digests.ts').join('\n')).toContain('|(sha512)-')
  expect(inFile('packages/core/src/redact/tokens.ts').length).toBeGreaterThan(200)
  expect(inFile('packages/core/src/formats/namesakes.ts').join('\n')).toContain('new RegExp(`^${stem')
})

it.each([
  [/(a+)+$/, /exponential/],
  [/\s+$/, /2nd degree/],
])('says that %s is slow', async (pattern, why) => {
  expect(await whySlow(pattern)).toMatch(why)
})

it.each([/(?<!\s)\s+$/, /^[a-z]+:/, /(?<=a)b+(?!c)/dgu])('says that %s is not', async (pattern) => {
  expect(await whySlow(pattern)).toBeUndefined()
})
