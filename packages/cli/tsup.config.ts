import { fileURLToPath } from 'node:url'
import { defineConfig } from 'tsup'
import { notices } from '../unplugin/scripts/notices.js'

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

export default defineConfig({
  entry: { bin: 'src/bin.ts', index: 'src/index.ts' },
  format: ['esm'],
  // The core and simple-git go in, cut into chunks by command: what a command does not need is never read.
  noExternal: [/^@chalkmark\//, /^@?simple-git/, /^@kwsites\//, 'debug', 'ms'],
  dts: { entry: { index: 'src/index.ts' }, resolve: [/^@chalkmark\//] },
  splitting: true,
  esbuildPlugins: [notices(path('./dist'))],
  clean: true,
  target: 'node20',
  esbuildOptions(options) {
    // Our own packages are found as sources, by the paths in tsconfig.json, so that each module lands in the chunk of
    // those who need it. Browsers need a SHA-256 of their own; here node:crypto's does, and is faster.
    options.alias = { '@noble/hashes/sha2.js': path('../core/src/splices.ts') }
    // simple-git's dependencies are CommonJS and ask for Node's modules by `require`.
    options.banner = {
      js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
    }
  },
})
