import { fileURLToPath } from 'node:url'
import { defineConfig } from 'tsup'

const entries = [
  'index',
  'vite',
  'rollup',
  'rolldown',
  'webpack',
  'rspack',
  'rsbuild',
  'esbuild',
  'farm',
  'bun',
]

export default defineConfig({
  entry: entries.map((name) => `src/${name}.ts`),
  format: ['esm', 'cjs'],
  // The core goes in: one file to load with every build instead of fifty, and nothing more for users to install.
  noExternal: ['@chalkmark/core', '@chalkmark/mark', '@noble/hashes'],
  dts: { resolve: ['@chalkmark/core', '@chalkmark/mark'] },
  splitting: true,
  treeshake: true,
  shims: true,
  clean: true,
  target: 'node20',
  esbuildOptions(options) {
    // Browsers need a SHA-256 of their own; here node:crypto's does, and is faster.
    options.alias = { '@noble/hashes/sha2.js': fileURLToPath(new URL('./src/sha2.ts', import.meta.url)) }
  },
})
