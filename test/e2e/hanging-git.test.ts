/** A git that never answers holds a build up for its time limit and no longer, and nothing of it stays behind. */
import { chmodSync } from 'node:fs'
import { delimiter } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runNode } from './support/build.js'
import { BUNDLERS } from './support/bundlers.js'
import { check, markOf, readOutput } from './support/output.js'
import { type Project, writeProject } from './support/project.js'

/** Of the collectors. */
const LIMIT = 5000
/** Starts a child of its own, as git does for its pagers and helpers, and notes both. */
const GIT = `#!/bin/sh
sleep 60 &
echo "$$ $!" >> "$PIDS_FILE"
wait
`

const projects: Project[] = []
afterAll(() => {
  for (const project of projects) project.remove()
})

async function build(script: string, options: object, mayFail = false) {
  const project = writeProject('hanging-git', {
    'package.json': '{ "name": "hanging-git", "version": "1.0.0" }',
    'src/main.js': `console.log('main')`,
    'options.mjs': `export default ${JSON.stringify(options)}`,
    'build.mjs': script,
    'bin/git': GIT,
  })
  projects.push(project)
  chmodSync(project.path('bin/git'), 0o755)
  const env = {
    PATH: [project.path('bin'), process.env.PATH].join(delimiter),
    PIDS_FILE: project.path('pids'),
  }
  const began = performance.now()
  const result = await runNode(['build.mjs'], project.dir, { env, mayFail })
  return { ...result, project, took: performance.now() - began }
}

/** The system takes a moment to clear up behind processes that have ended; git's would go on for a minute. */
async function expectNoneLeft(project: Project): Promise<void> {
  const pids = project.read('pids').trim().split(/\s+/).map(Number)
  expect(pids.length).toBeGreaterThanOrEqual(2)
  await expect.poll(() => pids.filter(isRunning), { timeout: 5000 }).toEqual([])
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

const some = BUNDLERS.filter(({ name }) => ['vite', 'webpack', 'esbuild'].includes(name))

describe.skipIf(process.platform === 'win32')('git hangs', () => {
  it.concurrent.each(some)('$name: the build ends', async ({ script }) => {
    const { project, took, stdout, stderr } = await build(script, {})
    expect(took).toBeGreaterThan(LIMIT)
    expect(took).toBeLessThan(4 * LIMIT)
    await expectNoneLeft(project)

    const main = readOutput(project.path('dist')).get('main.js')!
    expect(await check('main.js', main)).toEqual([])
    expect(await markOf('main.js', main)).not.toHaveProperty('TAG')
    const [report] = JSON.parse(project.read('chalk-report.json'))
    expect(report._OP_ERRORS).toEqual([expect.stringMatching(/^git: timed out after 5 s/)])
    expect(`${stdout}\n${stderr}`.match(/timed out after 5 s/g)).toHaveLength(1)
  })

  it.concurrent('strict: the build fails with the reason', async () => {
    const { project, code, stdout, stderr } = await build(some[0]!.script, { strict: true }, true)
    expect(code).not.toBe(0)
    expect(`${stdout}\n${stderr}`).toContain('timed out after 5 s')
    await expectNoneLeft(project)
  })
})
