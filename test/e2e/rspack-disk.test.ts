/** rspack's files are marked on the disk, unless other code sees them before. */
import { createHash } from 'node:crypto'
import { afterAll, expect, it } from 'vitest'
import { runNode } from './support/build.js'
import { check, readOutput } from './support/output.js'
import { type Project, writeProject } from './support/project.js'

const projects: Project[] = []
afterAll(() => {
  for (const project of projects) project.remove()
})

/** Builds with one more plugin. @returns the output, and what the script printed. */
async function build(name: string, plugin: string, output = '') {
  const made = writeProject(name, {
    'package.json': '{}',
    'src/main.js': `import('./lazy.js').then(({ lazy }) => console.log(lazy))`,
    'src/lazy.js': `export const lazy = 'lazy'`,
    'build.cjs': `const { rspack } = require('@rspack/core')
const { createHash } = require('node:crypto')
const { readFileSync } = require('node:fs')
const { chalk } = require('unplugin-chalk/rspack')
rspack({
  mode: 'production', context: __dirname, entry: './src/main.js', target: 'node', devtool: false,
  output: { path: __dirname + '/dist', filename: '[name].[contenthash].js', ${output} },
  plugins: [chalk(), { apply(compiler) { ${plugin} } }],
}, (error, stats) => {
  if (error || stats.hasErrors()) { console.error(error ?? stats.toString()); process.exit(1) }
  console.log(JSON.stringify(stats.toJson({ all: false, assets: true }).assets.map(({ name }) => name)))
})`,
  })
  projects.push(made)
  const { stdout } = await runNode(['build.cjs'], made.dir)
  const files = readOutput(made.path('dist'))
  for (const [file, bytes] of files) {
    if (file.endsWith('.js')) expect(await check(file, bytes), file).toEqual([])
  }
  const main = [...files.keys()].find((file) => file.startsWith('main.'))!
  expect((await runNode([`dist/${main}`], made.dir)).stdout).toBe('lazy\n')
  const lines = stdout.trim().split('\n')
  return { files, lines, names: JSON.parse(lines.at(-1)!) as string[] }
}

it('who looks at written files sees them marked', async () => {
  const { files, lines, names } = await build(
    'rspack-after-emit',
    `compiler.hooks.afterEmit.tap('uploader', (compilation) => {
       for (const { name } of compilation.getAssets()) {
         console.log(readFileSync(compiler.outputPath + '/' + name, 'utf8').includes('dadfedabbadabbed'))
       }
     })`,
  )
  expect(lines.slice(0, -1)).toEqual(['true', 'true'])
  expect(names.sort()).toEqual([...files.keys()].sort())
})

it.each(['emit', 'afterProcessAssets'])('who looks at assets in %s sees them marked', async (hook) => {
  const look = `for (const { source } of compilation.getAssets()) 
    console.log(String(source.source()).includes('dadfedabbadabbed'))`
  const { lines } = await build(
    `rspack-${hook}`,
    hook === 'emit'
      ? `compiler.hooks.emit.tap('zipper', (compilation) => { ${look}})`
      : `compiler.hooks.thisCompilation.tap('zipper', (compilation) => {
           compilation.hooks.afterProcessAssets.tap('zipper', () => { ${look}})
         })`,
  )
  expect(lines.slice(0, -1)).toEqual(['true', 'true'])
})

it('digests and names follow on the disk, and in the statistics', async () => {
  const { files, names } = await build(
    'rspack-pinned',
    `compiler.hooks.thisCompilation.tap('integrity', (compilation) => {
       compilation.hooks.processAssets.tap({ name: 'integrity', stage: 3000 }, () => {
         const digests = {}
         for (const { name, source } of compilation.getAssets()) {
           digests[name] = 'sha384-' + createHash('sha384').update(source.source()).digest('base64')
         }
         compilation.emitAsset('manifest.json', new compiler.webpack.sources.RawSource(JSON.stringify(digests)))
       })
     })`,
  )
  expect(names.sort()).toEqual([...files.keys()].sort())
  const manifest: Record<string, string> = JSON.parse(files.get('manifest.json')!.toString())
  expect(Object.keys(manifest)).toHaveLength(2)
  for (const [name, digest] of Object.entries(manifest)) {
    const bytes = files.get(name)
    expect(bytes, name).toBeDefined()
    expect(digest).toBe(`sha384-${createHash('sha384').update(bytes!).digest('base64')}`)
  }
})
