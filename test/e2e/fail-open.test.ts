/** What cannot be marked stays as it was, with one warning; with `strict` the build fails. */
import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type BuildResult, runNode } from './support/build.js'
import { BUNDLERS } from './support/bundlers.js'
import { check, markOf, type OutputFiles, readOutput } from './support/output.js'
import { type Project, writeProject } from './support/project.js'

/** Files that a mark would break, or that are not what their names say. */
const UNMARKABLE = {
  'latin1.js': Buffer.from(`document.title = 'na\xefve'`, 'latin1'),
  'utf16.js': Buffer.from(`document.title = 'naïve'`, 'utf16le'),
  'cut-off.html': '<!doctype html><p>A page</p><script>document.title = 1',
  'cut-off.css': 'p { color: red } /* and then',
  'broken.wasm': Buffer.from('0061736d01000000ff', 'hex'),
}
const NAMES = Object.keys(UNMARKABLE)

const options = (text: string) => ({ 'options.mjs': `export default ${text}` })

describe.each(BUNDLERS)('$name', ({ script }) => {
  let project: Project
  let plain: OutputFiles

  beforeAll(async () => {
    project = writeProject('fail-open', {
      'package.json': '{ "name": "fail-open", "version": "1.0.0" }',
      'src/main.js': `console.log('main')`,
      ...Object.fromEntries(Object.entries(UNMARKABLE).map(([name, content]) => [`assets/${name}`, content])),
      'build.mjs': script,
      ...options('false'),
    })
    await runNode(['build.mjs'], project.dir)
    plain = readOutput(project.path('dist'))
    expect(plain.size).toBe(NAMES.length + 1)
  })
  afterAll(() => project?.remove())

  async function build(chalk: string, mayFail = false): Promise<BuildResult> {
    for (const name of ['dist', 'chalk-report.json']) {
      rmSync(project.path(name), { recursive: true, force: true })
    }
    project.write('options.mjs', options(chalk)['options.mjs'])
    return runNode(['build.mjs'], project.dir, { mayFail })
  }

  it('files that cannot be marked are as without chalk()', async () => {
    const { stdout, stderr } = await build('{}')
    const files = readOutput(project.path('dist'))
    for (const name of NAMES) expect(files.get(name)!.equals(plain.get(name)!), name).toBe(true)
    expect(await check('main.js', files.get('main.js')!)).toEqual([])

    const [report] = JSON.parse(project.read('chalk-report.json'))
    for (const name of NAMES) {
      const reasons = report._OP_ERRORS.filter((line: string) => line.startsWith(`${name}: not marked: `))
      expect(reasons, name).toHaveLength(1)
    }
    expect(report._UNMARKED.sort()).toEqual(NAMES.map((name) => project.path(`dist/${name}`)).sort())
    expect(report._OP_CHALK_COUNT).toBe(1)
    const told = `${stdout}\n${stderr}`
    expect(told.match(/: not marked: /g)).toHaveLength(1)
    expect(told).toContain(`and ${NAMES.length - 1} more`)
  })

  it('strict: the build fails with the reason', async () => {
    const { code, stdout, stderr } = await build('{ strict: true }', true)
    expect(code).not.toBe(0)
    for (const name of NAMES) expect(`${stdout}\n${stderr}`).toContain(`${name}: not marked: `)
    const [report] = JSON.parse(project.read('chalk-report.json'))
    expect(report._CHALKS).toEqual([])
  })

  it('a callback that throws costs its key only', async () => {
    const keys = `{ 'X-TEAM': () => { throw new Error('nobody is there') }, 'X-OTHER': () => 'there' }`
    const { stdout, stderr } = await build(`{ keys: ${keys}, include: 'main.js' }`)
    const main = readOutput(project.path('dist')).get('main.js')!
    expect(await check('main.js', main)).toEqual([])
    const mark = (await markOf('main.js', main))!
    expect(mark).toMatchObject({ 'X-OTHER': 'there' })
    expect(mark).not.toHaveProperty('X-TEAM')
    const [report] = JSON.parse(project.read('chalk-report.json'))
    expect(report._OP_ERRORS).toEqual(['main.js: X-TEAM: its callback failed: nobody is there'])
    expect(`${stdout}\n${stderr}`.match(/nobody is there/g)).toHaveLength(1)
  })

  it('strict: a callback that throws fails the build', async () => {
    const keys = `{ 'X-TEAM': () => { throw new Error('nobody is there') } }`
    const { code, stdout, stderr } = await build(`{ keys: ${keys}, include: 'main.js', strict: true }`, true)
    expect(code).not.toBe(0)
    expect(`${stdout}\n${stderr}`).toContain('nobody is there')
  })
})

describe('a file that cannot be marked, where files get new names', () => {
  async function expectUnmarked(script: string, isRenamed: boolean) {
    const project = writeProject('fail-open-names', {
      'package.json': '{ "name": "fail-open", "type": "module" }',
      'src/main.js': `console.log('main')`,
      'src/page.js': `import address from '../latin1.mjs'; console.log(address)`,
      'latin1.mjs': UNMARKABLE['latin1.js'],
      'build.js': script,
    })
    try {
      await runNode(['build.js'], project.dir)
      const plain = readOutput(project.path('plain'))
      const files = readOutput(project.path('dist'))
      const isSame = (file: string) => file.startsWith('latin1')
      const [was, content] = [...plain].find(([file]) => isSame(file))!
      const [name, bytes] = [...files].find(([file]) => isSame(file))!
      expect(bytes.equals(content)).toBe(true)
      expect(name !== was).toBe(isRenamed)
      expect([...files.keys()].filter((file) => plain.has(file))).toEqual(isRenamed ? [] : [name])
      for (const [file, text] of files) if (file.startsWith('page')) expect(text.toString()).toContain(name)
      const [report] = JSON.parse(project.read('chalk-report.json'))
      expect(report._UNMARKED).toEqual([project.path(`dist/${name}`)])
      // A copy of a source file is data, so nobody tried to mark it.
      expect(report._OP_ERRORS).toHaveLength(isRenamed ? 1 : 0)
    } finally {
      project.remove()
    }
  }

  it('esbuild: a copy keeps its name', async () => {
    const script = `import { build } from 'esbuild'
import { chalk } from 'unplugin-chalk/esbuild'
for (const plugins of [[], [chalk({ hashedFiles: 'full' })]])
  await build({
    entryPoints: ['src/page.js'], bundle: true, loader: { '.mjs': 'file' }, entryNames: '[name]-[hash]',
    outdir: plugins.length ? 'dist' : 'plain', plugins, logLevel: 'error',
  })`
    await expectUnmarked(script, false)
  })

  it('rollup: it has its final name from the start', async () => {
    const script = `import { readFileSync } from 'node:fs'
import { rollup } from 'rollup'
import { chalk } from 'unplugin-chalk/rollup'
const emit = {
  name: 'emit',
  generateBundle() { this.emitFile({ type: 'asset', name: 'latin1.mjs', source: readFileSync('latin1.mjs') }) },
}
for (const plugins of [[emit], [emit, chalk({ hashedFiles: 'full' })]]) {
  const bundle = await rollup({ input: 'src/main.js', plugins })
  const hashed = '[name]-[hash].js'
  await bundle.write({ dir: plugins.length > 1 ? 'dist' : 'plain', entryFileNames: hashed, assetFileNames: hashed })
  await bundle.close()
}`
    await expectUnmarked(script, true)
  })
})
