import { fileURLToPath } from 'node:url'
import { defineConfig, type Options } from 'tsup'
import { notices } from '../../scripts/notices.js'

/** For a page without a bundler: one minified file, @noble/hashes included. */
export const browserBundle: Options = {
  entry: { 'mark.min': 'src/index.ts' },
  format: ['esm'],
  platform: 'browser',
  target: 'es2022',
  noExternal: [/.*/],
  minify: true,
  // The file is copied to servers by itself.
  banner: { js: '/*! @chalkmark/mark, MIT; holds @noble/hashes, MIT, (c) Paul Miller (paulmillr.com) */' },
}

export default defineConfig([
  { entry: ['src/index.ts'], format: ['esm'], dts: true, target: 'node20' },
  { ...browserBundle, esbuildPlugins: [notices(fileURLToPath(new URL('dist', import.meta.url)))] },
])
