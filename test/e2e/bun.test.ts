/** What only builds with Bun do: its artifacts are blobs, in memory or written, and it names files in its own way. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SHOWN, useApp } from './support/app.js'
import { type BuildResult, build, run, runNode } from './support/build.js'
import { check, isCopied, markOf, type OutputFiles, readOutput, unmark, unmarkAll } from './support/output.js'
import { hasNoBrowser, launchBrowser, visit } from './support/page.js'
import { configure, copyPlayground, type Project } from './support/project.js'

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
  const project = copyPlayground('bun', { chalk })
  projects.push(project)
  return project
}

async function output({ dir, path }: Project): Promise<OutputFiles> {
  await build(dir)
  return readOutput(path('dist'))
}

async function expectMarked(files: OutputFiles): Promise<void> {
  for (const [name, bytes] of files) {
    if (isCopied(name)) expect(await markOf(name, bytes), name).toBeUndefined()
    else if (!name.endsWith('.map')) expect(await check(name, bytes), name).toEqual([])
  }
}

function expectSame(files: OutputFiles, others: OutputFiles): void {
  expect([...files.keys()]).toEqual([...others.keys()])
  for (const [name, bytes] of files) expect(bytes.equals(others.get(name)!), name).toBe(true)
}

describe('a build into a folder', () => {
  it('is the build without chalk(), with marks', async () => {
    const project = copy()
    const marked = await output(project)
    configure(project.dir, false)
    await expectMarked(marked)
    expectSame(await unmarkAll(marked), await output(project))
  })

  it('renames hashed files and nothing else', async () => {
    const plain = await output(copy(false))
    const renamed = await output(copy({ rename: 'always' }))
    await expectMarked(renamed)
    const stem = (name: string) => name.replace(/-[\da-z]{8}(?=\.)/, '')
    expect([...renamed.keys()].map(stem).sort()).toEqual([...plain.keys()].map(stem).sort())
    for (const name of plain.keys())
      expect(renamed.has(name), name).toBe(name === stem(name) || isCopied(name))
  })

  it('the program does what it did', async () => {
    const said = []
    for (const project of [copy(false), copy(), copy({ rename: 'always' })]) {
      await build(project.dir)
      said.push(await runNode(['dist/server/program.mjs'], project.dir))
    }
    expect(said[0]!.stdout).toContain('3. A step')
    expect(said[1]).toEqual(said[0])
    expect(said[2]).toEqual(said[0])
  })

  it.skipIf(hasNoBrowser).each([
    ['as it is', undefined],
    ['with new names', { rename: 'always' }],
    ['with full marks', { hashedFiles: 'full' }],
  ])('the page does what it did, %s', async (_how, chalk) => {
    const project = copy(chalk)
    await build(project.dir)
    expect(await visit(browser, project.path('dist/web'), useApp)).toEqual(SHOWN)
  })
})

/** An artifact as `Bun.build` resolves with it. */
interface Artifact {
  path: string
  hash: string | null
  kind: string
  type: string
  size: number
  /** In base64. */
  content: string
}

/** Builds the playground's page with these settings. @returns what the caller of `Bun.build` gets. */
async function artifactsOf(project: Project, settings: object): Promise<Artifact[]> {
  project.write(
    'artifacts.js',
    `import { chalk } from 'unplugin-chalk/bun'
const { outputs } = await Bun.build({ ...${JSON.stringify(settings)}, plugins: [${plugin(project)}] })
const artifacts = await Promise.all(outputs.map(async (output) => {
  const { path, hash, kind, type, size } = output
  return { path, hash, kind, type, size, content: Buffer.from(await output.arrayBuffer()).toString('base64') }
}))
console.log(JSON.stringify(artifacts))`,
  )
  const { stdout } = await runBun(project, ['artifacts.js'])
  return JSON.parse(stdout)
}

/** The call of `chalk` in the project's own build, if it has one. */
function plugin(project: Project): string {
  return /chalk\(.*?\)(?=\])/.exec(project.read('build.js'))?.[0] ?? ''
}

function runBun({ dir, path }: Project, args: string[]): Promise<BuildResult> {
  return run([path('node_modules/bun/bin/bun.exe'), 'run', ...args], dir)
}

const PAGE = { entrypoints: ['index.html', 'worker.js'], splitting: true, minify: true }

function contents(artifacts: Artifact[]): OutputFiles {
  return new Map(artifacts.map(({ path, content }) => [path, Buffer.from(content, 'base64')]))
}

describe('the artifacts', () => {
  it('in memory are marked', async () => {
    const project = copy()
    const marked = await artifactsOf(project, PAGE)
    configure(project.dir, false)
    const plain = await artifactsOf(project, PAGE)
    await expectMarked(contents(marked))
    expectSame(await unmarkAll(contents(marked)), contents(plain))
    for (const [index, { size, content, ...artifact }] of marked.entries()) {
      expect(plain[index]).toMatchObject(artifact)
      expect(size).toBe(Buffer.from(content, 'base64').length)
    }
  })

  it('on disk are the files, under their new names too', async () => {
    const project = copy({ rename: 'always' })
    const artifacts = await artifactsOf(project, { ...PAGE, outdir: 'dist', sourcemap: 'linked' })
    const files = readOutput(project.path('dist'))
    expect(artifacts).toHaveLength(files.size)
    for (const [name, bytes] of files) {
      const artifact = artifacts.find(({ path }) => path === project.path(`dist/${name}`))
      expect(artifact?.size, name).toBe(bytes.length)
      expect(bytes.equals(Buffer.from(artifact!.content, 'base64')), name).toBe(true)
      if (/-[\da-z]{8}\.\w+$/.test(name)) expect(name).toContain(artifact!.hash)
    }
  })
})

it('knows the hash in any name that the config asks for', async () => {
  const naming = { entry: '[dir]/[name].[ext]', chunk: 'c/[hash10]', asset: 'a/[name].[ext]' }
  const files = contents(await artifactsOf(copy(), { ...PAGE, naming }))
  expect([...files.keys()].filter((name) => name.startsWith('./c/'))).not.toHaveLength(0)
  for (const [name, bytes] of files) {
    const mark = await markOf(name, bytes)
    if (mark) expect('COMMIT_ID' in mark, name).toBe(!name.startsWith('./c/'))
  }
})

it('leaves scripts alone that have bytecode', async () => {
  const project = copy()
  const settings = { entrypoints: ['program.js'], outdir: 'dist', target: 'bun', bytecode: true }
  project.write(
    'bytecode.js',
    `import { chalk } from 'unplugin-chalk/bun'
await Bun.build({ ...${JSON.stringify(settings)}, plugins: [chalk()] })`,
  )
  const { stderr } = await runBun(project, ['bytecode.js'])
  expect(stderr).toContain('bytecode')
  const files = readOutput(project.path('dist'))
  expect([...files.keys()]).toContain('program.js.jsc')
  for (const [name, bytes] of files) expect((await unmark(name, bytes)).equals(bytes), name).toBe(true)
})

it('fails only if it is strict', async () => {
  const nowhere = { report: 'package.json/report.json' }
  const files = await output(copy(nowhere))
  expect(files.has('web/index.html')).toBe(true)
  expectSame(await unmarkAll(files), files)

  const strict = copy({ ...nowhere, strict: true })
  const { code, stderr } = await build(strict.dir, { mayFail: true })
  expect(code).not.toBe(0)
  expect(stderr).toContain('strict is on')
})
