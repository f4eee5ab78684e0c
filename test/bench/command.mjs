/**
 * What the command takes, beside programs of the system that do a part of the same, as a Markdown table: medians of
 * time and peak memory of whole processes. Linux, with GNU time.
 *
 * `pnpm run build && node test/bench/command.mjs [--runs 3] [--folder DIR]`
 *
 * Every run gets a tree of its own, and none is removed before the end: where thousands of files were removed, some file
 * systems (ext4 without a journal, as virtual machines have it) take up to fifty times as long to make a file, which is
 * more than all that is measured here. The rows of `cp -a` tell what the file system takes; `--folder` names another.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { cpSync, createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '3' }, folder: { type: 'string', default: tmpdir() } },
})
const bin = fileURLToPath(new URL('../../packages/cli/dist/bin.js', import.meta.url))
const folder = mkdtempSync(join(values.folder, 'chalkmark-bench-'))
const runs = Number(values.runs)
const rows = []

try {
  for (const count of [2000, 10_000]) tree(count)
  binary()
  await archive()
  small()
} finally {
  rmSync(folder, { recursive: true })
}
console.log('| what | time | peak memory |\n| --- | ---: | ---: |')
for (const { what, seconds, megabytes } of rows)
  console.log(`| ${what} | ${seconds.toFixed(2)} s | ${megabytes} MB |`)

function tree(count) {
  const commands = [
    { what: `cp -a, ${count} files of 8 kB`, args: ['cp', '-a', 'dist', '../copy'], samples: [] },
    { what: `insert, ${count} files of 8 kB`, args: ['insert', 'dist'], samples: [] },
    { what: `extract, ${count} files of 8 kB`, args: ['extract', 'dist'], samples: [] },
  ]
  for (let run = 0; run < runs; run++) {
    const root = join(folder, `tree-${count}-${run}/project`)
    for (let index = 0; index < count; index++) {
      const file = join(root, `dist/d${index % 50}/f${index}.js`)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, `console.log(${index}) // a line of a script\n`.repeat(200))
    }
    repository(root)
    for (const { what, args, samples } of commands) {
      execFileSync('sync') // what was written before is not to be written meanwhile
      samples.push(sample(what, root, args))
    }
  }
  for (const { what, samples } of commands) addRow(what, samples)
}

function binary() {
  const root = join(folder, 'binary')
  mkdirSync(root)
  cpSync(process.execPath, join(root, 'original'))
  const megabytes = Math.round(execFileSync('stat', ['-c', '%s', join(root, 'original')]) / 1e6)
  const copy = () => cpSync(join(root, 'original'), join(root, 'program'))
  copy()
  measure(`cp, ELF of ${megabytes} MB`, root, ['cp', 'original', 'copy'])
  measure(`sha256sum, ELF of ${megabytes} MB`, root, ['sha256sum', 'program'])
  measure(`insert, ELF of ${megabytes} MB`, root, ['insert', 'program'], copy)
}

async function archive() {
  const { ZipFile } = createRequire(join(dirname(bin), '../package.json'))('yazl')
  const zip = new ZipFile()
  for (let index = 0; index < 1600; index++) {
    const lines = Array.from({ length: 320 }, () => randomBytes(32).toString('hex'))
    zip.addBuffer(Buffer.from(lines.join('\n')), `d${index % 40}/f${index}.js`)
  }
  zip.end()
  const root = join(folder, 'archive')
  mkdirSync(root)
  await pipeline(zip.outputStream, createWriteStream(join(root, 'original.zip')))
  const copy = () => cpSync(join(root, 'original.zip'), join(root, 'app.zip'))
  measure('insert, 19 MB zip of 1,600 texts', root, ['insert', 'app.zip'], copy)
}

function small() {
  const root = join(folder, 'small')
  mkdirSync(root)
  writeFileSync(join(root, 'app.js'), 'console.log(1)\n')
  repository(root)
  measure('insert, one small file', root, ['insert', 'app.js'])
  measure('--help', root, ['--help'])
}

function repository(root) {
  const git = (...args) =>
    execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@x', ...args], { cwd: root })
  git('init', '-q')
  git('add', '-A')
  git('commit', '-q', '-m', 'first')
}

/** @param before makes each run start alike. */
function measure(what, cwd, args, before = () => {}) {
  const samples = Array.from({ length: runs }, () => {
    before()
    return sample(what, cwd, args)
  })
  addRow(what, samples)
}

function sample(what, cwd, args) {
  const command = ['cp', 'sha256sum'].includes(args[0]) ? args : [process.execPath, bin, ...args]
  const { status, stderr } = spawnSync('time', ['-f', '%e %M', ...command], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  if (status !== 0) throw new Error(`${what}: ${stderr}`)
  const [seconds, kilobytes] = stderr.trim().split('\n').at(-1).split(' ').map(Number)
  return { seconds, megabytes: Math.round(kilobytes / 1024) }
}

function addRow(what, samples) {
  samples.sort((a, b) => a.seconds - b.seconds)
  rows.push({ what, ...samples[samples.length >> 1] })
}
