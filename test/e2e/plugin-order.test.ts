/**
 * esbuild and Bun call plugins in their order when the output is there. What others note, write and compress is
 * right whether chalk() stands before or behind them, or a warning says where it has to stand.
 */
import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { type BuildResult, run, runNode } from './support/build.js'
import { check, type OutputFiles, readOutput } from './support/output.js'
import { copyPlayground, type Project, writeProject } from './support/project.js'

const projects: Project[] = []
afterAll(() => {
  for (const project of projects) project.remove()
})

/** Plugins that use the output once it is there. Bun reads this, too. */
const OTHERS = `import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { gzipSync } from 'node:zlib'
const scripts = () => readdirSync('dist').filter((name) => name.endsWith('.js'))
const digest = (name) => 'sha384-' + createHash('sha384').update(readFileSync('dist/' + name)).digest('base64')
export const manifest = { name: 'manifest', setup: (host) => void host.onEnd(() => {
  const entries = scripts().map((file) => ({ file, integrity: digest(file) }))
  mkdirSync('dist/meta', { recursive: true })
  writeFileSync('dist/meta/manifest.json', JSON.stringify(entries))
}) }
export const page = { name: 'page', setup: (host) => void host.onEnd(() => {
  const tags = scripts().map((name) => '<script src="' + name + '"></script>')
  writeFileSync('dist/index.html', '<!doctype html>' + tags.join(''))
}) }
export const gzip = { name: 'gzip', setup: (host) => void host.onEnd(() => {
  for (const name of scripts()) writeFileSync('dist/' + name + '.gz', gzipSync(readFileSync('dist/' + name)))
}) }
export const writer = { name: 'writer', setup: (host) => void host.onEnd(({ outputFiles }) => {
  for (const { path, contents } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, contents)
  }
}) }
export const uploader = { name: 'uploader', setup: (host) => void host.onEnd(() => { scripts().map(digest) }) }
export const late = { name: 'late', setup: (host) => void host.onEnd(async () => {
  await new Promise((done) => setTimeout(done, 10))
  scripts().map(digest)
}) }
export const loader = { name: 'loader', setup: (host) => void host.onLoad({ filter: /none/ }, () => {}) }
export const writing = [manifest, page, gzip]
`

const SOURCES = {
  'package.json': '{ "type": "module" }',
  'others.mjs': OTHERS,
  'main.js': `import('./lazy.js').then(({ lazy }) => console.log('main', lazy))`,
  'lazy.js': `export const lazy = 'lazy'`,
}

interface Bundler {
  name: string
  /** What a warning tells the user to do. */
  advice: string
  /** Builds into `dist`, with hashes in all names. @param plugins text of the list. @param more text of options. */
  build(plugins: string, more?: string): Promise<{ project: Project } & BuildResult>
}

const esbuild: Bundler = {
  name: 'esbuild',
  advice: 'put chalk() before it',
  async build(plugins, more = '') {
    const script = `import { build } from 'esbuild'
import { chalk } from 'unplugin-chalk/esbuild'
import { gzip, late, loader, manifest, page, uploader, writer, writing } from './others.mjs'
await build({
  entryPoints: ['main.js'], bundle: true, splitting: true, format: 'esm', outdir: 'dist', entryNames: '[name]-[hash]',
  plugins: [${plugins}], ${more}
})`
    const project = writeProject('plugin-order', { ...SOURCES, 'build.mjs': script })
    projects.push(project)
    return { project, ...(await runNode(['build.mjs'], project.dir)) }
  },
}

const bun: Bundler = {
  name: 'Bun',
  advice: 'let its work follow the build',
  async build(plugins, more = '') {
    const project = copyPlayground('bun')
    projects.push(project)
    for (const [name, text] of Object.entries(SOURCES)) project.write(`order/${name}`, text)
    project.write(
      'order/build.mjs',
      `import { chalk } from 'unplugin-chalk/bun'
import { gzip, late, loader, manifest, page, uploader, writing } from './others.mjs'
await Bun.build({
  entrypoints: ['main.js'], splitting: true, outdir: 'dist', naming: '[name]-[hash].[ext]',
  plugins: [${plugins}], ${more}
})`,
    )
    const dir = project.path('order')
    const said = await run([project.path('node_modules/bun/bin/bun.exe'), 'run', 'build.mjs'], dir)
    const path = (name: string) => project.path(`order/${name}`)
    const read = (name: string) => project.read(`order/${name}`)
    return { project: { ...project, dir, path, read }, ...said }
  },
}

