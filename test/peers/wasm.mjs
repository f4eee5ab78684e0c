/**
 * The WebAssembly test suite, marked: each module must have the same imports, exports and custom sections for the engine of
 * Node or, where that refuses it, be as valid as before and have the same content for wasm-tools; removal must give the
 * old bytes back. Prints how many were marked, and how many were left alone for which reason; exits with 1 if anything differs.
 *
 * `pnpm build && node test/peers/wasm.mjs FOLDER`
 *
 * The folder is a checkout of github.com/WebAssembly/testsuite. Needs wasm-tools on the PATH (`cargo install wasm-tools`), which
 * makes the modules of the `.wast` files. Without it wabt does that, as far as it knows their features.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { CHALKMARK, FOR_NODE, run } from './spring-boot/run.mjs'

const SECTION = 'chalk.mark'
const work = mkdtempSync(join(tmpdir(), 'chalkmark-wasm-'))
const [plain, marked] = [join(work, 'plain'), join(work, 'marked')]

/** Each as a command for a file. */
const WASM_TOOLS = {
  modules: (suite, into) => [
    'wasm-tools',
    'json-from-wast',
    suite,
    '--wasm-dir',
    into,
    '-o',
    join(into, 'tests.json'),
  ],
  validate: (path) => ['wasm-tools', 'validate', '--features', 'all', path],
  print: (path) => ['wasm-tools', 'print', path],
}
const WABT = {
  modules: (suite, into) => ['wast2json', '--enable-all', suite, '-o', join(into, 'tests.json')],
  validate: (path) => ['wasm-validate', '--enable-all', path],
  print: (path) => ['wasm2wat', '--enable-all', '--no-check', path],
}
const TOOLS = spawnSync('wasm-tools', ['--version']).error ? WABT : WASM_TOOLS

/** The modules of all `.wast` files, as bytes. Those that are malformed as text have none. */
function makeModules(folder) {
  let failed = 0
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  const suites = files.filter(({ name }) => name.endsWith('.wast'))
  for (const [index, { name, parentPath }] of suites.entries()) {
    const into = join(plain, `${index}-${basename(name, '.wast')}`)
    mkdirSync(into, { recursive: true })
    const [tool, ...args] = TOOLS.modules(join(parentPath, name), into)
    if (spawnSync(tool, args).status !== 0) failed++
    for (const other of readdirSync(into).filter((each) => !each.endsWith('.wasm'))) rmSync(join(into, other))
  }
  console.log(
    `${suites.length} suites, of which ${TOOLS === WABT ? 'wabt' : 'wasm-tools'} cannot read ${failed}`,
  )
}

/** What the engine reads in a module, besides the mark, or else what the tools do. Why it is invalid may be found elsewhere. */
function read(path) {
  const content = byEngine(readFileSync(path))
  if (content !== undefined) return JSON.stringify(content)
  return said(TOOLS.validate(path), path).status === 0 ? JSON.stringify(contentOf(path)) : 'invalid'
}

function isValid(path) {
  return byEngine(readFileSync(path)) !== undefined || said(TOOLS.validate(path), path).status === 0
}

function said([tool, ...args], path) {
  const { status, stdout, stderr } = spawnSync(tool, args, { encoding: 'utf8', maxBuffer: 1 << 28 })
  return { status, stdout, stderr: stderr.replaceAll(path, 'FILE') }
}

/** The module as text. */
function contentOf(path) {
  const { status, stdout } = said(TOOLS.print(path), path)
  return [status, stdout.replace(/^ *\(@custom "chalk\.mark".*\n/m, '').replace(/\s+/g, ' ')]
}

function byEngine(bytes) {
  try {
    const module = new WebAssembly.Module(bytes)
    return [
      WebAssembly.Module.imports(module),
      WebAssembly.Module.exports(module),
      sectionsOf(bytes)
        .filter((name) => name !== SECTION)
        .map((name) => [
          name,
          WebAssembly.Module.customSections(module, name).map((content) =>
            Buffer.from(content).toString('hex'),
          ),
        ]),
    ]
  } catch {
    return undefined
  }
}

/** The names of a module's custom sections, in their order. */
function sectionsOf(bytes) {
  const names = []
  let at = 8
  const number = () => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
    }
  }
  while (at < bytes.length) {
    const id = bytes[at++]
    const end = number() + at
    if (id === 0) {
      const length = number()
      names.push(bytes.toString('utf8', at, at + length))
    }
    at = end
  }
  return names
}

function compare() {
  cpSync(plain, marked, { recursive: true })
  const report = join(work, 'report.json')
  run([process.execPath, CHALKMARK, 'insert', ...FOR_NODE, '--report', report, marked], work)
  const [{ _OP_ERRORS: errors = [] }] = JSON.parse(readFileSync(report, 'utf8'))
  const modules = readdirSync(plain, { recursive: true }).filter((name) => name.endsWith('.wasm'))
  const changed = modules.filter(
    (name) => !readFileSync(join(plain, name)).equals(readFileSync(join(marked, name))),
  )
  const wrong = changed
    .filter((name) => read(join(plain, name)) !== read(join(marked, name)))
    .map((name) => `${name}: reads differently`)
  const valid = modules.filter((name) => isValid(join(plain, name)))
  const { output } = run([process.execPath, CHALKMARK, 'verify', '--allow-unmarked', marked], work)
  if (/not valid|invalid|changed after/.test(output)) wrong.push(output)
  run([process.execPath, CHALKMARK, 'delete', marked], work)
  for (const name of modules)
    if (!readFileSync(join(plain, name)).equals(readFileSync(join(marked, name))))
      wrong.push(`${name}: removal does not give the old bytes back`)
  const alone = valid.filter((name) => !changed.includes(name))
  console.log(
    '| modules | valid | marked | valid, left alone | different |\n| ---: | ---: | ---: | ---: | ---: |',
  )
  console.log(`| ${[modules.length, valid.length, changed.length, alone.length, wrong.length].join(' | ')} |`)
  tell(errors)
  for (const line of [...alone.map((name) => `${name}: left alone`), ...wrong].slice(0, 20))
    console.log(`    ${line}`)
  return wrong.length === 0
}

/** Why modules were left alone. */
function tell(errors) {
  const reasons = new Map()
  for (const error of errors) {
    const reason = error.replace(/^[^:]*: /, '').replace(/\d+/g, 'N')
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  }
  for (const [reason, number] of [...reasons].sort((a, b) => b[1] - a[1]))
    console.log(`    ${number}  ${reason}`)
}

try {
  makeModules(process.argv[2])
  process.exitCode = compare() ? 0 : 1
} finally {
  rmSync(work, { recursive: true, force: true })
}
