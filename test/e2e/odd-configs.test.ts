/** Rare configs: what is in the report, and in which order things happen. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { runNode } from './support/build.js'
import { check, markOf, type OutputFiles, readOutput } from './support/output.js'
import { type Project, writeProject } from './support/project.js'

const projects: Project[] = []
afterAll(() => {
  for (const project of projects) project.remove()
})

const SOURCES = {
  'package.json': '{ "type": "module" }',
  'src/main.js': `console.log('main')\nimport('./lazy.js').then(({ lazy }) => console.log(lazy))`,
  'src/lazy.js': `export const lazy = 'lazy'`,
  'index.html': '<!doctype html><title>x</title><script type="module" src="/src/main.js"></script>',
}

async function run(name: string, script: string, files: Record<string, string> = {}) {
  const made = writeProject(name, { ...SOURCES, ...files, 'build.js': script })
  projects.push(made)
  const said = await runNode(['build.js'], made.dir)
  const report = () => JSON.parse(made.read('chalk-report.json'))[0]
  const listed = () => ({
    marked: report()._CHALKS.map((chalk: { _OP_ARTIFACT_PATH: string }) => chalk._OP_ARTIFACT_PATH),
    unmarked: report()._UNMARKED as string[],
  })
  /** Every file once, and nothing else. */
  const expectListed = (files: OutputFiles) => {
    const { marked, unmarked } = listed()
    expect([...marked, ...unmarked].sort()).toEqual(
      [...files.keys()].map((file) => made.path(`dist/${file}`)),
    )
  }
  return { made, ...said, report, listed, expectListed, files: readOutput(made.path('dist')) }
}

const webpack = (
  bundler: string,
  configs: string,
  options = '',
) => `import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
const { ${bundler} } = require('${bundler === 'rspack' ? '@rspack/core' : 'webpack'}')
const { chalk } = require('unplugin-chalk/${bundler}')
const common = { mode: 'production', context: import.meta.dirname, entry: './src/main.js', devtool: false, target: 'node' }
const path = import.meta.dirname + '/dist'
const compiler = ${bundler}(${configs})
${options}
compiler.run((error, stats) => {
  if (error || stats.hasErrors()) { console.error(error ?? stats.toString()); process.exit(1) }
  console.log(JSON.stringify(stats.toJson({ all: false, assets: true, ids: true })))
})`

describe('outputs in one folder that differ in their names alone', () => {
  it.each(['rollup', 'rolldown'])('%s', async (name) => {
    const { files, expectListed } = await run(
      `names-${name}`,
      `import { ${name} } from '${name}'
import { chalk } from 'unplugin-chalk/${name}'
const bundle = await ${name}({ input: 'src/lazy.js', plugins: [chalk()] })
for (const entryFileNames of ['[name].js', '[name].min.js']) await bundle.write({ dir: 'dist', entryFileNames })
await bundle.close()`,
    )
    expect(files.size).toBe(2)
    expectListed(files)
  })

  it.each(['webpack', 'rspack'])('%s', async (name) => {
    const { files, expectListed } = await run(
      `names-${name}`,
      webpack(
        name,
        `[1, 2].map((n) => ({ ...common, entry: './src/lazy.js', output: { path, filename: '[name].' + n + '.js' }, plugins: [chalk()] }))`,
      ),
    )
    expect(files.size).toBe(2)
    expectListed(files)
  })
})

it('two plugins share a build', async () => {
  const { files, expectListed, listed } = await run(
    'two-plugins',
    `import { rollup } from 'rollup'
import { chalk } from 'unplugin-chalk/rollup'
const plugins = [chalk({ include: 'main.js' }), chalk({ exclude: 'main.js' })]
const bundle = await rollup({ input: 'src/main.js', plugins })
await bundle.write({ dir: 'dist', chunkFileNames: '[name].js' })
await bundle.close()`,
  )
  for (const [name, bytes] of files) expect(await check(name, bytes), name).toEqual([])
  expectListed(files)
  expect(listed().unmarked).toEqual([])
})

