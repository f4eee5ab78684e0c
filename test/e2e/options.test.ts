/** Options as every bundler's builds take them. */
import { existsSync, rmSync } from 'node:fs'
import type { Dict } from '@chalkmark/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type BuildResult, runNode } from './support/build.js'
import { BUNDLERS } from './support/bundlers.js'
import { markOf, type OutputFiles, readOutput } from './support/output.js'
import { type Project, writeProject } from './support/project.js'

const SOURCES = {
  'package.json': '{ "name": "options", "version": "1.2.3" }',
  'src/main.js': `console.log('main')`,
  'assets/page.html': '<!doctype html><p>A page</p>',
  'assets/style.css': 'p { color: red }',
  'options.mjs': 'export default false',
}
const FILES = ['main.js', 'page.html', 'style.css']

describe.each(BUNDLERS)('$name', ({ script }) => {
  let project: Project
  let plain: OutputFiles

  beforeAll(async () => {
    project = writeProject('options', { ...SOURCES, 'build.mjs': script })
    await runNode(['build.mjs'], project.dir)
    plain = readOutput(project.path('dist'))
    expect([...plain.keys()]).toEqual(FILES)
  })
  afterAll(() => project?.remove())

  /** @param chalk the text of the options. */
  async function build(chalk: string, mayFail = false): Promise<BuildResult> {
    for (const name of ['dist', 'chalk-report.json']) {
      rmSync(project.path(name), { recursive: true, force: true })
    }
    project.write('options.mjs', `export default ${chalk}`)
    return runNode(['build.mjs'], project.dir, { mayFail })
  }

  async function marks(): Promise<Record<string, Dict>> {
    const found: Record<string, Dict> = {}
    for (const [name, bytes] of readOutput(project.path('dist'))) {
      const mark = await markOf(name, bytes)
      if (mark) found[name] = mark
    }
    return found
  }

  it('a wrong one ends the build with one line', async () => {
    const { code, stdout, stderr } = await build(`{ hashedFile: 'full' }`, true)
    expect(code).not.toBe(0)
    expect(`${stdout}\n${stderr}`).toContain(
      `chalk(): unknown option 'hashedFile'; did you mean 'hashedFiles'?`,
    )
    expect(existsSync(project.path('dist'))).toBe(false)
  })

  it('something else than options ends the build with one line', async () => {
    const { code, stdout, stderr } = await build('[]', true)
    expect(code).not.toBe(0)
    expect(`${stdout}\n${stderr}`).toContain('chalk(): options must be an object, not []')
  })

  it('enabled: false is a build without chalk()', async () => {
    const { stdout, stderr } = await build('{ enabled: false }')
    expect(readOutput(project.path('dist'))).toEqual(plain)
    expect(existsSync(project.path('chalk-report.json'))).toBe(false)
    expect(`${stdout}\n${stderr}`).not.toMatch(/\bmarked\b/)
  })

  it('include, exclude, a list of keys, values for keys, no report', async () => {
    await build(`{
      include: ['*.js', 'page.*'], exclude: '*.html', report: false, template: ['HASH', 'STORE_URI', 'CHALK_PTR'],
      keys: {
        'X-TEAM': { name: 'tools', size: 3 },
        'X-PATH': ({ path, type, env }) => [path, type, typeof env.PATH],
        STORE_URI: 'https://store.example/{hash}',
        CHALK_PTR: 'https://marks.example/{chalk_id}',
        TENANT_ID_WHEN_CHALKED: () => undefined,
      },
    }`)
    const { 'main.js': mark, ...others } = await marks()
    expect(others).toEqual({})
    expect(Object.keys(mark!).sort()).toEqual(
      [
        'MAGIC',
        'CHALK_ID',
        'CHALK_VERSION',
        'HASH',
        'METADATA_ID',
        'STORE_URI',
        'CHALK_PTR',
        'X-TEAM',
        'X-PATH',
      ].sort(),
    )
    expect(mark).toMatchObject({
      'X-TEAM': { name: 'tools', size: 3 },
      'X-PATH': ['main.js', 'JavaScript', 'string'],
      STORE_URI: `https://store.example/${mark!.HASH}`,
      CHALK_PTR: `https://marks.example/${mark!.CHALK_ID}`,
    })
    expect(existsSync(project.path('chalk-report.json'))).toBe(false)
  })

  it('report: a path', async () => {
    await build(`{ report: 'out/of/the-way.json', template: 'mark_minimal' }`)
    const [report] = JSON.parse(project.read('out/of/the-way.json'))
    expect(report._CHALKS).toHaveLength(FILES.length)
    expect(existsSync(project.path('chalk-report.json'))).toBe(false)
  })
})
