/** `pnpm check:packages`: packs each public package and asks publint and are-the-types-wrong about the tarball. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

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
  rmSync(tarball)
}
rmSync(out, { recursive: true })
process.exit(failed ? 1 : 0)

function run(command, args, cwd) {
  const { status } = spawnSync(command, args, { cwd, stdio: 'inherit', shell: process.platform === 'win32' })
  if (status !== 0) failed = true
}
