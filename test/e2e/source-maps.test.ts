/** Source maps stay true: every position leads where it led without chalk(), and debuggers find the map. */
import { join } from 'node:path'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import { afterAll, describe, expect, it } from 'vitest'
import { runNode } from './support/build.js'
import { check, inspected, type OutputFiles, readOutput } from './support/output.js'
import { type Project, writeProject } from './support/project.js'

/** Every `token-…` stands once, in a line that tells it from the others. */
const SOURCES: Record<string, string> = {
  'package.json': '{ "name": "source-maps", "version": "1.0.0", "type": "module" }',
  'src/main.js': `import './style.css'
import { shared } from './shared.js'

console.log(shared('token-main'))
import('./lazy.js').then(({ lazy }) => {
  console.log(lazy('token-then'))
})
`,
  'src/shared.js': `// «naïve» 😀
export function shared(word) {
  return ['token-shared', word].join(' ')
}
`,
  'src/lazy.js': `import { shared } from './shared.js'
export const lazy = (word) => {
  const first = shared('token-lazy')
  return first + word + 'token-end'
}
`,
  'src/style.css': `body {
  color: red;
}
.token-style { color: blue }
`,
  'index.html': '<!doctype html><script type="module" src="/src/main.js"></script>',
}
const TOKENS = /token-\w+/g

interface Bundler {
  name: string
  /** Whether it writes style sheets with maps of their own. */
  styles: boolean
  /** A build script. The environment says where the maps go, and which options chalk() has. */
  script: string
}

const PRELUDE = `import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
const { MAPS, CHALK } = process.env
const options = JSON.parse(CHALK)
`

const webpackLike = (name: string, css: string) => ({
  name,
  styles: true,
  script: `${PRELUDE}
const bundler = require('${name === 'rspack' ? '@rspack/core' : name}')
const { chalk } = require('unplugin-chalk/${name}')
bundler.${name}({
  mode: 'production', context: import.meta.dirname, entry: './src/main.js',
  devtool: MAPS === 'inline' ? 'inline-source-map' : 'source-map',
  output: { path: import.meta.dirname + '/dist', filename: '[name].[contenthash].js', cssFilename: '[name].[contenthash].css' },
  ${css}
  plugins: [options && chalk(options)],
}, (error, stats) => { if (error || stats.hasErrors()) { console.error(error ?? stats.toString()); process.exit(1) } })`,
})

const vite = (name: string) => ({
  name,
  styles: false,
  script: `${PRELUDE}
import { build } from '${name}'
import { chalk } from 'unplugin-chalk/vite'
await build({
  configFile: false, logLevel: 'warn', plugins: [options && chalk(options)],
  build: { sourcemap: MAPS === 'inline' ? 'inline' : true },
})`,
})

const BUNDLERS: Bundler[] = [
  vite('vite'),
  vite('vite7'),
  {
    name: 'rollup',
    styles: false,
    script: `${PRELUDE}
import { rollup } from 'rollup'
import { chalk } from 'unplugin-chalk/rollup'
const noStyles = { name: 'no-styles', load: (id) => (id.endsWith('.css') ? '' : null) }
const bundle = await rollup({ input: 'src/main.js', plugins: [noStyles, options && chalk(options)] })
await bundle.write({
  dir: 'dist', sourcemap: MAPS === 'inline' ? 'inline' : true,
  entryFileNames: '[name]-[hash].js', chunkFileNames: '[name]-[hash].js',
})
await bundle.close()`,
  },
  webpackLike('webpack', 'experiments: { css: true },'),
  webpackLike('rspack', `module: { rules: [{ test: /\\.css$/, type: 'css/auto' }] },`),
  {
    name: 'esbuild',
    styles: true,
    script: `${PRELUDE}
import { build } from 'esbuild'
import { chalk } from 'unplugin-chalk/esbuild'
await build({
  entryPoints: ['src/main.js'], bundle: true, splitting: true, format: 'esm', minify: true, outdir: 'dist',
  sourcemap: MAPS === 'inline' ? 'inline' : 'linked', entryNames: '[name]-[hash]',
  plugins: options ? [chalk(options)] : [],
})`,
  },
]

