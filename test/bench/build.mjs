/**
 * One build in a process of its own: `node build.mjs BUNDLER APP OUT with|without`.
 * Prints one line of JSON: milliseconds since the process began and peak memory in bytes, esbuild's own process
 * included.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const [bundler, app, out, which] = process.argv.slice(2)
const entry = join(app, 'src/main.js')
const chalk = async (name) => (which === 'with' ? [(await import(`unplugin-chalk/${name}`)).chalk()] : [])

process.chdir(app)
await builders()[bundler]()
console.log(
  JSON.stringify({ ms: performance.now(), peak: process.resourceUsage().maxRSS * 1024 + peakOfChildren() }),
)
process.exit(0)

function builders() {
  return {
    async vite() {
      const { build } = await import('vite')
      await build({
        root: app,
        configFile: false,
        logLevel: 'silent',
        build: { outDir: out, emptyOutDir: true },
        plugins: await chalk('vite'),
      })
    },
    async rollup() {
      const { rollup } = await import('rollup')
      const bundle = await rollup({ input: entry, plugins: await chalk('rollup'), logLevel: 'silent' })
      await bundle.write({ dir: out, format: 'es', entryFileNames: '[name]-[hash].js' })
      await bundle.close()
    },
    async webpack() {
      const { default: webpack } = await import('webpack')
      await runCompiler(webpack, await chalk('webpack'))
    },
    async rspack() {
      const { rspack } = await import('@rspack/core')
      await runCompiler(rspack, await chalk('rspack'))
    },
    async esbuild() {
      const { build } = await import('esbuild')
      await build({
        entryPoints: [entry],
        bundle: true,
        splitting: true,
        format: 'esm',
        minify: true,
        outdir: out,
        entryNames: '[name]-[hash]',
        logLevel: 'silent',
        plugins: await chalk('esbuild'),
      })
    },
  }
}

function runCompiler(make, plugins) {
  const compiler = make({
    mode: 'production',
    context: app,
    entry,
    output: { path: out, filename: '[name].[contenthash].js', clean: true },
    devtool: false,
    infrastructureLogging: { level: 'none' },
    plugins,
  })
  return new Promise((resolve, reject) => {
    compiler.run((error, stats) => {
      const failure = error ?? (stats.hasErrors() ? new Error(stats.toString('errors-only')) : undefined)
      compiler.close((closeError) => (failure || closeError ? reject(failure ?? closeError) : resolve()))
    })
  })
}

/** Peak memory of processes that this one has started and that still run: esbuild's service. Linux only. */
function peakOfChildren() {
  try {
    const tasks = readdirSync('/proc/self/task')
    const children = tasks
      .flatMap((task) => readFileSync(`/proc/self/task/${task}/children`, 'utf8').split(' '))
      .filter(Boolean)
    return children.reduce((sum, pid) => {
      const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
      return sum + Number(kilobytes ?? 0) * 1024
    }, 0)
  } catch {
    return 0
  }
}
