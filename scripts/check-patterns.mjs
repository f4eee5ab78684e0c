/**
 * Looks for regular expressions that take long for some text: for a text of n letters they take n² steps, n³, or 2ⁿ.
 *
 *     node scripts/check-patterns.mjs           judges those that are not in scripts/patterns/judged.txt
 *     node scripts/check-patterns.mjs --write   and adds them there; to judge all anew (minutes), empty that file first
 *
 * scripts/patterns/exceptions.json has those that are slow, and why that does no harm.
 */
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { findPatterns } from './patterns/find.mjs'
import { whySlow } from './patterns/judge.mjs'

const judgedFile = new URL('patterns/judged.txt', import.meta.url)
const exceptionsFile = new URL('patterns/exceptions.json', import.meta.url)

const judged = new Set(readFileSync(judgedFile, 'utf8').split('\n'))
const exceptions = JSON.parse(readFileSync(exceptionsFile, 'utf8'))
const found = await findPatterns()

const problems = Object.keys(exceptions)
  .filter((name) => !found.has(name))
  .map((name) => `scripts/patterns/exceptions.json: ${name} is in no source any more: take it out`)
const quick = []
for (const [name, { pattern, place }] of found) {
  if (Object.hasOwn(exceptions, name)) continue
  const id = createHash('sha256').update(name).digest('hex').slice(0, 16)
  const why = judged.has(id)
    ? undefined
    : pattern
      ? await whySlow(pattern)
      : 'it is built when it is used, so nobody can judge it'
  if (why === undefined) quick.push(id)
  else problems.push(`${place}: ${name}\n  ${why}`)
}

if (process.argv.includes('--write')) writeFileSync(judgedFile, `${quick.sort().join('\n')}\n`)
for (const problem of problems) console.error(problem)
if (problems.length > 0) {
  console.error(
    'Change these patterns (`(?<!x)x+$` for `x+$`, `x{1,99}` for `x+`), or say in scripts/patterns/exceptions.json why they do no harm.',
  )
  process.exitCode = 1
}
