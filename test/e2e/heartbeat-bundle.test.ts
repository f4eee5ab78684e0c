/** A program that imports `chalkmark/heartbeat` and is bundled. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { makeTree } from '../../packages/core/test/disk/tree.js'

const MODULE = fileURLToPath(new URL('../../packages/cli/dist/heartbeat.js', import.meta.url))

test('runs without the worker, which the bundle does not have, and says so', async () => {
  const root = makeTree({
    'app.mjs': `import ${JSON.stringify(MODULE)}; setInterval(() => {}, 1000)`,
  })
  const outfile = join(root, 'bundle.mjs')
  await build({
    entryPoints: [join(root, 'app.mjs')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
  })
  const child = spawn(process.execPath, [outfile], { stdio: ['ignore', 'ignore', 'pipe'] })
  const [line] = await once(createInterface({ input: child.stderr }), 'line')
  expect(line).toMatch(
    /^warning: chalkmark\/heartbeat has stopped: Cannot find module .*heartbeat-worker\.js/,
  )
  expect(child.exitCode).toBeNull()
  child.kill('SIGKILL')
})
