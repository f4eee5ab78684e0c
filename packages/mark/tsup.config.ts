import { defineConfig } from 'tsup'

export default defineConfig([
  {
    entry: ['src/index.ts'],
    format: ['esm'],
    dts: true,
    target: 'node20',
  },
  {
    // For a page without a bundler: one file, @noble/hashes included.
    entry: { 'mark.min': 'src/index.ts' },
    format: ['esm'],
    platform: 'browser',
    target: 'es2022',
    noExternal: [/.*/],
    minify: true,
    outExtension: () => ({ js: '.js' }),
  },
])
