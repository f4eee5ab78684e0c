/** Bundles TypeScript of the fuzzers with the packages' sources as they are now, so that Node can run it. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const here = fileURLToPath(new URL('.', import.meta.url))
const source = (path) => join(here, '../..', path)

/**
 * Makes one `.mjs` file of each entry point.
 * @param names paths in this folder, without `.ts`.
 * @param outdir gets the files, by the last parts of these paths.
 * @param external packages that the files import when they run.
 */
export function bundle(names, outdir, external = []) {
  return build({
    entryPoints: names.map((name) => join(here, `${name}.ts`)),
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
    external,
    alias: {
      '@chalkmark/mark': source('packages/mark/src/index.ts'),
    },
  })
}
