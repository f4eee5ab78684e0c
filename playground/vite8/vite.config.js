import { chalk } from 'unplugin-chalk/vite'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [chalk()],
})
