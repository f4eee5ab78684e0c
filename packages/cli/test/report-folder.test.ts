/** The reports of a workspace, in one folder: what stands below it is not followed. */
import { existsSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { list, makeTree } from '../../core/test/disk/tree.js'
import { chalkmark } from './command.js'

function makeWorkspace() {
  const root = makeTree({
    'pnpm-workspace.yaml': 'packages: ["packages/*"]',
    'packages/ui/dist/a.js': `console.log('a')\n`,
    'packages/ui/chalkmark.config.mjs': `export default { report: { dir: 'reports' } }`,
    'reports/x': '',
    'outside/x': '',
  })
  const cwd = join(root, 'packages/ui')
  return { root, insert: () => chalkmark(['insert', 'dist'], { cwd }) }
}

test('each project has its place there', async () => {
  const { root, insert } = makeWorkspace()
  expect((await insert()).code).toBe(0)
  expect(existsSync(join(root, 'reports/packages/ui/chalk-report.json'))).toBe(true)
})

test.runIf(process.platform !== 'win32')(
  'a link in the place of one of its folders is an error',
  async () => {
    const { root, insert } = makeWorkspace()
    symlinkSync('../outside', join(root, 'reports/packages'))
    const { code, stderr } = await insert()
    expect(code).not.toBe(0)
    expect(stderr).toContain(`${join(root, 'reports/packages')} is a symbolic link`)
    expect(list(join(root, 'outside'))).toEqual(['x'])
  },
)
