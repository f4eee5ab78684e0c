import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'tsup'
import { browserBundle } from '../tsup.config.js'

/** Builds dist/mark.min.js from the sources as they are now, in a temporary folder, and gives its bytes. */
export async function buildBrowserBundle(): Promise<Buffer> {
  const outDir = mkdtempSync(join(tmpdir(), 'chalkmark-bundle-'))
  try {
    const source = fileURLToPath(new URL('../src/index.ts', import.meta.url))
    await build({ ...browserBundle, entry: { 'mark.min': source }, outDir, config: false, silent: true })
    return readFileSync(join(outDir, 'mark.min.js'))
  } finally {
    rmSync(outDir, { recursive: true, force: true })
  }
}
