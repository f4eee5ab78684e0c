/**
 * Looks for the input that costs most, per format: `node slowest.mjs [--seconds 20] [--seed 1] [--only .js,.jar]`.
 *
 * Inputs are bred at 64 KiB, the slowest living on; those that win are then measured at 1 MiB. Prints one line for each
 * format, and exits with 1 if an input of 1 MiB takes over 2 s of the processor or 256 MiB of memory besides what the
 * process needs for itself. The same seed breeds the same first generation; what lives on depends on the machine.
 */
import { fork } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { bundle } from './bundle.mjs'

const MOST_TIME = 2000
/** In bytes. A process that has done nothing but load the corpus takes some 120 MiB. */
const MOST_MEMORY = (256 + 120) * 2 ** 20
const HANG = 60_000

/** One extension for each scanner and each binary format. */
const FORMATS =
  '.js .css .html .svg .md .php .sh .py .pl .rb .raku .tcl .ps1 .lua .scss .groovy .sql ' +
  '.jar .zip .war .whl .tgz .wasm .gguf .safetensors .pyc .pem .der .dylib .dll .exe .so'

const { values } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  options: {
    seconds: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    size: { type: 'string', default: String(1 << 16) },
    only: { type: 'string', default: FORMATS.replaceAll(' ', ',') },
  },
})

const here = fileURLToPath(new URL('.', import.meta.url))
const work = mkdtempSync(join(tmpdir(), 'chalkmark-slowest-'))
const kept = mkdtempSync(join(tmpdir(), 'chalkmark-slowest-found-'))
try {
  await bundle(['slow-worker'], work)
  for (const suffix of values.only.split(',')) report(suffix, await search(suffix))
} finally {
  rmSync(work, { recursive: true, force: true })
}

function search(suffix) {
  return new Promise((resolve) => {
    const task = {
      folder: join(here, '..'),
      suffix,
      seed: Number(values.seed),
      seconds: Number(values.seconds),
      size: Number(values.size),
      full: 1 << 20,
    }
    const child = fork(join(work, 'slow-worker.mjs'), [JSON.stringify(task)])
    let current
    let end
    const hang = () => child.kill('SIGKILL')
    let timer = setTimeout(hang, HANG)
    child.on('message', (message) => {
      clearTimeout(timer)
      timer = setTimeout(hang, HANG)
      if (message.type === 'case') current = message
      else end = message
    })
    child.on('exit', () => {
      clearTimeout(timer)
      resolve(
        end ?? { results: [{ ...current?.about, large: Infinity, genome: current?.genome }], memory: 0 },
      )
    })
  })
}

function report(suffix, { results, bred, memory }) {
  const [worst] = results
  if (!worst) return console.log(`${suffix}: no file of it to begin with`)
  const tooMuch = worst.large > MOST_TIME || memory > MOST_MEMORY
  const { genome, small, large, ...shown } = worst
  console.log(
    `${tooMuch ? 'SLOW' : 'ok  '} ${suffix.padEnd(12)} ${Math.round(small)} ms at ${values.size}, ` +
      `${Math.round(large)} ms at 1 MiB, ${memory >> 20} MiB, of ${bred}: ${JSON.stringify(shown)}`,
  )
  if (!tooMuch) return
  process.exitCode = 1
  const file = join(kept, `${suffix.slice(1)}.json`)
  writeFileSync(file, JSON.stringify(results.map((result) => result.genome ?? result)))
  console.log(`     kept: ${file}`)
}
