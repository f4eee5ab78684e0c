/** Several builds of one project at the same time, in the worker threads of one process: as test runners make them. */
import { afterAll, expect, it } from 'vitest'
import { runNode } from './support/build.js'
import { check, readOutput } from './support/output.js'
import { type Project, writeProject } from './support/project.js'

const THREADS = 4

interface Report {
  _CHALKS: { _OP_ARTIFACT_PATH: string }[]
}

let project: Project | undefined
afterAll(() => project?.remove())

it('leaves the report and the marks of each build whole', async () => {
  project = writeProject('worker-threads', {
    'package.json': '{ "name": "app", "version": "1.0.0", "type": "module" }',
    'src/main.js': `console.log('main')`,
    // Every thread says when it is ready, so that they write at the same time.
    'worker.mjs': `import { build } from 'esbuild'
import { once } from 'node:events'
import { parentPort, workerData } from 'node:worker_threads'
import { chalk } from 'unplugin-chalk/esbuild'
for (let round = 0; round < 12; round++) {
  parentPort.postMessage('ready')
  await once(parentPort, 'message')
  await build({ entryPoints: ['src/main.js'], outdir: 'dist/' + workerData, plugins: [chalk()] })
}
parentPort.close()`,
    'build.mjs': `import { Worker } from 'node:worker_threads'
const workers = Array.from({ length: ${THREADS} }, (_, i) => new Worker(new URL('worker.mjs', import.meta.url), { workerData: i }))
let ready = 0
for (const worker of workers)
  worker.on('message', () => {
    if (++ready % workers.length === 0) for (const each of workers) each.postMessage('go')
  })
await Promise.all(workers.map((worker) => new Promise((resolve) => worker.on('exit', resolve))))`,
  })
  const { stderr } = await runNode(['build.mjs'], project.dir)
  expect(stderr).toBe('')
  for (let i = 0; i < THREADS; i++) {
    const files = [...readOutput(project.path(`dist/${i}`))]
    expect(files.map(([name]) => name)).toEqual(['main.js'])
    for (const [name, bytes] of files) expect(await check(name, bytes)).toEqual([])
  }
  const paths = JSON.parse(project.read('chalk-report.json')).flatMap((report: Report) =>
    report._CHALKS.map((chalk) => chalk._OP_ARTIFACT_PATH.slice(-'0/main.js'.length)),
  )
  expect(paths.sort()).toEqual(Array.from({ length: THREADS }, (_, i) => `${i}/main.js`))
})
