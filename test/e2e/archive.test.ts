/** `archive`: the output folder becomes a marked ZIP archive once everything is written. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { extract } from '@chalkmark/core/operations'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasTool } from '../../packages/core/test/tool.js'
import { runNode } from './support/build.js'
import { BUNDLERS } from './support/bundlers.js'
import { readOutput } from './support/output.js'
import { type Project, writeProject } from './support/project.js'

const SOURCES = {
  'package.json': '{ "name": "archived", "version": "1.2.3" }',
  'src/main.js': `console.log('main')`,
  'assets/page.html': '<!doctype html><p>A page</p>',
  'assets/style.css': 'p { color: red }',
  'options.mjs': 'export default false',
}

describe.skipIf(!hasTool('unzip', ['-v'])).each(BUNDLERS.filter(({ name }) => name !== 'farm'))(
  '$name',
  ({ script }) => {
    let project: Project

    beforeAll(() => {
      project = writeProject('archive', { ...SOURCES, 'build.mjs': script })
    })
    afterAll(() => project?.remove())

    async function build(chalk: string, mayFail = false) {
      rmSync(project.path('app.zip'), { force: true })
      project.write('options.mjs', `export default ${chalk}`)
      return runNode(['build.mjs'], project.dir, { mayFail })
    }

    it('holds what was written, and is marked and reported itself', async () => {
      await build(`{ archive: 'app.zip' }`)
      const folder = project.path('unpacked')
      mkdirSync(folder, { recursive: true })
      execFileSync('unzip', ['-q', '-o', project.path('app.zip'), '-d', folder])
      const unpacked = readOutput(folder)
      unpacked.delete('chalk.json')
      expect(unpacked).toEqual(readOutput(project.path('dist')))

      const read = await extract({ paths: [project.path('app.zip')], cwd: project.dir })
      expect(read.chalks).toHaveLength(1)
      expect(read.chalks[0]).toMatchObject({ _VALIDATED_METADATA: true, ARTIFACT_VERSION: '1.2.3' })
      const [report] = JSON.parse(readFileSync(project.path('chalk-report.json'), 'utf8'))
      const ids = report._CHALKS.map((chalk: { CHALK_ID: string }) => chalk.CHALK_ID)
      expect(ids).toContain(read.chalks[0]!.CHALK_ID)
      expect(report._CHALKS).toHaveLength(4)
      expect(report._OP_ERRORS).toEqual([])
    })

    it('is the same for the same build', async () => {
      const options = `{ archive: 'app.zip', reproducible: true }`
      await build(options)
      const first = readFileSync(project.path('app.zip'))
      await build(options)
      expect(readFileSync(project.path('app.zip')).equals(first)).toBe(true)
    })

    it('fails open, and with strict fails the build', async () => {
      project.write('file', 'a file, no folder')
      const { code, stdout, stderr } = await build(`{ archive: 'file/app.zip' }`)
      expect(code).toBe(0)
      expect(existsSync(project.path('dist/main.js'))).toBe(true)
      const [report] = JSON.parse(readFileSync(project.path('chalk-report.json'), 'utf8'))
      expect(report._OP_ERRORS.join()).toContain('the archive file/app.zip cannot be made')
      expect(report._CHALKS).toHaveLength(3)
      expect(stdout + stderr).toContain('cannot be made')
      expect((await build(`{ archive: 'file/app.zip', strict: true }`, true)).code).not.toBe(0)
    })
  },
)

it('is refused under another name, and with Farm', async () => {
  const { chalk } = await import('unplugin-chalk/farm')
  expect(() => chalk({ archive: 'app.zip' })).toThrow(/archive does not work with Farm/)
  expect(() => chalk({ archive: 'app.tgz' })).toThrow(/archive must be a path that ends in '.zip'/)
})
