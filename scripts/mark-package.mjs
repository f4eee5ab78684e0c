/**
 * `node mark-package.mjs insert|delete` in a package's folder: marks what is published of it before it is packed, and takes
 * the marks out afterwards. The marks hold nothing but what follows from commit and package, so a build stays reproducible.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url))
const command = path('../packages/cli/bin.js')
if (!existsSync(path('../packages/cli/dist')))
  throw new Error('packages/cli is not built: run pnpm build first')

const [operation] = process.argv.slice(2)
const config = operation === 'insert' ? ['--config', path('marks.json')] : ['--no-config']
const files = ['dist', 'bin.js'].filter((name) => existsSync(name))
const { status } = spawnSync(process.execPath, [command, operation, '--quiet', ...config, ...files], {
  // What it prints for programs is of no use here.
  stdio: ['ignore', 'ignore', 'inherit'],
})
process.exit(status ?? 1)
