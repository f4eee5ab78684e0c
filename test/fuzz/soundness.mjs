/**
 * Looks for marks that lie: `node soundness.mjs [--cases 20000] [--seed 1] [--from 0]`.
 *
 * The same seed gives the same cases. Programs that are not installed are not asked. Exits with 1 if a changed artifact
 * counts as valid and a program sees the change.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { casesIn } from './arguments.mjs'
import { bundle } from './bundle.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))
const [cases, seed, from] = casesIn(process.argv.slice(2), '2000')

const work = mkdtempSync(join(here, 'soundness-'))
const begin = performance.now()
try {
  await bundle(['soundness/run'], work, ['esbuild', 'playwright-core'])
  const { run } = await import(pathToFileURL(join(work, 'run.mjs')).href)
  report(await run(join(here, '..'), cases, seed, from))
} finally {
  rmSync(work, { recursive: true, force: true })
}

function report({ samples, unsound, ...counts }) {
  if (unsound.length > 0) {
    const kept = mkdtempSync(join(tmpdir(), 'chalkmark-unsound-'))
    for (const { bytes, before, after, ...about } of unsound) {
      const folder = join(kept, String(about.number))
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, about.name), bytes)
      console.error(`${JSON.stringify(about)}\n  before ${excerpt(before)}\n  after  ${excerpt(after)}`)
    }
    console.error(`the files are in ${kept}`)
    process.exitCode = 1
  }
  const seconds = Math.round((performance.now() - begin) / 1000)
  console.log(
    JSON.stringify({
      seed,
      cases: { all: cases, ...counts.cases },
      valid: counts.valid,
      samples,
      unsound: unsound.length,
      seconds,
    }),
  )
}

function excerpt(text) {
  return JSON.stringify(text.length > 300 ? `${text.slice(0, 300)}…` : text)
}
