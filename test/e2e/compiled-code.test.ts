/** What V8 has compiled of the plugin is kept in the project's node_modules for the next build, and trusted little. */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runNode } from './support/build.js'
import { check, readOutput } from './support/output.js'
import { type Project, writeProject } from './support/project.js'

const projects: Project[] = []
afterAll(() => {
  for (const project of projects) project.remove()
})

function newProject(): Project {
  const project = writeProject('compiled-code', {
    'package.json': '{}',
    'node_modules/.keep': '',
    'src/main.js': `console.log('main')`,
    'build.mjs': `import { build } from 'esbuild'
import { chalk } from 'unplugin-chalk/esbuild'
await build({ entryPoints: ['src/main.js'], bundle: true, outdir: 'dist', plugins: [chalk()] })`,
  })
  projects.push(project)
  return project
}

/** Builds, and sees to it that the output is marked and nothing is complained of. */
async function build(project: Project, env: Record<string, string> = {}): Promise<void> {
  const { stderr } = await runNode(['build.mjs'], project.dir, { env })
  expect(stderr).toBe('')
  const files = [...readOutput(project.path('dist'))]
  expect(files.map(([name]) => name)).toEqual(['main.js'])
  for (const [name, bytes] of files) expect(await check(name, bytes)).toEqual([])
}

const folderOf = (project: Project) => project.path('node_modules/.cache/unplugin-chalk')
const kept = (project: Project) => readdirSync(folderOf(project)).map((name) => join(folderOf(project), name))

let used: Project
beforeAll(async () => {
  used = newProject()
  await build(used)
})

it('is kept by the first build and taken by the next', async () => {
  const before = kept(used).map((path) => statSync(path).mtimeMs)
  expect(readdirSync(folderOf(used)).map((name) => name.split('-v')[0])).toEqual([
    'session.cjs',
    'simple-git.cjs',
  ])
  await build(used)
  expect(kept(used).map((path) => statSync(path).mtimeMs)).toEqual(before)
})

it.each<[string, (bytes: Buffer) => Buffer]>([
  ['is of another source', (bytes) => Buffer.concat([Buffer.alloc(32, 1), bytes.subarray(32)])],
  ['is damaged', (bytes) => bytes.fill(0xff, 20_000, 20_100)],
  ['is cut off', (bytes) => bytes.subarray(0, bytes.length >> 1)],
  ['is empty', () => Buffer.alloc(0)],
])('is made again where it %s', async (_, spoil) => {
  const sourceOf = (path: string) => readFileSync(path).subarray(0, 32).toString('hex')
  const sources = kept(used).map(sourceOf)
  for (const path of kept(used)) writeFileSync(path, spoil(readFileSync(path)))
  await build(used)
  const made = kept(used).map((path) => readFileSync(path))
  expect(kept(used).map(sourceOf)).toEqual(sources)
  expect(made.every(({ length }) => length > 50_000)).toBe(true)
  await build(used)
  expect(kept(used).map((path) => readFileSync(path))).toEqual(made)
})

it('is not kept where the process is told to keep none', async () => {
  const project = newProject()
  await build(project, { NODE_DISABLE_COMPILE_CACHE: '1' })
  expect(existsSync(folderOf(project))).toBe(false)
})

it('is missed by nobody where it cannot be kept', async () => {
  const project = newProject()
  project.write('node_modules/.cache', 'no folder')
  await build(project)
})

it('is of text that V8 holds a byte a letter, and that is read so', () => {
  const dist = new URL('../../packages/unplugin/dist/', import.meta.url)
  for (const name of ['session', 'simple-git', 'archive', 'options'])
    expect(readFileSync(new URL(`${name}.cjs`, dist)).findIndex((byte) => byte > 0x7f)).toBe(-1)
})