it('builds that follow one another are in one archive', async () => {
  const { made, stdout } = await run(
    'archives',
    `import { build } from 'vite'
import { execFileSync } from 'node:child_process'
import { chalk } from 'unplugin-chalk/vite'
for (const outDir of ['dist/a', 'dist/b']) {
  await build({ configFile: false, logLevel: 'silent', plugins: [chalk({ archive: 'app.zip' })], build: { outDir } })
}
console.log(execFileSync(process.execPath, ['-e', 'process.stdout.write(require("fs").readFileSync("app.zip", "latin1"))'], { encoding: 'latin1' }))`,
  )
  expect(existsSync(made.path('app.zip'))).toBe(true)
  expect(stdout).toContain('a/index.html')
  expect(stdout).toContain('b/index.html')
})

it.each([
  ['for one environment', `plugins: [perEnvironmentPlugin('marks', () => chalk())]`],
  ['of the output', 'build: { rollupOptions: { plugins: [chalk()] } }'],
])('vite: a plugin %s', async (_what, config) => {
  const { files, made } = await run(
    'vite-plugin-place',
    `import { build, perEnvironmentPlugin } from 'vite'
import { chalk } from 'unplugin-chalk/vite'
await build({ configFile: false, logLevel: 'warn', ${config} })`,
  )
  for (const [name, bytes] of files) expect(await check(name, bytes), name).toEqual([])
  expect(existsSync(made.path('chalk-report.json'))).toBe(true)
})

it.each(['vite', 'vite7', 'rollup', 'rolldown'])(
  '%s: a file name that a plugin chose holds no hash',
  async (name) => {
    const emit = `{ name: 'emit', generateBundle() {
  this.emitFile({ type: 'asset', fileName: 'assets/embed-document.html', source: '<!doctype html><p>x</p>' })
  this.emitFile({ type: 'asset', name: 'styles.css', source: 'p { color: red }' })
} }`
    const script = name.startsWith('vite')
      ? `import { build } from '${name}'
import { chalk } from 'unplugin-chalk/vite'
await build({ configFile: false, logLevel: 'warn', plugins: [${emit}, chalk({ rename: 'always' })] })`
      : `import { ${name} } from '${name}'
import { chalk } from 'unplugin-chalk/${name}'
const bundle = await ${name}({ input: 'src/main.js', plugins: [${emit}, chalk({ rename: 'always' })] })
await bundle.write({ dir: 'dist', assetFileNames: 'assets/[name]-[hash][extname]' })
await bundle.close()`
    const { files } = await run('chosen-name', script)
    const page = files.get('assets/embed-document.html')
    expect(page).toBeDefined()
    expect(await markOf('page.html', page!)).toHaveProperty('COMMIT_ID')
    const styles = [...files].find(([file]) => file.endsWith('.css'))!
    expect(await markOf(...styles)).not.toHaveProperty('COMMIT_ID')
  },
)

it.each(['vite', 'vite7'])('%s: assets of workers are hashed files', async (name) => {
  const { files } = await run(
    'worker-assets',
    `import { build } from '${name}'
import { chalk } from 'unplugin-chalk/vite'
await build({ configFile: false, logLevel: 'warn', worker: { format: 'es' }, plugins: [chalk()] })`,
    {
      'src/main.js': `new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })`,
      'src/worker.js': `postMessage(new URL('./picture.svg', import.meta.url).href)`,
      'src/picture.svg': `<svg xmlns="http://www.w3.org/2000/svg">${'<g/>'.repeat(3000)}</svg>`,
    },
  )
  const picture = [...files].find(([file]) => file.endsWith('.svg'))!
  expect(await check(...picture)).toEqual([])
  expect(await markOf(...picture)).not.toHaveProperty('COMMIT_ID')
})

it('archives of builds that have nothing to do with each other', async () => {
  const { made, stderr } = await run(
    'archives-apart',
    `import { rollup } from 'rollup'
import { chalk } from 'unplugin-chalk/rollup'
async function make(output, options) {
  const bundle = await rollup({ input: 'src/lazy.js', plugins: [chalk({ strict: true, ...options })] })
  await bundle.write(output)
  await bundle.close()
}
await make({ file: 'server.js' }, {})
await make({ dir: 'dist' }, { archive: 'a.zip' })
await make({ dir: 'other' }, { archive: 'b.zip' })`,
  )
  expect(stderr).not.toContain('archive cannot')
  for (const name of ['a.zip', 'b.zip']) expect(existsSync(made.path(name)), name).toBe(true)
})

