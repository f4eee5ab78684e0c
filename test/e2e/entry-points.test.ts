/** Every entry point gives the same function by whichever way a config asks for it. */
import { createRequire } from 'node:module'
import { expect, test } from 'vitest'

const BUNDLERS = ['vite', 'rollup', 'rolldown', 'webpack', 'rspack', 'rsbuild', 'esbuild', 'farm', 'bun']
const require = createRequire(import.meta.url)

test.each(BUNDLERS)('unplugin-chalk/%s', async (bundler) => {
  const name = `unplugin-chalk/${bundler}`
  for (const module of [await import(name), require(name)]) {
    expect(module.chalk).toBeTypeOf('function')
    expect(module.default).toBe(module.chalk)
    expect(() => module.chalk({ templat: 'mark_all' })).toThrow(/did you mean.*template/i)
  }
})
