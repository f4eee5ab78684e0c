import { fileURLToPath } from 'node:url'
import { defineConfig } from 'tsup'
import { writeNotices } from './scripts/notices.js'

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

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

export default defineConfig({
  entry: entries.map((name) => `src/${name}.ts`),
  format: ['esm', 'cjs'],
  // The core and simple-git go in: a few files to load with every build instead of a hundred. It takes a third of the
  // time and a quarter of the memory, which counts for bundlers that are done in a tenth of a second.
  noExternal: [/^@chalkmark\//, /^@?simple-git/, /^@kwsites\//, 'debug', 'ms'],
  dts: { resolve: [/^@chalkmark\//] },
  splitting: true,
  clean: true,
  metafile: true,
  target: 'node20',
  esbuildOptions(options, { format }) {
    options.alias = {
      // Sources, so that each module lands in the chunk of those who need it.
      '@chalkmark/core/config': path('../core/src/config/index.ts'),
      '@chalkmark/core': path('../core/src/index.ts'),
      '@chalkmark/mark': path('../mark/src/index.ts'),
      // Browsers need a SHA-256 of their own; here node:crypto's does, and is faster.
      '@noble/hashes/sha2.js': path('./src/sha2.ts'),
    }
    // simple-git's dependencies are CommonJS and ask for Node's modules by `require`.
    if (format === 'esm') {
      options.banner = { js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);" }
    }
  },
  onSuccess: async () => writeNotices(path('./dist')),
})