it('a name with half of a character', async () => {
  const { files } = await run(
    'half-character',
    `import { rollup } from 'rollup'
import { chalk } from 'unplugin-chalk/rollup'
const bundle = await rollup({ input: { 'x😀': 'src/main.js' }, plugins: [chalk({ rename: 'always' })] })
await bundle.write({ dir: 'dist', entryFileNames: '[name][hash].js', chunkFileNames: '[name][hash].js' })
await bundle.close()`,
  )
  for (const [file, bytes] of files) expect(await check(file, bytes), file).toEqual([])
})

it.each(['vite', 'vite7', 'rollup', 'rolldown'])('%s: the bundle names renamed files, too', async (name) => {
  const look = `{ name: 'look', writeBundle({ dir }, bundle) {
  for (const { fileName, imports = [], dynamicImports = [], sourcemapFileName, viteMetadata } of Object.values(bundle)) {
    const named = [fileName, ...imports, ...dynamicImports]
    if (!bundle[fileName] || imports.some((name) => !bundle[name])) console.log('missing key', fileName)
    // rolldown keeps these to itself.
    if (${!['vite', 'rolldown'].includes(name)}) named.push(...(viteMetadata?.importedCss ?? []), sourcemapFileName ?? fileName)
    for (const file of named) console.log(existsSync(dir + '/' + file) ? 'there' : 'missing ' + file)
  }
} }`
  const script = name.startsWith('vite')
    ? `await build({ configFile: false, logLevel: 'warn', build: { sourcemap: true }, plugins: [${look}, chalk({ rename: 'always' })] })`
    : `const bundle = await ${name}({ input: 'src/main.js', plugins: [${look}, chalk({ rename: 'always' })] })
await bundle.write({ dir: 'dist', sourcemap: true, entryFileNames: '[name]-[hash].js', chunkFileNames: '[name]-[hash].js' })
await bundle.close()`
  const { stdout } = await run(
    'bundle-names',
    `import { existsSync } from 'node:fs'
import { ${name.startsWith('vite') ? 'build' : name} } from '${name}'
import { chalk } from 'unplugin-chalk/${name.startsWith('vite') ? 'vite' : name}'
${script}`,
    {
      'src/lazy.js': `import './lazy.css'\nexport const lazy = 'lazy'`.slice(
        name.startsWith('vite') ? 0 : 20,
      ),
      'src/lazy.css': 'p { color: red }',
    },
  )
  expect(stdout).toContain('there')
  expect(stdout.match(/^missing .*$/gm)).toBeNull()
})

it('rollup: references without an extension follow', async () => {
  const { files } = await run(
    'amd',
    `import { rollup } from 'rollup'
import { chalk } from 'unplugin-chalk/rollup'
const bundle = await rollup({ input: 'src/main.js', plugins: [chalk({ rename: 'always' })] })
await bundle.write({ dir: 'dist', format: 'amd', entryFileNames: '[name].js', chunkFileNames: 'n-[hash].js' })
await bundle.close()`,
  )
  const chunk = [...files.keys()].find((file) => file.startsWith('n-'))!
  expect(files.get('main.js')!.toString()).toContain(`./${chunk.slice(0, -3)}'`)
})

