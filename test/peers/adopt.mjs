/**
 * A real project takes the product in: our packages are packed and installed as the README says, the project's config gets
 * the README's lines (a patch), and the project is built. Every file of the output must be in a report, among the marked
 * or the unmarked ones. Prints a row, what npm or pnpm said about peers, and for one file of each type what `find`
 * answers; exits with 1 if a file is in no report.
 *
 * `pnpm build && node test/peers/adopt.mjs PROJECT [--patch FILE] [--install COMMAND] --output DIR … -- COMMAND …`
 *
 * PROJECT is a clone in which everything is installed. A part of DIR that is `*` stands for any name, and DIR is looked for in PROJECT.
 * COMMAND builds the project. Reports are looked for in the whole clone.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, extname, join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { packPackages } from './packed.mjs'
import { CHALKMARK, mustRun, run } from './spring-boot/run.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    patch: { type: 'string' },
    install: { type: 'string', default: 'npm install --save-dev' },
    output: { type: 'string', multiple: true, default: [] },
  },
})
const [project, ...command] = positionals.map((value, index) => (index === 0 ? resolve(value) : value))
const wanted = values.output
const COMPLAINT = /.*(?:ERESOLVE|peer dep|unmet peer|Unsupported engine|ESM only).*/gi

const git = (...args) => mustRun(['git', ...args], project)
git('checkout', '-q', '.')
for (const report of reports()) rmSync(report)
for (const folder of outputs()) rmSync(folder, { recursive: true })
const packed = packPackages(join(tmpdir(), 'chalkmark-adopt'))
const installed = run([...values.install.split(' '), ...packed], project)
// The commit has to be the project's own: what an install changes is not in it.
git('checkout', '-q', '.')
if (values.patch) git('apply', resolve(values.patch))
const built = spawnSync(command[0], command.slice(1), { cwd: project, encoding: 'utf8', maxBuffer: 1 << 28 })

const problems = []
if (installed.code !== 0) problems.push(`the install fails: ${installed.output.slice(-500)}`)
problems.push(...new Set(installed.output.match(COMPLAINT)))
if (built.status !== 0) problems.push(`the build fails: ${(built.stdout + built.stderr).slice(-1500)}`)
const said = (built.stdout + built.stderr).split('\n').filter((line) => /chalk/i.test(line))
for (const line of new Set(said)) console.log(line)

const hosts = reports().flatMap((report) => JSON.parse(readFileSync(report, 'utf8')))
const marked = new Set(hosts.flatMap((host) => host._CHALKS.map((chalk) => chalk._OP_ARTIFACT_PATH)))
const unmarked = new Set(hosts.flatMap((host) => host._UNMARKED.map(pathOf)))
const files = outputs().flatMap((folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name)),
)
const lost = files.filter((path) => !marked.has(path) && !unmarked.has(path))
for (const error of new Set(hosts.flatMap((host) => host._OP_ERRORS))) console.log(`report: ${error}`)
for (const path of lost) problems.push(`in no report: ${relative(project, path)}`)
const count = (set) => files.filter((path) => set.has(path)).length
console.log(
  '| project | files | marked | unmarked | in no report | reports | hosts |\n| --- | --: | --: | --: | --: | --: | --: |',
)
console.log(
  `| ${[basename(project), files.length, count(marked), count(unmarked), lost.length, reports().length, hosts.length].join(' | ')} |`,
)

const ask = (...args) => run([process.execPath, CHALKMARK, ...args], project)
const verified = ask('verify', '--quiet', ...outputs())
if (verified.code !== 0) problems.push(`verify: ${verified.output.slice(0, 800)}`)
const byType = new Map(files.filter((path) => marked.has(path)).map((path) => [extname(path), path]))
const found = ask(
  'find',
  '--json',
  ...byType.values(),
  ...reports().flatMap((report) => ['--report', report]),
)
for (const { file, found: all } of JSON.parse(/^\[\n.*^\]$/ms.exec(found.output)?.[0] ?? '[]'))
  console.log(
    relative(project, file),
    JSON.stringify(all[0] && { by: all[0].by, builds: all.length, ...all[0].origin }),
  )
for (const problem of problems) console.log(problem)
process.exitCode = problems.length > 0 ? 1 : 0

function outputs() {
  return wanted.flatMap((folder) => expanded(folder.split('/')))
}

/** The folders that a path with `*` in it leads to. */
function expanded([part, ...rest], from = project) {
  if (part === undefined) return existsSync(from) ? [from] : []
  if (part !== '*') return expanded(rest, join(from, part))
  const folders = readdirSync(from, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return folders.flatMap(({ name }) => expanded(rest, join(from, name)))
}

function reports(folder = project) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return ['node_modules', '.git'].includes(entry.name) ? [] : reports(path)
    return entry.name === 'chalk-report.json' ? [path] : []
  })
}

/** An entry of `_UNMARKED`: a path, with or without a reason. */
function pathOf(entry) {
  return typeof entry === 'string' ? entry : entry._OP_ARTIFACT_PATH
}
