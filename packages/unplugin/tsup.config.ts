import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'esbuild'
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

/** Sources, so that each module lands in the chunk of those who need it. */
const sources = {
  '@chalkmark/core/config': path('../core/src/config/index.ts'),
  '@chalkmark/core': path('../core/src/index.ts'),
  '@chalkmark/mark/value': path('../mark/src/value.ts'),
  '@chalkmark/mark': path('../mark/src/index.ts'),
  // Browsers need a SHA-256 of their own; here node:crypto's does, and is faster.
  '@noble/hashes/sha2.js': path('../core/src/splices.ts'),
}

/**
 * tsup makes CommonJS of esbuild's modules with sucrase, which breaks minified class fields and `?.`: none are left
 * for it.
 */
const FOR_SUCRASE = { target: 'es2019', supported: { bigint: true } }

/** For bundled CommonJS that asks for Node's own modules by `require`, and for nothing else. */
const REQUIRE = 'const require=process.getBuiltinModule;'

/** Leaves an import to another file of the package, of the same format. */
function outside(filter: RegExp, file: string): Plugin {
  return {
    name: `outside:${file}`,
    setup: ({ initialOptions, onResolve }) => {
      const extension = initialOptions.format === 'cjs' ? 'cjs' : 'js'
      onResolve({ filter }, ({ importer }) => {
        const isItself = basename(importer, '.ts') === basename(file)
        return isItself ? undefined : { path: `${file}.${extension}`, external: true }
      })
    },
  }
}

/**
 * Takes node:crypto without its ES module form: to make that, Node loads all of Web Crypto, for a few names that need
 * none of it.
 */
const plainCrypto: Plugin = {
  name: 'plain-crypto',
  setup: ({ initialOptions, onResolve, onLoad }) => {
    if (initialOptions.format === 'cjs') return
    onResolve({ filter: /^node:crypto$/ }, () => ({ path: 'node:crypto', namespace: 'plain-crypto' }))
    onLoad({ filter: /.*/, namespace: 'plain-crypto' }, () => ({
      contents: "export const { createHash, randomBytes } = process.getBuiltinModule('node:crypto')",
    }))
  },
}

export default defineConfig([
  {
    // simple-git in one file: loading it so takes a third of the time and a quarter of the memory, which counts for
    // bundlers that are done in a tenth of a second. As ES module too: for the first CommonJS file that one imports,
    // Node starts a WebAssembly program that looks for its exports, and that takes 8 MB.
    // What archives need, which few builds want, is apart too, with what it needs of the core once more.
    entry: { 'simple-git': 'src/simple-git.ts', archive: 'src/archive.ts' },
    format: ['esm', 'cjs'],
    splitting: false,
    noExternal: [/./],
    esbuildPlugins: [outside(/^simple-git$/, './simple-git')],
    minify: true,
    metafile: true,
    esbuildOptions(options, { format }) {
      options.alias = {
        ...sources,
        '@chalkmark/core/files': path('../core/src/operations/index.ts'),
        debug: path('./src/no-debug.ts'),
      }
      if (format === 'esm') options.banner = { js: REQUIRE }
    },
    target: 'node20',
    onSuccess: async () => writeNotices(path('./dist')),
  },
  {
    entry: ['src/chalk.ts'],
    removeNodeProtocol: false,
    format: ['esm', 'cjs'],
    // The core goes in, in chunks by need: a few files to load with every build instead of a hundred.
    noExternal: [/^@chalkmark\//],
    esbuildPlugins: [
      outside(/^simple-git$/, './simple-git'),
      outside(/^\.\/archive\.js$/, './archive'),
      plainCrypto,
    ],
    splitting: true,
    // Loaded with every build, and V8 keeps the text: half of it is half a megabyte less.
    minify: true,
    target: 'node20',
    esbuildOptions(options, { format }) {
      if (format === 'cjs') Object.assign(options, FOR_SUCRASE)
      options.alias = sources
    },
  },
  {
    entry: entries.map((name) => `src/${name}.ts`),
    format: ['esm', 'cjs'],
    noExternal: [/^@chalkmark\//],
    esbuildPlugins: [outside(/^\.\/chalk\.js$/, './chalk')],
    dts: { resolve: [/^@chalkmark\//] },
    minify: true,
    target: 'node20',
    esbuildOptions(options, { format }) {
      if (format === 'cjs') Object.assign(options, FOR_SUCRASE)
      options.alias = sources
    },
  },
])
