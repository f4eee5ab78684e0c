/** What only builds with Farm do: it has its own hooks, names and cache. */
import { createHash } from 'node:crypto'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SHOWN, useApp } from './support/app.js'
import { type BuildOptions, build, runNode } from './support/build.js'
import { check, markOf, type OutputFiles, readOutput, unmarkAll } from './support/output.js'
import { hasNoBrowser, launchBrowser, visit } from './support/page.js'
import { configure, copyPlayground, type Project } from './support/project.js'

const FARM = 'node_modules/@farmfe/cli/bin/farm.mjs'

let browser: Browser
const projects: Project[] = []

beforeAll(async () => {
  if (!hasNoBrowser) browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  for (const project of projects) project.remove()
})

function copy(chalk?: object | false): Project {
  const project = copyPlayground('farm', { chalk })
  projects.push(project)
  return project
}

/** Builds as the config says. @returns what is in the folder of the page or of the program. */
async function web({ dir, path }: Project, options?: BuildOptions): Promise<OutputFiles> {
  await build(dir, options)
  return readOutput(path('dist/web'))
}

async function server({ dir, path }: Project): Promise<OutputFiles> {
  await runNode([FARM, 'build', '--config', 'server.config.js'], dir)
  return readOutput(path('dist/server'))
}

function expectSame(files: OutputFiles, others: OutputFiles): void {
  expect([...files.keys()]).toEqual([...others.keys()])
  for (const [name, bytes] of files) expect(bytes.equals(others.get(name)!), name).toBe(true)
}

/** Farm copies a worker's script, too, instead of bundling it. */
const isCopied = (name: string) => /\.svg$|\bworker\b.*\.js$/.test(name)

async function expectMarked(files: OutputFiles): Promise<void> {
  for (const [name, bytes] of files) {
    if (isCopied(name)) expect(await markOf(name, bytes), name).toBeUndefined()
    else if (!name.endsWith('.map')) expect(await check(name, bytes), name).toEqual([])
  }
}

describe.each([
  ['for browsers', web],
  ['for Node', server],
])('a build %s', (_target, buildIt) => {
  it('is the build without chalk(), with marks, whichever is in the cache', async () => {
    const project = copy()
    const marked = await buildIt(project)
    const again = await buildIt(project)
    configure(project.dir, false)
    const plain = await buildIt(project)
    await expectMarked(marked)
    expectSame(await unmarkAll(marked), plain)
    expectSame(await unmarkAll(again), plain)
  })

  it('warns if another plugin sees names that change', async () => {
    const project = copy({ rename: 'always' })
    const note = `{ name: 'note-names', writeResources: { executor() {} } }`
    for (const file of ['farm.config.js', 'server.config.js'])
      project.write(file, project.read(file).replace(/plugins: \[/, `plugins: [${note}, `))
    await buildIt(project)
    const warned = () =>
      JSON.parse(project.read('chalk-report.json'))[0]._OP_ERRORS?.filter((line: string) =>
        line.includes('note-names'),
      )
    expect(warned()).toHaveLength(1)
    for (const file of ['farm.config.js', 'server.config.js'])
      project.write(file, project.read(file).replace(/"?rename"?: ?['"]always['"]/, ''))
    await buildIt(project)
    expect(warned() ?? []).toEqual([])
  })

  it('renames hashed files and nothing else', async () => {
    const plain = await buildIt(copy(false))
    const renamed = await buildIt(copy({ rename: 'always' }))
    await expectMarked(renamed)
    const isHashed = (name: string) => /\.[\da-f]{8}[-.]/.test(name)
    const stem = (name: string) => name.replace(/\.[\da-f]{8}(?=[-.])/, '')
    expect([...renamed.keys()].map(stem)).toEqual([...plain.keys()].map(stem))
    for (const name of plain.keys()) expect(renamed.has(name), name).toBe(!isHashed(name) || isCopied(name))
  })
})

it('knows the hash that Farm puts into the name of an asset', async () => {
  const project = copy(false)
  const assets = [...(await web(project))].filter(([name]) => /\.(?:svg|wasm)$/.test(name))
  expect(assets).toHaveLength(2)
  for (const [name, bytes] of assets) {
    expect(name).toContain(`.${createHash('sha256').update(bytes).digest('hex').slice(0, 8)}-`)
  }
})

it('follows the names that the config asks for', async () => {
  const project = copy()
  const config = project.read('farm.config.js')
  const templates = `entryFilename: 'pages/[entryName].[ext]', filename: 'js/[name]-[hash].[ext]',
      assetsFilename: 'assets/[resourceName].[ext]',`
  project.write(
    'farm.config.js',
    config.replace("path: 'dist/web'", (path) => `${templates} ${path}`),
  )
  const files = await web(project)
  await expectMarked(files)
  for (const [name, bytes] of files) {
    if (name.endsWith('.map') || isCopied(name)) continue
    const keys = Object.keys((await markOf(name, bytes))!)
    expect(keys.includes('COMMIT_ID'), name).toBe(!name.startsWith('js/'))
  }
})

describe.skipIf(hasNoBrowser)('the page', () => {
  it.each([
    ['as it is', undefined],
    ['with new names', { rename: 'always' }],
    ['with full marks', { hashedFiles: 'full' }],
  ])('does what it did, %s', async (_how, chalk) => {
    const project = copy(chalk)
    await web(project)
    await web(project)
    expect(await visit(browser, project.path('dist/web'), useApp)).toEqual(SHOWN)
  })
})

it('the program does what it did', async () => {
  const said = []
  for (const project of [copy(false), copy(), copy({ rename: 'always' })]) {
    await server(project)
    said.push(await runNode(['dist/server/program.mjs'], project.dir))
  }
  expect(said[0]!.stdout).toContain('3. A step')
  expect(said[1]).toEqual(said[0])
  expect(said[2]).toEqual(said[0])
})

it('leaves development builds alone', async () => {
  const project = copy()
  const config = project.read('farm.config.js')
  project.write('farm.config.js', config.replace('compilation: {', "compilation: { mode: 'development',"))
  const files = await web(project)
  expectSame(await unmarkAll(files), files)
})

it('fails only if it is strict', async () => {
  const nowhere = { report: 'package.json/report.json' }
  const lenient = copy(nowhere)
  await build(lenient.dir)
  const files = readOutput(lenient.path('dist/web'))
  expect(files.has('index.html')).toBe(true)
  expectSame(await unmarkAll(files), files)

  const strict = copy({ ...nowhere, strict: true })
  const { code, stderr } = await build(strict.dir, { mayFail: true })
  expect(code).not.toBe(0)
  expect(stderr).toContain('strict is on')
})
