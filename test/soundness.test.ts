/** A few of the cases that `node test/fuzz/soundness.mjs` runs, always the same ones. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const script = fileURLToPath(new URL('fuzz/soundness.mjs', import.meta.url))

test('a changed artifact whose mark is still valid is the same to the programs that read it', () => {
  const args = [script, '--cases', '3000', '--seed', '7']
  const { status, stderr, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  expect(status, stderr).toBe(0)
  const { cases, samples } = JSON.parse(stdout)
  expect(samples).toBeGreaterThan(300)
  // Every kind of artifact has been changed.
  expect(Object.keys(cases).length).toBeGreaterThan(20)
}, 300_000)
