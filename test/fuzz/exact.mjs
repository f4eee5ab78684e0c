/**
 * Looks for two files with the same mark: `node exact.mjs [--cases 20000] [--seed 1] [--from 0]`.
 *
 * The same seed gives the same cases. Exits with 1 if a mark is valid for another file than it was made for, with nothing
 * named that it does not cover, or if a mark that is taken out and put in again gives another file.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { casesIn } from './arguments.mjs'
import { bundle } from './bundle.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))
const [cases, seed, from] = casesIn(process.argv.slice(2), '2000')

const work = mkdtempSync(join(here, 'exact-'))
try {
  await bundle(['soundness/exact-run'], work)
  const { run } = await import(pathToFileURL(join(work, 'exact-run.mjs')).href)
  report(await run(join(here, '..'), cases, seed, from))
} finally {
  rmSync(work, { recursive: true, force: true })
}

function report({ samples, cases, found }) {
  if (found.length > 0) {
    const kept = mkdtempSync(join(tmpdir(), 'chalkmark-twins-'))
    for (const { bytes, ...about } of found) {
      const folder = join(kept, String(about.number))
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, about.name), bytes)
      console.error(JSON.stringify(about))
    }
    console.error(`the files are in ${kept}`)
    process.exitCode = 1
  }
  console.log(JSON.stringify({ seed, cases, samples, found: found.length }))
}
