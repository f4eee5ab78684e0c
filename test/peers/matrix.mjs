/**
 * Every release of the bundlers that the README names, each with a minimal project: our packages are packed and installed
 * with plain `npm install`, the README's lines are its config, and it is built. npm must complain about nothing, every file
 * must be in the report, and `verify` must find every mark. Prints a row for each; exits with 1 if anything is wrong.
 *
 * `pnpm build && node test/peers/matrix.mjs [--folder DIR] [--only vite] [--only esbuild@0.17]`
 *
 * Needs npm's registry. What is installed stays in the folder and is used again unless our packages have changed.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { PROJECTS } from './matrix/projects.mjs'
import { commandOf, install, packPackages } from './packed.mjs'
import { mustRun, run, writeFiles } from './spring-boot/run.mjs'

const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: join(tmpdir(), 'chalkmark-matrix') },
    only: { type: 'string', multiple: true, default: [] },
  },
})

const packed = packPackages(values.folder)
/** One folder for each release: its projects differ in their config only. */
const installed = new Map()

/** Installs a release once. */
function installOnce({ bundler, version }, folder) {
  const known = installed.get(folder)
  if (known) return known
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  writeFiles(folder, { 'package.json': JSON.stringify({ private: true }) })
  const result = install(folder, [`${bundler}@${version}`, ...packed])
  installed.set(folder, result)
  return result
}

/** @returns what is wrong, one line each. */
function problemsOf(project) {
  const { bundler, version, type, files, command } = project
  const folder = join(values.folder, `${bundler.replaceAll('/', '-')}-${version}`)
  const { code, output, complaints } = installOnce(project, folder)
  if (code !== 0) return { problems: [`npm install fails: ${complaints[0] ?? output.slice(-500)}`] }
  const problems = [...new Set(complaints)]
  const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  for (const name of readdirSync(folder))
    if (!['node_modules', 'package.json', 'package-lock.json'].includes(name))
      rmSync(join(folder, name), { recursive: true })
  writeFiles(folder, {
    ...files,
    'package.json': JSON.stringify({ ...about, name: 'app', version: '1.0.0', type }),
    '.gitignore': 'node_modules\ndist\nchalk-report.json\n',
  })
  const git = (...args) =>
    mustRun(['git', '-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], folder)
  git('init', '-q')
  git('add', '-A')
  git('commit', '-qm', 'First')
  const release = JSON.parse(
    readFileSync(join(folder, 'node_modules', bundler, 'package.json'), 'utf8'),
  ).version
  const build = run([process.execPath, ...command], folder)
  if (build.code !== 0)
    return { release, problems: [...problems, `the build fails: ${build.output.slice(-1000)}`] }
  if (/\[DEP0\d+\]|ExperimentalWarning/.test(build.output))
    problems.push(/.*(?:\[DEP0\d+\]|ExperimentalWarning).*/.exec(build.output)[0])
  problems.push(...outputProblems(folder, bundler, release))
  return { release, problems }
}

function outputProblems(folder, bundler, release) {
  if (!existsSync(join(folder, 'chalk-report.json'))) return ['there is no report']
  const [report] = JSON.parse(readFileSync(join(folder, 'chalk-report.json'), 'utf8'))
  const problems = report._OP_ERRORS.map((error) => `report: ${error}`)
  const names = readdirSync(join(folder, 'dist'), { recursive: true }).filter((name) =>
    /\.(m?js|html|css)$/.test(name),
  )
  if (names.length < 2) problems.push(`only ${names.length} files were built`)
  if (report._CHALKS.length !== names.length)
    problems.push(`${report._CHALKS.length} of ${names.length} files are marked`)
  if (!String(report['_X-BUNDLER']).startsWith(`${bundler.replace(/^@|(?:fe)?\/core$/g, '')} ${release}`))
    problems.push(`the report calls the bundler ${report['_X-BUNDLER']}`)
  const check = (...args) => {
    const { code, output } = run([process.execPath, commandOf(folder), ...args], folder)
    if (code !== 0) problems.push(`chalkmark ${args[0]}: ${output.slice(0, 500)}`)
  }
  check('verify', 'dist')
  check('find', ...names.map((name) => join('dist', name)))
  return problems
}

const rows = ['| bundler | release | config | result |', '| --- | --- | --- | --- |']
let wrong = 0
for (const project of PROJECTS) {
  const name = `${project.bundler}@${project.version}`
  const isWanted = values.only.some((only) => only === project.bundler || only === name)
  if (values.only.length > 0 && !isWanted) continue
  const { release = project.version, problems } = problemsOf(project)
  if (problems.length > 0) wrong++
  const result = problems.length === 0 ? 'works' : problems.join('; ').replaceAll('\n', ' ')
  rows.push(`| ${project.bundler} | ${release} | ${project.config} | ${result} |`)
  console.error(rows.at(-1))
}
console.log(rows.join('\n'))
process.exitCode = wrong > 0 ? 1 : 0