/** Everything that others have made fits the files, all of which have valid marks, and the report says so. */
async function expectRight(project: Project, files: OutputFiles): Promise<void> {
  const scripts = [...files.keys()].filter((name) => name.endsWith('.js'))
  expect(scripts).toHaveLength(2)
  for (const name of scripts) expect(await check(name, files.get(name)!), name).toEqual([])
  const [report] = JSON.parse(project.read('chalk-report.json'))
  const marked = report._CHALKS.map((chalk: { _OP_ARTIFACT_PATH: string }) => chalk._OP_ARTIFACT_PATH)
  expect(marked.sort()).toEqual(scripts.map((name) => project.path(`dist/${name}`)))
  // A page that another plugin writes comes after the bundle.
  const pages = [...files.keys()].filter((name) => name === 'index.html')
  expect(report).toMatchObject({
    _UNMARKED: pages.map((name) => project.path(`dist/${name}`)),
    _OP_ERRORS: [],
  })

  const manifest = files.get('meta/manifest.json')
  for (const { file, integrity } of JSON.parse(manifest?.toString() ?? '[]'))
    expect(`sha384-${createHash('sha384').update(files.get(file)!).digest('base64')}`).toBe(integrity)
  const named = [...(files.get('index.html')?.toString() ?? '').matchAll(/src="(.*?)"/g)]
  for (const [, name] of named) expect(scripts).toContain(name)
  for (const [name, bytes] of files)
    if (name.endsWith('.gz')) expect(gunzipSync(bytes).equals(files.get(name.slice(0, -3))!), name).toBe(true)
}

describe.each([esbuild, bun])('$name', ({ build, advice }) => {
  it.each([
    ['first', '', '[chalk(OPTIONS), ...writing]'],
    ['last', '', '[...writing, chalk(OPTIONS)]'],
    ['first', `{ hashedFiles: 'full' }`, '[chalk(OPTIONS), ...writing]'],
    ['last', `{ hashedFiles: 'full' }`, '[...writing, chalk(OPTIONS)]'],
    ['between them', `{ rename: 'always' }`, '[manifest, chalk(OPTIONS), page, gzip]'],
  ])('manifest, page and compressed files: %s, chalk(%s)', async (_where, options, plugins) => {
    const { project, stderr } = await build(`...${plugins.replace('OPTIONS', options)}`)
    const files = readOutput(project.path('dist'))
    expect([...files.keys()].filter((name) => !/\.(js|gz)$/.test(name))).toEqual([
      'index.html',
      'meta/manifest.json',
    ])
    expect([...files.keys()].filter((name) => name.endsWith('.gz'))).toHaveLength(2)
    await expectRight(project, files)
    expect(files.get('index.html')!.toString()).not.toContain('MAGIC')
    expect(stderr).not.toMatch(/warn|before they had marks/i)
  })

  it('a plugin that leaves nothing in the folder: one warning says what to do', async () => {
    const { project, stderr } = await build('uploader, chalk()')
    expect(stderr.match(/'uploader' can have used the files before they had marks: .+/g)).toEqual([
      expect.stringContaining(advice),
    ])
    const [{ _OP_ERRORS: errors }] = JSON.parse(project.read('chalk-report.json'))
    expect(errors).toEqual([expect.stringContaining('uploader')])
  })

  it('no warning for a plugin that only loads modules', async () => {
    const { project, stderr } = await build('loader, chalk({ strict: true })')
    expect(stderr).not.toContain('before they had marks')
    await expectRight(project, readOutput(project.path('dist')))
  })
})

it('Bun: a plugin that is still at work gets a warning, wherever it stands', async () => {
  for (const plugins of ['chalk(), page, late', 'late, page, chalk()']) {
    const { stderr } = await bun.build(plugins)
    expect(stderr).toContain("'late' can have used the files before they had marks")
  }
})

it('esbuild: no warning for a plugin that stands behind', async () => {
  const { project, stderr } = await esbuild.build('chalk(), uploader, late')
  expect(stderr).toBe('')
  await expectRight(project, readOutput(project.path('dist')))
})

describe('esbuild with its files in memory', () => {
  it.each([
    ['chalk() first', 'chalk(OPTIONS), writer, gzip'],
    ['chalk() last', 'writer, gzip, chalk(OPTIONS)'],
  ])('what another plugin writes is marked as the report says: %s', async (_where, plugins) => {
    for (const options of ['', `{ hashedFiles: 'full' }`]) {
      const { project, stderr } = await esbuild.build(plugins.replace('OPTIONS', options), 'write: false')
      const files = readOutput(project.path('dist'))
      expect(files.size).toBe(4)
      await expectRight(project, files)
      expect(stderr).toBe('')
    }
  })

  it('changes nothing on the disk that was there before', async () => {
    const { project } = await esbuild.build('loader, chalk()')
    const before = readOutput(project.path('dist'))
    const script = project.read('build.mjs').replace('plugins: [loader,', 'write: false, plugins: [loader,')
    project.write('build.mjs', script)
    await runNode(['build.mjs'], project.dir)
    expect(readOutput(project.path('dist'))).toEqual(before)
  })
})
