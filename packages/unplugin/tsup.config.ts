import { fileURLToPath } from 'node:url'
import type { Plugin } from 'esbuild'
import { defineConfig } from 'tsup'
import { notices } from '../../scripts/notices.js'

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

/** What CommonJS has instead. */
const META = { 'import.meta.url': '__filename' }

/** Leaves an import to another file of the package, which is loaded when it is needed. */
function outside(filter: RegExp, path: string): Plugin {
  return {
    name: `outside:${path}`,
    setup: ({ onResolve }) => {
      onResolve({ filter }, ({ kind }) => (kind === 'dynamic-import' ? { path, external: true } : undefined))
    },
  }
}

const bundled = notices(path('./dist'))

export default defineConfig([
  {
    // What marks: loaded when a build begins. simple-git, bundled into one file, takes a third of the time and a quarter
    // of the memory to load. What archives need, which few builds want, is apart too, with what it needs of the core once
    // more.
    entry: { session: 'src/session.ts', archive: 'src/archive.ts', 'simple-git': 'src/simple-git.ts' },
    format: ['esm'],
    splitting: false,
    removeNodeProtocol: false,
    noExternal: [/^(?!picomatch$|node:)/],
    esbuildPlugins: [
      bundled,
      outside(/^simple-git$/, './simple-git.js'),
      outside(/^\.\/archive\.js$/, './archive.js'),
    ],
    // V8 keeps the text: half of it is half a megabyte less.
    minify: true,
    esbuildOptions(options) {
      options.alias = { debug: path('./src/no-debug.ts') }
      // simple-git's and yazl's dependencies are CommonJS and ask for Node's modules by `require`.
      options.banner = {
        js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
      }
    },
    target: 'node20',
  },
  {
    // What checks options, which a config file waits for.
    entry: { options: 'src/options.ts' },
    format: ['cjs'],
    splitting: false,
    removeNodeProtocol: false,
    noExternal: [/^@chalkmark\//],
    esbuildPlugins: [bundled],
    minify: true,
    target: 'node20',
  },
  {
    // One file for each: Node needs about a millisecond for every file that a config loads.
    entry: entries.map((name) => `src/${name}.ts`),
    format: ['esm', 'cjs'],
    splitting: false,
    removeNodeProtocol: false,
    noExternal: [/^@chalkmark\//],
    esbuildPlugins: [bundled, outside(/^\.\/session\.js$/, './session.js')],
    dts: { compilerOptions: { baseUrl: '../..' } },
    minify: true,
    target: 'node20',
    esbuildOptions(options, { format }) {
      if (format === 'cjs') options.define = META
    },
  },
])
