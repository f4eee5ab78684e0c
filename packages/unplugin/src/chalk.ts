/**
 * What all entry points share, bundled as one file: for each file that a config loads, Node needs about a millisecond,
 * and the plugins of the other bundlers are a few kilobytes.
 */
export { bunPlugin } from './bundlers/bun.js'
export { esbuildPlugin } from './bundlers/esbuild.js'
export { farmPlugin } from './bundlers/farm.js'
export { rolldownPlugin, rollupPlugin } from './bundlers/rollup.js'
export { rsbuildPlugin } from './bundlers/rsbuild.js'
export { vitePlugin } from './bundlers/vite.js'
export { rspackPlugin, webpackPlugin } from './bundlers/webpack.js'
export { checked, entry } from './entry.js'
