import { defineConfig } from '@rsbuild/core'
import { chalk } from 'unplugin-chalk/rsbuild'

export default defineConfig({
  source: { entry: { index: './main.js' } },
  html: { template: './index.html' },
  // The icon and the wasm module as files of their own, not as data URLs.
  output: { dataUriLimit: 0 },
  plugins: [chalk()],
})
