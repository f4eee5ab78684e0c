/** No mark without its report: where the report cannot be saved, the output is as without chalk(). */
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type BuildResult, runNode } from './support/build.js'
import { BUNDLERS } from './support/bundlers.js'
import { canMount, mountDisk, unmountDisk } from './support/disk.js'
import { check, type OutputFiles, readOutput } from './support/output.js'
import { type Project, writeProject } from './support/project.js'

const SOURCES = {
  'package.json': '{ "name": "report-place", "version": "1.0.0" }',
  'src/main.js': `console.log('main')`,
  'assets/page.html': '<!doctype html><p>A page</p>',
  'options.mjs': 'export default false',
}
/** Nothing can be in a file, whoever tries; a folder's permissions do not stop root. */
const IN_A_FILE = 'package.json/reports/chalk-report.json'
const REASON = 'the report cannot be written to'

/** Where the project's builds keep temporary files, with and without place for a report. */
const temporary = (folder: string) => ({ TMPDIR: folder, TEMP: folder, TMP: folder })

describe.each(BUNDLERS)('$name', ({ script }) => {
  let project: Project
  let plain: OutputFiles

  beforeAll(async () => {
    project = writeProject('report-place', { ...SOURCES, 'build.mjs': script })
    mkdirSync(project.path('tmp'))
    await runNode(['build.mjs'], project.dir)
    plain = readOutput(project.path('dist'))
  })
  afterAll(() => project?.remove())

  async function build(chalk: object, env: Record<string, string>, mayFail = false): Promise<BuildResult> {
    rmSync(project.path('dist'), { recursive: true, force: true })
    project.write('options.mjs', `export default ${JSON.stringify(chalk)}`)
    return runNode(['build.mjs'], project.dir, { env, mayFail })
  }

  it('the report is in the temporary folder, with the reason', async () => {
    const { stdout, stderr } = await build({ report: IN_A_FILE }, temporary(project.path('tmp')))
    expect(readOutput(project.path('dist'))).toEqual(plain)
    expect(`${stdout}\n${stderr}`.match(new RegExp(REASON, 'g'))).toHaveLength(1)

    const place = [...readOutput(project.path('tmp'))].filter(([name]) => name.endsWith('chalk-report.json'))
    expect(place).toHaveLength(1)
    const [[name, text]] = place as [[string, Buffer]]
    expect(`${stdout}\n${stderr}`).toContain(name.split('/').at(-2))
    const [report] = JSON.parse(text.toString())
    expect(report._CHALKS).toEqual([])
    expect(report._OP_ERRORS).toEqual([expect.stringContaining(REASON)])
    expect(report._UNMARKED).toHaveLength(plain.size)
  })

  it('no place at all: the build goes on without marks', async () => {
    const nowhere = project.path('package.json')
    const { stdout, stderr } = await build({ report: IN_A_FILE }, temporary(nowhere))
    expect(readOutput(project.path('dist'))).toEqual(plain)
    expect(`${stdout}\n${stderr}`.match(new RegExp(REASON, 'g'))).toHaveLength(1)
  })

  it('strict: the build fails with the reason', async () => {
    const { code, stdout, stderr } = await build(
      { report: IN_A_FILE, strict: true },
      temporary(project.path('tmp')),
      true,
    )
    expect(code).not.toBe(0)
    expect(`${stdout}\n${stderr}`).toContain(REASON)
  })

  it('the next build is as if nothing had been', async () => {
    await build({ report: 'reports/of/this/chalk.json' }, {})
    for (const [name, bytes] of readOutput(project.path('dist'))) {
      expect(await check(name, bytes), name).toEqual([])
    }
    const [report] = JSON.parse(project.read('reports/of/this/chalk.json'))
    expect(report._OP_ERRORS).toEqual([])
    expect(report._CHALKS).toHaveLength(plain.size)
  })
})

describe
  .skipIf(!canMount())
  .each(BUNDLERS.filter(({ name }) => ['vite', 'webpack', 'esbuild'].includes(name)))(
  '$name: a full disk (needs root on Linux)',
  ({ script }) => {
    it('the output is as without chalk()', async () => {
      const project = writeProject('full-disk', { ...SOURCES, 'build.mjs': script })
      const disk = project.path('disk')
      mountDisk(disk, 65_536)
      try {
        await runNode(['build.mjs'], project.dir)
        const plain = readOutput(project.path('dist'))
        writeFileSync(project.path('disk/other'), Buffer.alloc(64 * 1024))
        project.write('options.mjs', `export default { report: 'disk/chalk-report.json' }`)
        const { stdout, stderr } = await runNode(['build.mjs'], project.dir)
        expect(readOutput(project.path('dist'))).toEqual(plain)
        expect(`${stdout}\n${stderr}`.match(/ENOSPC/g)).toHaveLength(1)
        expect([...readOutput(disk).keys()]).toEqual(['other'])
      } finally {
        unmountDisk(disk)
        project.remove()
      }
    })
  },
)

it.runIf(process.platform !== 'win32')('a link below the folder for reports is not followed', async () => {
  const { script } = BUNDLERS.find(({ name }) => name === 'esbuild')!
  const ui = Object.entries({ ...SOURCES, 'build.mjs': script })
  const project = writeProject('report-folder', {
    'pnpm-workspace.yaml': 'packages: ["packages/*"]',
    'reports/x': '',
    'outside/x': '',
    ...Object.fromEntries(ui.map(([name, text]) => [`packages/ui/${name}`, text])),
    'packages/ui/options.mjs': `export default { report: { dir: 'reports' } }`,
  })
  try {
    mkdirSync(project.path('tmp'))
    const build = () =>
      runNode(['build.mjs'], project.path('packages/ui'), { env: temporary(project.path('tmp')) })
    await build()
    expect([...readOutput(project.path('reports')).keys()]).toContain('packages/ui/chalk-report.json')
    rmSync(project.path('reports/packages'), { recursive: true })
    symlinkSync('../outside', project.path('reports/packages'))
    const { stdout, stderr } = await build()
    expect(`${stdout}\n${stderr}`).toContain('is a symbolic link')
    expect([...readOutput(project.path('outside')).keys()]).toEqual(['x'])
  } finally {
    project.remove()
  }
})
