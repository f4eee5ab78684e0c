import { defineConfig } from '@farmfe/core'
import { chalk } from 'unplugin-chalk/farm'

export default defineConfig({
  compilation: {
    input: { index: './index.html' },
    output: { path: 'dist/web' },
    // Polyfills would need core-js.
    presetEnv: false,
  },
  plugins: [chalk()],
})
