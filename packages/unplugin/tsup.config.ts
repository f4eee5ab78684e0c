import { fileURLToPath } from 'node:url'
import { defineConfig } from 'tsup'
import { notices } from '../../scripts/notices.js'

const DIST = fileURLToPath(new URL('dist', import.meta.url))
const ENTRIES = [
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
  // webpack loads its loader by its path.
  entry: [...ENTRIES, 'bundlers/webpack-loader'].map((name) => `src/${name}.ts`),
  format: ['esm'],
  // What package.json has under `dependencies` is imported, all else goes in: our own packages, of which a build needs a
  // part; and unplugin, which takes 8 to 30 ms to load with its packages, and 5 as a part of one file. What marks
  // becomes a file of its own, since it is loaded with `import()`; so does what packs archives.
  dts: { compilerOptions: { baseUrl: '../..' } },
  esbuildPlugins: [notices(DIST)],
  clean: true,
  target: 'node20',
})
