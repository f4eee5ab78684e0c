import { build } from 'esbuild'
import { chalk } from 'unplugin-chalk/esbuild'

const shared = { bundle: true, format: 'esm', splitting: true, sourcemap: true, logLevel: 'info' }

await build({
  ...shared,
  entryPoints: ['main.js', '../app/src/worker.js', 'index.html'],
  entryNames: '[name]',
  outdir: 'dist/web',
  loader: { '.html': 'copy', '.svg': 'file', '.wasm': 'file' },
  plugins: [chalk()],
})

await build({
  ...shared,
  entryPoints: ['../app/src/program.js'],
  platform: 'node',
  outdir: 'dist/server',
  outExtension: { '.js': '.mjs' },
  plugins: [chalk()],
})