describe.each(['webpack', 'rspack'])('%s', (name) => {
  it('the output path can hold a hash', async () => {
    const { files, expectListed } = await run(
      `${name}-path`,
      webpack(
        name,
        `{ ...common, output: { path: path + '/v-[fullhash]' }, plugins: [{ apply: ({ hooks }) => hooks.emit.tap('x', () => {}) }, chalk()] }`,
      ),
    )
    expect(files.size).toBe(2)
    expectListed(files)
  })

  it('a name that cannot follow its mark gets one that stays the same', async () => {
    const { files, report } = await run(
      `${name}-short`,
      webpack(
        name,
        `{ ...common, output: { path, filename: '[name].[contenthash:6].js' }, plugins: [chalk({ hashedFiles: 'full' })] }`,
      ),
    )
    expect(files.size).toBe(2)
    for (const [file, bytes] of files) expect(await markOf(file, bytes), file).not.toHaveProperty('COMMIT_ID')
    expect(report()._OP_ERRORS).toEqual([expect.stringContaining('too short')])
  })

  it('what a manifest says in the last stage follows', async () => {
    const integrity = `{ apply({ hooks }) { hooks.thisCompilation.tap('integrity', (compilation) => {
  const digest = (source) => 'sha384-' + createHash('sha384').update(source.buffer()).digest('base64')
  compilation.hooks.processAssets.tap({ name: 'integrity', stage: 3000 }, () => {
    for (const { name, source } of compilation.getAssets()) compilation.updateAsset(name, source, { integrity: digest(source) })
  })
  compilation.hooks.processAssets.tap({ name: 'manifest', stage: Infinity }, () => {
    const all = compilation.getAssets().map(({ name, info }) => [name, info.integrity])
    compilation.emitAsset('manifest.json', new sources.RawSource(JSON.stringify(Object.fromEntries(all))))
  })
}) } }`
    const { files, stdout, expectListed } = await run(
      `${name}-manifest`,
      `import { createHash } from 'node:crypto'
${webpack(
  name,
  `{ ...common, output: { path, filename: '[name][contenthash].js' }, plugins: [chalk(), ${integrity}, { apply: ({ hooks }) => hooks.emit.tap('x', () => {}) }] }`,
).replace(`const { ${name} }`, `const { ${name}, sources }`)}`,
    )
    expect(files.size).toBe(3)
    expectListed(files)
    const digest = (file: string) =>
      `sha384-${createHash('sha384').update(files.get(file)!).digest('base64')}`
    const manifest: Record<string, string> = JSON.parse(files.get('manifest.json')!.toString())
    expect(Object.keys(manifest)).toHaveLength(2)
    for (const [file, stated] of Object.entries(manifest)) expect(stated, file).toBe(digest(file))
    const { assets } = JSON.parse(stdout.trim().split('\n').at(-1)!)
    for (const { name, info } of assets) if (info.integrity) expect(info.integrity, name).toBe(digest(name))
  })
})

it('rspack: who asks for the sources of written assets gets them marked', async () => {
  const { stdout } = await run(
    'rspack-sources',
    webpack(
      'rspack',
      `{ ...common, output: { path }, plugins: [chalk(), { apply: ({ hooks }) => hooks.done.tap('x', ({ compilation }) => {
  for (const { source } of compilation.getAssets()) console.log('marked', String(source.source()).includes('dadfedabbadabbed'))
}) }] }`,
    ),
  )
  expect(stdout.match(/^marked .*$/gm)).toEqual(['marked true', 'marked true'])
})

it('rspack: several compilers mark on the disk, too', async () => {
  const { files, stdout } = await run(
    'rspack-several',
    webpack(
      'rspack',
      `[1, 2].map((n) => ({ ...common, entry: './src/lazy.js', output: { path, filename: n + '.js' }, plugins: [chalk()] }))`,
    ),
  )
  const { children } = JSON.parse(stdout.trim().split('\n').at(-1)!)
  const assets: { name: string; size: number }[] = children.flatMap(({ assets }: { assets: [] }) => assets)
  expect(assets).toHaveLength(2)
  // rspack has not been told of the marks.
  for (const { name, size } of assets) expect(size, name).toBeLessThan(files.get(name)!.length)
})

it('rspack: a build into memory leaves the disk alone', async () => {
  const { files, stdout } = await run(
    'rspack-memory',
    `import fs from 'node:fs'
${webpack(
  'rspack',
  '{ ...common, output: { path } }',
  `const written = new Map()
compiler.outputFileSystem = { ...fs, writeFile: (name, data, done) => { written.set(name, data); done() } }
chalk().apply(compiler)
fs.mkdirSync(path)
fs.writeFileSync(path + '/main.js', 'old')
compiler.hooks.done.tap('x', () => { for (const data of written.values()) console.log('marked', String(data).includes('dadfedabbadabbed')) })`,
)}`,
  )
  expect(files.get('main.js')!.toString()).toBe('old')
  expect(stdout).toContain('marked true')
  expect(stdout).not.toContain('marked false')
})
