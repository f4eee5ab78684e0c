/** A build leaves its output and its report, and no code that a later build would run. */
import { mkdirSync, readdirSync } from 'node:fs'
import { afterEach, expect, it } from 'vitest'
import { runNode } from './support/build.js'
import { check, readOutput } from './support/output.js'
import { type Project, writeProject } from './support/project.js'

let project: Project
afterEach(() => project.remove())

/** All files of the project but git's. */
function filesOf({ root }: Project): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && !/[\\/]\.git([\\/]|$)/.test(entry.parentPath))
    .map(({ parentPath, name }) => `${parentPath}/${name}`.slice(root.length + 1).replaceAll('\\', '/'))
    .sort()
}

const BUILDS = {
  module: ['build.mjs', `import { build } from 'esbuild'\nimport { chalk } from 'unplugin-chalk/esbuild'`],
  CommonJS: [
    'build.cjs',
    `const { build } = require('esbuild')\nconst { chalk } = require('unplugin-chalk/esbuild')`,
  ],
} as const

it.each(Object.entries(BUILDS))('from a config that is a %s', async (_, [script, head]) => {
  const options = { outdir: 'dist', bundle: true, entryPoints: ['src/main.js'] }
  project = writeProject('nothing-kept', {
    'package.json': '{}',
    'node_modules/.keep': '',
    'src/main.js': `console.log('main')`,
    [script]: `${head}\nbuild({ ...${JSON.stringify(options)}, plugins: [chalk({ archive: 'dist.zip' })] })`,
  })
  const temporary = project.path('temporary')
  mkdirSync(temporary)
  const before = filesOf(project)
  const env = { TMPDIR: temporary, TEMP: temporary, TMP: temporary }
  // The second build meets what the first has left.
  for (let build = 0; build < 2; build++) {
    const { stderr } = await runNode([script], project.dir, { env })
    expect(stderr).toBe('')
    for (const [name, bytes] of readOutput(project.path('dist'))) expect(await check(name, bytes)).toEqual([])
    const left = filesOf(project).filter((name) => !before.includes(name))
    expect(left).toEqual(['chalk-report.json', 'dist.zip', 'dist/main.js'])
  }
})
