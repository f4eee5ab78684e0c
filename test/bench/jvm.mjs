/**
 * What marking adds to a build of ten modules with ten jars, as a row of a Markdown table: medians of whole builds,
 * with the plugin and without, one after the other. Exits with 1 if it is more than the limit, or more than one process.
 *
 * `pnpm run build && node test/bench/jvm.mjs --tool maven|gradle [--runs 9]`
 *
 * The tool's plugin must be where its module (jvm/maven.mjs, jvm/gradle.mjs) says.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const MODULES = 10
/** Text files in each module's jar, of 4 kB. */
const FILES = 100
/** Seconds that marking may add, in all. */
const LIMIT = 1

const { values } = parseArgs({
  options: { tool: { type: 'string' }, runs: { type: 'string', default: '9' } },
})
if (values.tool !== 'maven' && values.tool !== 'gradle')
  throw new Error('--tool maven or --tool gradle is needed')
/**
 * `projectFiles(modules, marked)`: the build's files, name → content; module `mN` is the folder of that name and has its
 * files in `src/main/resources`. `command`: builds them. `outputs`: folders to remove before each build, in the root and
 * in each module. `archive(module)`: the path of a module's jar. `prepare(dir)`, optional: what is done once before.
 */
const { projectFiles, command, outputs, archive, prepare } = await import(`./jvm/${values.tool}.mjs`)
const CHALKMARK = fileURLToPath(new URL('../../packages/cli/dist/bin.js', import.meta.url))
const modules = Array.from({ length: MODULES }, (_, index) => `m${index}`)
const folder = mkdtempSync(join(tmpdir(), 'chalkmark-bench-'))

try {
  const projects = [makeProject(true), makeProject(false)]
  // The first builds fill caches, and show that the archives are marked, or not.
  for (const project of projects) build(project)
  checkMarks(...projects)
  for (let run = 0; run < Number(values.runs); run++) {
    // Each is first as often as the other.
    for (const project of run % 2 ? projects : projects.toReversed()) project.seconds.push(build(project))
  }
  const [marked, plain] = projects.map(({ seconds }) => median(seconds))
  const processes = Math.max(...projects[0].processes)
  const added = marked - plain
  console.log(
    '| build tool | without | with | added | processes of Node |\n| --- | ---: | ---: | ---: | ---: |',
  )
  const times = [plain, marked, added].map((seconds) => `${seconds.toFixed(2)} s`)
  console.log(`| ${[values.tool, ...times, processes].join(' | ')} |`)
  if (added > LIMIT || processes !== 1) process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true })
}

function makeProject(isMarked) {
  const dir = join(folder, isMarked ? 'marked' : 'plain')
  const files = { ...projectFiles(modules, isMarked), '.gitignore': 'node_modules\n.gradle\nbuild\ntarget\n' }
  for (const module of modules)
    for (let index = 0; index < FILES; index++)
      files[`${module}/src/main/resources/d${index % 10}/f${index}.txt`] = `${module} ${index}\n`.repeat(500)
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true })
    writeFileSync(join(dir, name), content)
  }
  const starts = join(folder, 'starts.log')
  const bin = join(dir, 'node_modules/.bin/chalkmark')
  mkdirSync(dirname(bin), { recursive: true })
  writeFileSync(bin, `#!/bin/sh\necho start >> "${starts}"\nexec "${process.execPath}" "${CHALKMARK}" "$@"\n`)
  chmodSync(bin, 0o755)
  const git = (...args) => execFileSync('git', args, { cwd: dir })
  git('init', '--quiet')
  git('add', '--all')
  const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com']
  git(...who, 'commit', '--quiet', '--message', 'Begin')
  prepare?.(dir)
  return { dir, starts, seconds: [], processes: [] }
}

/** @returns how long a build of everything took, in seconds. */
function build({ dir, starts, processes }) {
  for (const name of ['.', ...modules])
    for (const output of outputs) rmSync(join(dir, name, output), { recursive: true, force: true })
  writeFileSync(starts, '')
  const began = performance.now()
  const { status, stdout, stderr } = spawnSync(command[0], command.slice(1), { cwd: dir, encoding: 'utf8' })
  const seconds = (performance.now() - began) / 1000
  if (status !== 0) throw new Error(`${command.join(' ')}: exit code ${status}\n${stdout}\n${stderr}`)
  processes.push(readFileSync(starts, 'utf8').split('\n').length - 1)
  return seconds
}

function checkMarks(marked, plain) {
  const archives = modules.map(archive)
  execFileSync(process.execPath, [CHALKMARK, 'verify', ...archives], { cwd: marked.dir, stdio: 'pipe' })
  const { status } = spawnSync(process.execPath, [CHALKMARK, 'verify', archives[0]], { cwd: plain.dir })
  if (status !== 1) throw new Error('the build without the plugin is marked')
}

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
}
