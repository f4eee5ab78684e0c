/**
 * `pnpm check:packages`: packs each public package, asks publint and are-the-types-wrong about the tarball, and lets
 * TypeScript find a wrong option where nothing but the tarball is installed.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

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
const out = mkdtempSync(join(tmpdir(), 'chalkmark-pack-'))
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
  const tarball = join(
    out,
    readdirSync(out).find((file) => file.endsWith('.tgz')),
  )
  run('pnpm', ['exec', 'publint', 'run', tarball, '--strict'], dir)
  // Node 10's resolution knows no `exports`; the oldest Node that runs this is 20.
  const profile = Object.values(manifest.exports ?? {}).some((entry) => entry.require) ? 'node16' : 'esm-only'
  run('pnpm', ['exec', 'attw', tarball, '--profile', profile, '--format', 'ascii'], dir)
  if (MISTAKES[manifest.name]) checkTypes(manifest.name, tarball)
  rmSync(tarball)
}
rmSync(out, { recursive: true })
process.exit(failed ? 1 : 0)

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
