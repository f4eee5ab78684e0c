/**
 * How much later a program begins under `chalkmark exec`: the time until its first output, beside the run time of
 * `node -e 0` and the program's own, in turn. Needs built packages. Usage: node exec.mjs [runs]
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as after } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const BIN = fileURLToPath(new URL('../../packages/cli/bin.js', import.meta.url))
const runs = Number(process.argv[2] ?? 21)

/** Milliseconds until a program says something, or ends. */
async function timeOf(command, args, event) {
  const begun = performance.now()
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  const end = once(child, 'close')
  child.stdout.on('data', () => {})
  await (event === 'said' ? once(child.stdout, 'data') : end)
  const time = performance.now() - begun
  await end
  // What a run leaves in the background must not slow down the next.
  await after(300)
  return time
}

const median = (times) => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)]
const kinds = {
  'node -e 0': () => timeOf(process.execPath, ['-e', '0'], 'ended'),
  echo: () => timeOf('echo', ['1'], 'said'),
  'chalkmark exec -- echo': () => timeOf(process.execPath, [BIN, 'exec', '-q', '--', 'echo', '1'], 'said'),
}
const times = Object.fromEntries(Object.keys(kinds).map((name) => [name, []]))
for (let run = 0; run < runs; run++)
  for (const [name, measure] of Object.entries(kinds)) times[name].push(await measure())
for (const [name, all] of Object.entries(times)) console.log(`${name}: ${Math.round(median(all))} ms`)
console.log(`added: ${Math.round(median(times['chalkmark exec -- echo']) - median(times['node -e 0']))} ms`)
