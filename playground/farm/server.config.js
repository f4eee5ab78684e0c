import { defineConfig } from '@farmfe/core'
import { chalk } from 'unplugin-chalk/farm'

export default defineConfig({
  compilation: {
    input: { program: './program.js' },
    output: { path: 'dist/server', targetEnv: 'node', entryFilename: '[entryName].mjs' },
  },
  plugins: [chalk()],
})
