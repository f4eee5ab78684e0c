/**
 * `import 'chalkmark/heartbeat'`, or `node --import chalkmark/heartbeat app.js`: reports on the program that imports it, as
 * `chalkmark exec` does, on platforms where nobody chooses the command line.
 *
 * All of it is done in a worker thread, which never keeps the program alive, and whose failure is one warning.
 */
import { isMainThread, Worker } from 'node:worker_threads'
import { say } from '../exec/message.js'

/** What the worker cannot see of the program. */
export interface OfProgram {
  argv: readonly string[]
  execArgv: readonly string[]
}

/** Set in a process whose program is reported on. The module may be there twice, as when it is bundled. */
const STARTED = Symbol.for('chalkmark.heartbeat')

/** In megabytes: the worker ends before it takes more from the program. */
const MEMORY = 256

const here = globalThis as { [STARTED]?: boolean }
// A worker thread of the program imports what `--import` names, too.
if (isMainThread && !here[STARTED]) {
  here[STARTED] = true
  start()
}

function start(): void {
  const warn = (error: Error) => say('warning', `chalkmark/heartbeat has stopped: ${error.message}`)
  try {
    const worker = new Worker(new URL('./heartbeat-worker.js', import.meta.url), {
      // Neither options of the program's Node nor its streams are for the worker.
      execArgv: [],
      // In a worker these are other ones.
      workerData: { argv: process.argv, execArgv: process.execArgv } satisfies OfProgram,
      stdin: false,
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY },
    })
    worker.on('error', warn)
    worker.unref()
  } catch (error) {
    warn(error as Error)
  }
}
