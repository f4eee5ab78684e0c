/**
 * What published packages bring to those who install them: every run-time dependency with all of theirs, and what is
 * bundled into published files. docs/dependencies.md has the table; this keeps it true.
 */
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const packages = fileURLToPath(new URL('../packages', import.meta.url))
const table = fileURLToPath(new URL('../docs/dependencies.md', import.meta.url))

/** Licences that a MIT package may bring along. */
const LICENCES = ['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0']
/** Scripts that npm runs when a package is installed. */
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall']

/**
 * Compares what is installed with the table.
 * @returns what is wrong, one line each. Needs built packages.
 */
export function checkDependencies() {
  const problems = []
  const found = collect(problems)
  const told = rowsOf(readFileSync(table, 'utf8'))
  for (const [name, { row }] of found) {
    if (!told.has(name)) problems.push(`docs/dependencies.md lacks ${name}: add | ${row} | what for |`)
    else if (told.get(name).row !== row) {
      problems.push(`docs/dependencies.md has | ${told.get(name).row} | where it must be | ${row} |`)
    } else if (!told.get(name).purpose) problems.push(`docs/dependencies.md does not say what ${name} is for`)
  }
  for (const name of told.keys()) {
    if (!found.has(name)) problems.push(`docs/dependencies.md has ${name}, which no package brings any more`)
  }
  const count = /^(\d+) packages/m.exec(readFileSync(table, 'utf8'))?.[1]
  if (Number(count) !== found.size) {
    problems.push(`docs/dependencies.md counts ${count ?? 'no'} packages; there are ${found.size}`)
  }
  return problems
}

/** @returns by name, the first columns of its row. */
function collect(problems) {
  const found = new Map()
  for (const [dir, manifest] of ours()) {
    checkScripts(manifest, problems)
    for (const [name, range] of Object.entries(manifest.dependencies ?? {})) {
      if (range.startsWith('workspace:')) continue
      add(dir, name, { range, by: manifest.name, how: 'installed' })
    }
    const notices = join(dir, 'dist/NOTICES.txt')
    for (const [, name] of existsSync(notices) ? readFileSync(notices, 'utf8').matchAll(NOTICE) : []) {
      addBundled(dir, name, manifest.name)
    }
  }
  for (const [name, { manifest, ways }] of found) {
    if (!LICENCES.includes(manifest.license)) problems.push(`${name} has the licence ${manifest.license}`)
    checkScripts(manifest, problems)
    const ranges = [...new Set(ways.map(({ range }) => range))].sort().join(', ')
    const users = [...new Set(ways.map(({ by, how }) => (how === 'bundled' ? `${by} (bundled)` : by)))].sort()
    found.get(name).row = [name, ranges, manifest.license, users.join(', ')].join(' | ')
  }
  return found

  function add(from, name, way) {
    const folder = folderOf(from, name)
    if (!folder) return problems.push(`${way.by} needs ${name}, which is not installed`)
    const manifest = readManifest(folder)
    const entry = found.get(name) ?? { manifest, ways: [] }
    const isNew = !entry.ways.some(
      ({ range, by, how }) => range === way.range && by === way.by && how === way.how,
    )
    found.set(name, entry)
    if (!isNew) return
    entry.ways.push(way)
    for (const [inner, range] of Object.entries({
      ...manifest.dependencies,
      ...manifest.optionalDependencies,
    })) {
      add(folder, inner, { range, by: name, how: way.how === 'bundled' ? 'bundled by' : 'installed' })
    }
  }

  /** What is bundled is as the lockfile has it. Only what went into the files counts, not all that it could need. */
  function addBundled(from, name, by) {
    const folder = folderOf(from, name) ?? inStore(name)
    if (!folder) return problems.push(`${by} bundles ${name}, which is not installed`)
    const manifest = readManifest(folder)
    const entry = found.get(name) ?? { manifest, ways: [] }
    entry.ways.push({ range: manifest.version, by, how: 'bundled' })
    found.set(name, entry)
  }
}

/** `name 1.2.3` after a line of dashes. */
const NOTICE = /^-{80}\n\n(\S+) \S+$/gm

function checkScripts({ name, scripts = {}, isCompiled }, problems) {
  const found = INSTALL_SCRIPTS.filter((script) => scripts[script])
  for (const script of found)
    problems.push(`${name} has a script that npm runs when it is installed: ${script}`)
  if (isCompiled) problems.push(`${name} is compiled when it is installed`)
}

function* ours() {
  for (const name of readdirSync(packages)) {
    const dir = join(packages, name)
    if (!existsSync(join(dir, 'package.json'))) continue
    const manifest = readManifest(dir)
    if (!manifest.private) yield [dir, manifest]
  }
}

function readManifest(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return { ...manifest, isCompiled: existsSync(join(folder, 'binding.gyp')) }
}

/** As Node finds it. */
function folderOf(from, name) {
  for (let folder = realpathSync(from); ; folder = dirname(folder)) {
    const path = join(folder, 'node_modules', name)
    if (existsSync(path)) return realpathSync(path)
    if (folder === dirname(folder)) return undefined
  }
}

/** pnpm keeps what others depend on here. */
function inStore(name) {
  const path = join(packages, '../node_modules/.pnpm/node_modules', name)
  return existsSync(path) ? realpathSync(path) : undefined
}

/** @returns by name, its row without the last column, and that. */
function rowsOf(text) {
  const rows = text.split('\n').filter((line) => /^\| (?!package \|)[a-z@]/.test(line))
  return new Map(
    rows.map((line) => {
      const cells = line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim())
      return [cells[0], { row: cells.slice(0, -1).join(' | '), purpose: cells.at(-1) }]
    }),
  )
}
