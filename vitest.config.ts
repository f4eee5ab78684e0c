import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import tsconfig from './tsconfig.json' with { type: 'json' }

export default defineConfig({
  resolve: {
    // Unit tests run on the sources, also those in test/, whose tsconfig.json leads to the built packages as a user's
    // does. So this does not say `tsconfigPaths: true`.
    alias: Object.entries(tsconfig.compilerOptions.paths).map(([name, [file]]) => ({
      find: new RegExp(`^${name.replace('*', '(.*)')}$`),
      replacement: fileURLToPath(new URL(file!.replace('*', '$1'), import.meta.url)),
    })),
  },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 300_000,
    // What is waited for comes soon, but on a busy machine nobody knows when.
    expect: { poll: { timeout: 120_000 } },
  },
})
