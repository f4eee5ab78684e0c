/** Compressed files hold the marked bytes, whichever plugin comes first. */
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { runNode } from './support/build.js'
import { check, markOf, type OutputFiles, readOutput } from './support/output.js'
import { type Project, writeProject } from './support/project.js'

/** Long enough that compression makes every file smaller. */
const LINES = (line: string) => Array.from({ length: 40 }, (_, index) => line.replace('#', String(index)))

const SOURCES = {
  'src/main.js': `import './style.css'
const lines = ${JSON.stringify(LINES('This is line number # of many.'))}
console.log(lines.join('\\n'))
import('./lazy.js').then(({ lazy }) => console.log(lazy))`,
  'src/lazy.js': `export const lazy = ${JSON.stringify(LINES('This is lazy line number # of many.'))}`,
  'src/style.css': LINES('.line-# { color: rgb(1, 2, 3); padding: 1em; }').join('\n'),
  'index.html': `<!doctype html>
<html><head><title>compression</title></head><body>${LINES('<p class="line-#">A line</p>').join('\n')}
<script type="module" src="/src/main.js"></script></body></html>`,
}

const projects: Project[] = []
afterAll(() => {
  for (const project of projects) project.remove()
})

/** Builds the sources with this build script. @returns the output. */
async function buildWith(script: string, files: Record<string, string>): Promise<OutputFiles> {
  const project = writeProject('compression', { ...SOURCES, ...files })
  projects.push(project)
  await runNode([script], project.dir)
  return readOutput(project.path('dist'))
}

const DECOMPRESS: Record<string, (bytes: Buffer) => Buffer> = { gz: gunzipSync, br: brotliDecompressSync }

/** Every compressed file as the name and content that it stands for. */
function decompressed(files: OutputFiles): [name: string, content: Buffer][] {
  return [...files].flatMap(([name, bytes]) => {
    const [, original, format] = /^(.*)\.(gz|br)$/.exec(name) ?? []
    return original ? [[original, DECOMPRESS[format!]!(bytes)] as [string, Buffer]] : []
  })
}

/** @param count compressed files in the output. */
async function expectTrue(files: OutputFiles, count: number): Promise<void> {
  const contents = decompressed(files)
  expect(contents).toHaveLength(count)
  for (const [name, content] of contents) {
    expect(await check(name, content), name).toEqual([])
    if (files.has(name)) expect(content.equals(files.get(name)!), name).toBe(true)
  }
}

describe.each(['vite', 'vite7'])('%s with vite-plugin-compression2', (vite) => {
  const script = (plugins: string, options = '{}', chalk = '{}') => ({
    'build.mjs': `import { build } from '${vite}'
import { compression } from 'vite-plugin-compression2'
import { chalk } from 'unplugin-chalk/vite'
const others = compression({ algorithms: ['gzip', 'brotliCompress'], logLevel: 'silent', ...${options} })
const marks = chalk(${chalk})
await build({ configFile: false, logLevel: 'warn', plugins: ${plugins} })`,
  })

  it.each(['[marks, others]', '[others, marks]'])(
    '%s: compressed files hold the marked ones',
    async (plugins) => {
      const files = await buildWith('build.mjs', script(plugins))
      await expectTrue(files, 8)
      expect(files.size).toBe(12)
    },
  )

  it.each(['[marks, others]', '[others, marks]'])(
    '%s: marked where the originals are deleted',
    async (plugins) => {
      const files = await buildWith('build.mjs', script(plugins, '{ deleteOriginalAssets: true }'))
      await expectTrue(files, 8)
      expect(files.size).toBe(8)
      const contents = decompressed(files)
      for (const [name, content] of contents) {
        const twin = contents.find(([other, bytes]) => other === name && bytes !== content)![1]
        expect(content.equals(twin), name).toBe(true)
        const mark = (await markOf(name, content))!
        expect('COMMIT_ID' in mark, name).toBe(name === 'index.html')
      }
    },
  )

  it('follow the names of renamed files', async () => {
    const plain = await buildWith('build.mjs', script('[others]'))
    const files = await buildWith('build.mjs', script('[others, marks]', '{}', `{ hashedFiles: 'full' }`))
    await expectTrue(files, 8)
    const same = [...files.keys()].filter((name) => plain.has(name))
    expect(same).toEqual(['index.html', 'index.html.br', 'index.html.gz'])
    for (const [name] of decompressed(files)) expect(files.has(name), name).toBe(true)
  })
})

