import { defineConfig } from 'rolldown'
import { chalk } from 'unplugin-chalk/rolldown'

export default defineConfig({
  input: '../app/src/program.js',
  platform: 'node',
  output: { dir: 'dist', minify: true, sourcemap: true },
  plugins: [chalk()],
})
