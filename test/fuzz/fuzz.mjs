/**
 * Fuzzes the codecs: `node fuzz.mjs [--cases 100000] [--seed 1] [--from 0]`.
 *
 * The same seed gives the same cases, each of which can be run alone: `--from N --cases 1`. Cases run in child
 * processes with little memory. Files that fail are kept in a temporary folder that is named at the end.
 */
import { fork } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { casesIn } from './arguments.mjs'
import { bundle } from './bundle.mjs'

/** Cases for one process. */
const PART = 10_000
/** A case that takes this long is taken to hang. */
const HANG = 30_000
/** What a process may take, in bytes: for Node itself, the corpus and the file at hand. */
const MAX_MEMORY = 256 * 2 ** 20

const here = fileURLToPath(new URL('.', import.meta.url))
const [cases, seed, from] = casesIn(process.argv.slice(2), '10000')

const work = mkdtempSync(join(tmpdir(), 'chalkmark-fuzz-'))
const kept = mkdtempSync(join(tmpdir(), 'chalkmark-fuzz-failed-'))
const total = { outcomes: {}, slowest: 0, memory: 0, failures: 0 }
const begin = performance.now()
try {
  await bundle(['worker', 'corpus'], work)
  await writeCorpus()
  for (let at = from; at < from + cases; at += PART) await runPart(at, Math.min(at + PART, from + cases))
} finally {
  rmSync(work, { recursive: true, force: true })
}
report()

async function writeCorpus() {
  const { corpus, withMarks } = await import(pathToFileURL(join(work, 'corpus.mjs')).href)
  const files = corpus(join(here, '..'))
  ;[...files, ...(await withMarks(files))].forEach(({ name, bytes }, i) => {
    const folder = join(work, 'corpus', String(i).padStart(4, '0'))
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, name), bytes)
  })
}

function runPart(from, to) {
  return new Promise((resolve) => {
    const task = JSON.stringify({ folder: join(work, 'corpus'), seed, from, to })
    const child = fork(join(work, 'worker.mjs'), [task], { execArgv: ['--max-old-space-size=128'] })
    let current
    let ended = false
    const hang = () => child.kill('SIGKILL')
    let timer = setTimeout(hang, HANG)
    child.on('message', (message) => {
      clearTimeout(timer)
      timer = setTimeout(hang, HANG)
      if (message.type === 'case') current = message.about
      else if (message.type === 'failure') fail(message.about, message.reason, message.bytes)
      else {
        ended = true
        add(message)
      }
    })
    child.on('exit', (code, signal) => {
      clearTimeout(timer)
      if (!ended) fail(current, `the process ended (${signal ?? code}): it hung, or ran out of memory`)
      resolve()
    })
  })
}

function add({ outcomes, slowest, memory }) {
  for (const [key, count] of Object.entries(outcomes))
    total.outcomes[key] = (total.outcomes[key] ?? 0) + count
  total.slowest = Math.max(total.slowest, slowest)
  total.memory = Math.max(total.memory, memory)
}

function fail(about, reason, bytes) {
  total.failures++
  const replay = `pnpm fuzz -- --seed ${seed} --from ${about?.number} --cases 1`
  console.error(`${reason}\n  ${JSON.stringify(about)}\n  again: ${replay}`)
  if (!bytes) return
  const folder = join(kept, String(about.number))
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, about.name), Buffer.from(bytes, 'base64'))
}

function report() {
  const { outcomes, slowest, memory, failures } = total
  const tooMuch = memory > MAX_MEMORY
  if (tooMuch) console.error(`took ${memory} bytes of memory, more than ${MAX_MEMORY}`)
  if (failures > 0) console.error(`${failures} failed; the files are in ${kept}`)
  else rmSync(kept, { recursive: true, force: true })
  const seconds = Math.round((performance.now() - begin) / 100) / 10
  console.log(JSON.stringify({ seed, cases, failures, seconds, slowest, memory, outcomes }, undefined, 1))
  process.exitCode = failures > 0 || tooMuch ? 1 : 0
}