describe("siblings: 'drop' and 'keep'", () => {
  it.each(['drop', 'keep'])('%s with vite', async (siblings) => {
    const files = await buildWith('build.mjs', {
      'build.mjs': `import { build } from 'vite'
import { compression } from 'vite-plugin-compression2'
import { chalk } from 'unplugin-chalk/vite'
const others = compression({ algorithms: ['gzip'], logLevel: 'silent' })
await build({ configFile: false, logLevel: 'warn', plugins: [others, chalk({ siblings: '${siblings}' })] })`,
    })
    for (const name of files.keys())
      if (/\.(?:js|html)$/.test(name)) expect(await markOf(name, files.get(name)!)).toBeDefined()
    const packed = decompressed(files)
    if (siblings === 'drop') expect(packed).toEqual([])
    else expect(packed.length).toBeGreaterThan(2)
    for (const [name, content] of packed) expect(await markOf(name, content), name).toBeUndefined()
  })

  it('drop with webpack', async () => {
    const files = await buildWith('build.cjs', {
      'build.cjs': `const webpack = require('webpack')
const Compression = require('compression-webpack-plugin')
const { chalk } = require('unplugin-chalk/webpack')
webpack({
  mode: 'production', context: __dirname, entry: './src/lazy.js', devtool: false, output: { filename: '[name].js' },
  plugins: [new Compression(), chalk({ siblings: 'drop' })],
}, (error, stats) => { if (error || stats.hasErrors()) { console.error(error ?? stats.toString()); process.exit(1) } })`,
    })
    expect([...files.keys()]).toEqual(['main.js'])
  })
})

describe('webpack with compression-webpack-plugin', () => {
  const script = (plugins: string, options = '{}', chalk = '{}') => ({
    'build.cjs': `const webpack = require('webpack')
const Compression = require('compression-webpack-plugin')
const Html = require('html-webpack-plugin')
const { chalk } = require('unplugin-chalk/webpack')
const marks = [chalk(${chalk})]
const others = [
  new Html({ template: 'page.html' }),
  new Compression({ algorithm: 'gzip', filename: '[path][base].gz', ...${options} }),
  new Compression({ algorithm: 'brotliCompress', filename: '[path][base].br' }),
]
webpack({
  mode: 'production', context: __dirname, entry: './src/main.js', devtool: false,
  output: { filename: '[name].[contenthash].js' },
  module: { rules: [{ test: /\\.css$/, use: ['style-loader', 'css-loader'] }] },
  plugins: ${plugins},
}, (error, stats) => { if (error || stats.hasErrors()) { console.error(error ?? stats.toString()); process.exit(1) } })`,
    'page.html': SOURCES['index.html'].replace(/<script.*<\/script>/, ''),
  })

  it.each(['[...marks, ...others]', '[...others, ...marks]'])(
    '%s: compressed files hold the marked ones',
    async (plugins) => {
      const files = await buildWith('build.cjs', script(plugins))
      await expectTrue(files, 6)
      expect(files.size).toBe(9)
    },
  )

  it.each(['[...marks, ...others]', '[...others, ...marks]'])(
    '%s: marked where the originals are deleted',
    async (plugins) => {
      const one = plugins.replace('...others', 'others[0], others[1]')
      const files = await buildWith('build.cjs', script(one, '{ deleteOriginalAssets: true }'))
      await expectTrue(files, 3)
      expect(files.size).toBe(3)
      for (const [name, content] of decompressed(files)) {
        const mark = (await markOf(name, content))!
        expect('COMMIT_ID' in mark, name).toBe(name === 'index.html')
      }
    },
  )

  it('follow the names of renamed files', async () => {
    const files = await buildWith(
      'build.cjs',
      script('[...others, ...marks]', '{}', `{ hashedFiles: 'full' }`),
    )
    await expectTrue(files, 6)
    for (const [name] of decompressed(files)) expect(files.has(name), name).toBe(true)
    const plain = await buildWith('build.cjs', script('others'))
    const same = [...files.keys()].filter((name) => plain.has(name))
    expect(same).toEqual(['index.html', 'index.html.br', 'index.html.gz'])
  })
})