/** Where the tokens of each marked or markable file come from, as its map says. */
function positions(files: OutputFiles): Record<string, string> {
  const result: Record<string, string> = {}
  for (const [name, bytes] of files) {
    if (!/\.(?:js|css)$/.test(name)) continue
    const map = mapOf(name, bytes.toString(), files)
    if (!map) continue
    const trace = new TraceMap(map.text)
    for (const [index, line] of bytes.toString().split('\n').entries()) {
      if (line.startsWith('//#') || line.startsWith('/*#')) continue
      for (const { 0: token, index: at } of line.matchAll(TOKENS)) {
        const { source, line: from, column } = originalPositionFor(trace, { line: index + 1, column: at - 1 })
        result[token] = `${source?.replace(/^.*\/(?=src\/)/, '')}:${from}:${column}`
      }
    }
  }
  return result
}

/** Where the sources have them: line from 1, column from 0, of the quote or dot before the token. */
function expectedPositions(styles: boolean): Record<string, string> {
  const result: Record<string, string> = {}
  for (const [name, text] of Object.entries(SOURCES)) {
    if (name.endsWith('.css') && !styles) continue
    for (const [index, line] of text.split('\n').entries()) {
      for (const { 0: token, index: at } of line.matchAll(TOKENS))
        result[token] = `${name}:${index + 1}:${at - 1}`
    }
  }
  return result
}

/** The map that a file's last line names: another file, or in the line itself. */
function mapOf(name: string, text: string, files: OutputFiles): { name?: string; text: string } | undefined {
  const [, url] = /\/[/*][#@] sourceMappingURL=(\S+?)(?:\s*\*\/)?\s*$/.exec(text) ?? []
  if (!url) return undefined
  const inline = /^data:application\/json;(?:charset=utf-8;)?base64,(.*)$/.exec(url)
  if (inline) return { text: Buffer.from(inline[1]!, 'base64').toString() }
  const path = join(name, '..', decodeURIComponent(url)).replaceAll('\\', '/')
  expect([...files.keys()], `${name} names its map`).toContain(path)
  return { name: path, text: files.get(path)!.toString() }
}

const projects: Project[] = []
afterAll(() => {
  for (const project of projects) project.remove()
})

describe.each(BUNDLERS)('$name', ({ name, styles, script }) => {
  function project(): Project {
    const made = writeProject(`maps-${name}`, { ...SOURCES, 'build.mjs': script })
    projects.push(made)
    return made
  }
  async function build({ dir, path }: Project, maps: string, options: object | false): Promise<OutputFiles> {
    await runNode(['build.mjs'], dir, { env: { MAPS: maps, CHALK: JSON.stringify(options) } })
    return readOutput(path('dist'))
  }

  it.each(['external', 'inline'])('%s maps lead where they led', async (maps) => {
    const made = project()
    const plain = await build(made, maps, false)
    expect(positions(plain)).toEqual(expectedPositions(styles))
    const marked = await build(made, maps, {})
    expect(positions(marked)).toEqual(positions(plain))
    for (const [file, bytes] of marked) {
      if (!/\.(?:js|css)$/.test(file)) continue
      expect(await check(file, bytes), file).toEqual([])
      // The mark is somewhere before the last line, which is the map's.
      const { artifact } = (await inspected(file, bytes))!
      if (plain.get(file)?.includes('sourceMappingURL=')) {
        expect(bytes.lastIndexOf('sourceMappingURL='), file).toBeGreaterThan(artifact.mark!.at!)
      }
    }
  })

  it('renamed files keep their maps', async () => {
    const made = project()
    const plain = await build(made, 'external', false)
    const marked = await build(made, 'external', { hashedFiles: 'full', reproducible: true })
    expect(positions(marked)).toEqual(positions(plain))
    let maps = 0
    for (const [file, bytes] of marked) {
      if (!/\.(?:js|css)$/.test(file) || plain.has(file)) continue
      const map = mapOf(file, bytes.toString(), marked)
      if (!map) continue
      maps++
      expect(plain.has(map.name!), map.name).toBe(false)
      // webpack writes here the name that a file had before webpack's own last renaming.
      const named = JSON.parse(map.text).file
      if (named !== undefined && name !== 'webpack') expect(file.endsWith(named), map.name).toBe(true)
    }
    expect(maps).toBeGreaterThanOrEqual(styles ? 3 : 2)
  })
})
