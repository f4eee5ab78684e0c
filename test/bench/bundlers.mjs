/**
 * `pnpm bench`: what `chalk()` adds to a build. Real builds in processes of their own, with and without the plugin in
 * turn, on generated applications; the medians of time and of peak memory, as a Markdown table.
 *
 * `node test/bench/bundlers.mjs [--bundlers vite,rollup] [--sizes 10,1000] [--runs 5]`
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { makeApp } from './app.mjs'

const { values } = parseArgs({
  options: {
    bundlers: { type: 'string', default: 'vite,rollup,webpack,rspack,esbuild' },
    sizes: { type: 'string', default: '10,1000,10000' },
    runs: { type: 'string' },
  },
})
/** Within the repository: the bundlers are found from there, and git has a commit to tell of. */
const folder = fileURLToPath(new URL('../.bench', import.meta.url))
const script = fileURLToPath(new URL('./build.mjs', import.meta.url))
const sizes = values.sizes.split(',').map(Number)
const rows = []

mkdirSync(folder, { recursive: true })
for (const size of sizes) {
  makeApp(join(folder, `app-${size}`), size)
  for (const bundler of values.bundlers.split(',')) rows.push(measure(bundler, size))
}
print(rows)
writeFileSync(join(folder, 'results.json'), JSON.stringify(rows, undefined, 2))

function measure(bundler, size) {
  const runs = Number(values.runs ?? (size > 1000 ? 3 : 9))
  const samples = { without: [], with: [] }
  // What other bundlers and sizes have left there is no part of this project's builds.
  rmSync(join(folder, 'out'), { recursive: true, force: true })
  // One of each that does not count: it fills the file system's cache.
  for (let run = -1; run < runs; run++) {
    for (const which of run % 2 === 0 ? ['without', 'with'] : ['with', 'without']) {
      const app = join(folder, `app-${size}`)
      const output = execFileSync(
        process.execPath,
        [script, bundler, app, join(folder, 'out', which), which],
        {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'inherit'],
          // As in a shell: CI variables would make the report another one.
          env: { ...process.env, CI: '' },
        },
      )
      const sample = JSON.parse(output.trim().split('\n').at(-1))
      if (run >= 0) samples[which].push(sample)
    }
  }
  const time = { without: median(samples.without, 'ms'), with: median(samples.with, 'ms') }
  const memory = { without: median(samples.without, 'peak'), with: median(samples.with, 'peak') }
  const row = { bundler, size, runs, time, memory }
  console.error(line(row))
  return row
}

function median(samples, field) {
  const sorted = samples.map((sample) => sample[field]).sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

function print(rows) {
  console.log('| bundler | modules | build | adds | peak memory | times |')
  console.log('|---|--:|--:|--:|--:|--:|')
  for (const row of rows) console.log(line(row))
  const date = new Date().toISOString().slice(0, 10)
  console.log(
    `\n${date}, ${process.platform} ${process.arch}, ${availableParallelism()} cores (${cpus()[0].model.trim()}), Node ${process.versions.node}; medians of alternating runs.`,
  )
}

function line({ bundler, size, time, memory }) {
  const added = time.with - time.without
  const percent = ((added / time.without) * 100).toFixed(1)
  return `| ${bundler} | ${size.toLocaleString('en')} | ${time.without.toFixed(0)} ms | ${added.toFixed(0)} ms, ${percent} % | ${(memory.without / 2 ** 20).toFixed(0)} MB | ${(memory.with / memory.without).toFixed(3)} |`
}
