import { defineConfig, type Options } from 'tsup'

/** For a page without a bundler: one minified file, @noble/hashes included. */
export const browserBundle: Options = {
  entry: { 'mark.min': 'src/index.ts' },
  format: ['esm'],
  platform: 'browser',
  target: 'es2022',
  noExternal: [/.*/],
  minify: true,
}

export default defineConfig([
  { entry: ['src/index.ts', 'src/value.ts', 'src/order.ts'], format: ['esm'], dts: true, target: 'node20' },
  browserBundle,
])
