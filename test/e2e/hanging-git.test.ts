/** A git that never answers: the build ends without it. */
import { chmodSync } from 'node:fs'
import { delimiter } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { runNode } from './support/build.js'
import { BUNDLERS } from './support/bundlers.js'
import { check, markOf, readOutput } from './support/output.js'
import { type Project, writeProject } from './support/project.js'

/** Longer than any test may take: a build that has ended has not waited for it. */
const SLEEP = 'sleep 3600'
const HANGING = `#!/bin/sh
echo $$ >> "$PIDS_FILE"
exec ${SLEEP}
`
/** Has started a program that holds its outputs, as a script in git's place can. */
const WITH_CHILD = `#!/bin/sh
${SLEEP} &
echo $! >> "$PIDS_FILE"
wait
`

const projects: Project[] = []
afterAll(() => {
  for (const project of projects) project.remove()
})

async function build(script: string, git: string, options: object, mayFail = false) {
  const project = writeProject('hanging-git', {
    'package.json': '{ "name": "hanging-git", "version": "1.0.0" }',
    'src/main.js': `console.log('main')`,
    'options.mjs': `export default ${JSON.stringify(options)}`,
    'build.mjs': script,
    'bin/git': git,
  })
  projects.push(project)
  chmodSync(project.path('bin/git'), 0o755)
  const env = {
    PATH: [project.path('bin'), process.env.PATH].join(delimiter),
    PIDS_FILE: project.path('pids'),
  }
  const result = await runNode(['build.mjs'], project.dir, { env, mayFail })
  return { ...result, project }
}

/** What the fake gits have noted. */
function pidsOf(project: Project): number[] {
  const pids = project.read('pids').trim().split(/\s+/).map(Number)
  expect(pids.length).toBeGreaterThanOrEqual(1)
  return pids
}

/** The system takes a moment to clear up behind processes that have ended. */
async function expectNoneLeft(project: Project): Promise<void> {
  await vi.waitFor(() => expect(pidsOf(project).filter(isRunning)).toEqual([]), { timeout: 60_000 })
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
  it.concurrent.each(some)('$name: the build ends, and git too', async ({ script }) => {
    const { project, stdout, stderr } = await build(script, HANGING, {})
    await expectNoneLeft(project)

    const main = readOutput(project.path('dist')).get('main.js')!
    expect(await check('main.js', main)).toEqual([])
    expect(await markOf('main.js', main)).not.toHaveProperty('TAG')
    const [report] = JSON.parse(project.read('chalk-report.json'))
    expect(report._OP_ERRORS).toEqual([expect.stringMatching(/^git: timed out after 5 s/)])
    expect(`${stdout}\n${stderr}`.match(/timed out after 5 s/g)).toHaveLength(1)
  })

  it.concurrent('what it has started goes on: the build ends', async () => {
    const { project } = await build(some[0]!.script, WITH_CHILD, {})
    const running = pidsOf(project).filter(isRunning)
    for (const pid of running) process.kill(pid, 'SIGKILL')
    expect(running).toHaveLength(pidsOf(project).length)
    expect(project.read('chalk-report.json')).toContain('git: timed out after 5 s')
  })

  it.concurrent('strict: the build fails with the reason', async () => {
    const { project, code, stdout, stderr } = await build(some[0]!.script, HANGING, { strict: true }, true)
    expect(code).not.toBe(0)
    expect(`${stdout}\n${stderr}`).toContain('timed out after 5 s')
    await expectNoneLeft(project)
  })
})
