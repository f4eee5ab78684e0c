import { chalk } from 'unplugin-chalk/vite'
import { defineConfig } from 'vite'

export default defineConfig({
  // The icon and the wasm module as files of their own, not as data URLs.
  build: { assetsInlineLimit: 0, sourcemap: true },
  plugins: [chalk()],
})
