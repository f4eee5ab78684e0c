import { chalk } from 'unplugin-chalk/bun'

await Bun.build({
  entrypoints: ['index.html', 'worker.js'],
  outdir: 'dist/web',
  splitting: true,
  minify: true,
  sourcemap: 'linked',
  plugins: [chalk()],
})

await Bun.build({
  entrypoints: ['program.js'],
  outdir: 'dist/server',
  target: 'node',
  naming: '[name].mjs',
  splitting: true,
  sourcemap: 'linked',
  plugins: [chalk()],
})
