/**
 * `pnpm check:packages`: packs each public package, asks publint and are-the-types-wrong about the tarball, and lets
 * TypeScript find a wrong option where nothing but the tarball is installed. Then all are installed as users do it, and
 * must be what was marked. Dependencies are compared with docs/dependencies.md.
 *
 * `node check-packages.mjs --keep DIR` leaves the tarballs in DIR: a release publishes the very files that were checked.
 */
import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { checkDependencies } from './dependencies.mjs'

/** What a user may write by mistake; the compiler has to see it. */
const MISTAKES = {
  'unplugin-chalk': `import { chalk, type ChalkOptions } from 'unplugin-chalk/vite'
const options: ChalkOptions = { hashedFiles: 'full', env: { show: ['CI'] as const }, keys: { 'X-TEAM': () => 'web' } }
chalk(options)
// @ts-expect-error
chalk({ templat: 'mark_all' })
// @ts-expect-error
chalk({ hashedFiles: 'ful' })
`,
  chalkmark: `import { defineConfig } from 'chalkmark'
defineConfig({ hashedFiles: 'full', allScripts: true })
// @ts-expect-error
defineConfig({ templat: 'mark_all' })
`,
}

const packages = fileURLToPath(new URL('../packages', import.meta.url))
const { values } = parseArgs({ options: { keep: { type: 'string' } } })
const out = mkdtempSync(join(tmpdir(), 'chalkmark-pack-'))
/** By package. */
const tarballs = new Map()
let failed = false

for (const name of readdirSync(packages)) {
  const dir = join(packages, name)
  let manifest
  try {
    manifest = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'))
  } catch {
    continue // not an npm package
  }
  if (manifest.private) continue
  console.log(`\n${manifest.name}`)
  run('pnpm', ['pack', '--pack-destination', out], dir)
  const known = [...tarballs.values()]
  const tarball = readdirSync(out)
    .map((file) => join(out, file))
    .find((file) => !known.includes(file))
  tarballs.set(manifest.name, tarball)
  run('pnpm', ['exec', 'publint', 'run', tarball, '--strict'], dir)
  // Node 10's resolution knows no `exports`; the oldest Node that runs this is 20.
  const profile = Object.values(manifest.exports ?? {}).some((entry) => entry.require) ? 'node16' : 'esm-only'
  run('pnpm', ['exec', 'attw', tarball, '--profile', profile, '--format', 'ascii'], dir)
  if (MISTAKES[manifest.name]) checkTypes(manifest.name, tarball)
}
checkMarks()
for (const problem of checkDependencies()) fail(problem)
if (values.keep !== undefined) {
  mkdirSync(values.keep, { recursive: true })
  for (const tarball of tarballs.values()) copyFileSync(tarball, join(values.keep, basename(tarball)))
}
rmSync(out, { recursive: true })
process.exit(failed ? 1 : 0)

/** What users install is what was marked, and says so itself; and nobody has to let it run scripts for that. */
function checkMarks() {
  const user = mkdtempSync(join(tmpdir(), 'chalkmark-user-'))
  writeFileSync(join(user, 'package.json'), '{ "private": true }')
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--omit', 'peer', '--prefer-offline']
  run('npm', ['install', ...quiet, ...tarballs.values()], user)
  for (const name of tarballs.keys()) {
    console.log(`\nchalkmark verify node_modules/${name}`)
    run(process.execPath, ['node_modules/chalkmark/bin.js', 'verify', `node_modules/${name}`], user)
  }
  rmSync(user, { recursive: true })
}

function checkTypes(name, tarball) {
  const user = mkdtempSync(join(tmpdir(), 'chalkmark-user-'))
  const installed = join(user, 'node_modules', name)
  mkdirSync(installed, { recursive: true })
  run('tar', ['-xzf', tarball, '-C', installed, '--strip-components', '1'], user)
  // The command's package is for `import` alone.
  const files = name === 'chalkmark' ? ['use.mts'] : ['use.mts', 'use.cts']
  for (const file of files) writeFileSync(join(user, file), MISTAKES[name])
  const compilerOptions = { noEmit: true, strict: true, skipLibCheck: true, module: 'nodenext', types: [] }
  writeFileSync(join(user, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }))
  run('pnpm', ['exec', 'tsc', '-p', user], packages)
  rmSync(user, { recursive: true })
}

function run(command, args, cwd) {
  const { status } = spawnSync(command, args, { cwd, stdio: 'inherit', shell: process.platform === 'win32' })
  if (status !== 0) failed = true
}

function fail(problem) {
  console.error(`error: ${problem}`)
  failed = true
}
