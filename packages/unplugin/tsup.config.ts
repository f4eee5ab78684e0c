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

export default defineConfig([
  {
    // simple-git in one file: loading it so takes a third of the time and a quarter of the memory, which counts for
    // bundlers that are done in a tenth of a second. As ES module too: for the first CommonJS file that one imports,
    // Node starts a WebAssembly program that looks for its exports, and that takes 8 MB.
    entry: { 'simple-git': 'src/simple-git.ts' },
    format: ['esm', 'cjs'],
    noExternal: [/./],
    minify: true,
    metafile: true,
    esbuildOptions(options, { format }) {
      options.alias = { debug: path('./src/no-debug.ts') }
      // The CommonJS in it asks for Node's own modules by `require`.
      if (format === 'esm') {
        options.banner = {
          js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
        }
      }
    },
    target: 'node20',
    onSuccess: async () => writeNotices(path('./dist')),
  },
  {
    entry: entries.map((name) => `src/${name}.ts`),
    format: ['esm', 'cjs'],
    // The core goes in, in chunks by need: a few files to load with every build instead of a hundred.
    noExternal: [/^@chalkmark\//],
    esbuildPlugins: [
      {
        name: 'simple-git-in-one-file',
        setup: (build) => {
          const extension = build.initialOptions.format === 'cjs' ? 'cjs' : 'js'
          build.onResolve({ filter: /^simple-git$/ }, () => ({
            path: `./simple-git.${extension}`,
            external: true,
          }))
        },
      },
    ],
    dts: { resolve: [/^@chalkmark\//] },
    splitting: true,
    // Loaded with every build, and V8 keeps the text: half of it is half a megabyte less.
    minify: true,
    target: 'node20',
    esbuildOptions(options, { format }) {
      // tsup makes CommonJS of esbuild's modules with sucrase, which breaks minified class fields and `?.`: none are
      // left for it.
      if (format === 'cjs') Object.assign(options, { target: 'es2019', supported: { bigint: true } })
      options.alias = {
        // Sources, so that each module lands in the chunk of those who need it.
        '@chalkmark/core/config': path('../core/src/config/index.ts'),
        '@chalkmark/core': path('../core/src/index.ts'),
        '@chalkmark/mark/value': path('../mark/src/value.ts'),
        '@chalkmark/mark': path('../mark/src/index.ts'),
        // Browsers need a SHA-256 of their own; here node:crypto's does, and is faster.
        '@noble/hashes/sha2.js': path('../core/src/splices.ts'),
      }
    },
  },
])
