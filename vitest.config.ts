import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  resolve: {
    // Unit tests run on the sources; the playgrounds' builds use the built packages, as users do.
    alias: [
      { find: /^@chalkmark\/mark$/, replacement: source('./packages/mark/src/index.ts') },
      { find: /^@chalkmark\/mark\/value$/, replacement: source('./packages/mark/src/value.ts') },
      { find: /^@chalkmark\/mark\/order$/, replacement: source('./packages/mark/src/order.ts') },
      { find: /^@chalkmark\/core$/, replacement: source('./packages/core/src/index.ts') },
      { find: /^@chalkmark\/core\/files$/, replacement: source('./packages/core/src/operations/index.ts') },
      { find: /^@chalkmark\/core\/print$/, replacement: source('./packages/core/src/print.ts') },
      { find: /^@chalkmark\/core\/config$/, replacement: source('./packages/core/src/config/index.ts') },
    ],
  },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 300_000,
  },
})
