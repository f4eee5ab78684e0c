import { fileURLToPath } from 'node:url'
import { defineConfig } from 'tsup'
import { embed } from '../../scripts/embed.js'
import { notices } from '../../scripts/notices.js'

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

export default defineConfig({
  // The reporter is a process of its own, the worker a thread.
  entry: {
    bin: 'src/bin.ts',
    index: 'src/index.ts',
    reporter: 'src/exec/reporter.ts',
    heartbeat: 'src/heartbeat/index.ts',
    'heartbeat-worker': 'src/heartbeat/worker.ts',
  },
  format: ['esm'],
  // The core, commander and simple-git go in, cut into chunks by command: what a command does not need is never read. The
  // paths in tsconfig.json lead to the core's sources.
  noExternal: ['commander', /^@chalkmark\//, /^@noble\//, /^@?simple-git/, /^@kwsites\//, 'debug', 'ms'],
  dts: {
    entry: { index: 'src/index.ts', heartbeat: 'src/heartbeat/index.ts' },
    compilerOptions: { baseUrl: '../..' },
  },
  splitting: true,
  esbuildPlugins: [embed(), notices(path('./dist'))],
  clean: true,
  target: 'node20',
  esbuildOptions(options) {
    // simple-git's dependencies are CommonJS and ask for Node's modules by `require`.
    options.banner = {
      js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
    }
  },
})
