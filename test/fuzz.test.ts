/** A few of the cases that `pnpm fuzz` runs, always the same ones. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const script = fileURLToPath(new URL('fuzz/fuzz.mjs', import.meta.url))

test('no file makes a codec throw, hang, take much memory or lose what it was given', () => {
  const { status, stderr, stdout } = spawnSync(process.execPath, [script, '--cases', '5000', '--seed', '7'], {
    encoding: 'utf8',
  })
  expect(status, stderr).toBe(0)
  const { outcomes } = JSON.parse(stdout)
  // Most broken files are refused: these cases would be worth little if all were.
  for (const codec of [
    'elf',
    'mach-o',
    'pe',
    'wasm',
    'gguf',
    'safetensors',
    'zip',
    'npm-tarball',
    'python-bytecode',
  ])
    expect(outcomes[`${codec} marked`], codec).toBeGreaterThan(0)
}, 120_000)
