/** A few of the cases that `node test/fuzz/exact.mjs` runs, always the same ones. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const script = fileURLToPath(new URL('fuzz/exact.mjs', import.meta.url))

test('a mark that covers all of a binary file is that of one file only', () => {
  const args = [script, '--cases', '3000', '--seed', '7']
  const { status, stderr, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  expect(status, stderr).toBe(0)
  const { cases, samples } = JSON.parse(stdout)
  expect(samples).toBeGreaterThan(250)
  for (const kind of ['elf', 'macho', 'pe', 'wasm', 'gguf', 'safetensors', 'zip', 'tar', 'pyc'])
    expect(cases[kind], kind).toBeGreaterThan(100)
}, 300_000)
