/**
 * Several processes send reports to a server that fails half of the time, and are killed: every report that was handed over arrives.
 * CHALKMARK_REPORTS says how many, CHALKMARK_KILLS how often a process is killed.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { list, makeTree } from '../../core/test/disk/tree.js'

const REPORTS = Number(process.env.CHALKMARK_REPORTS ?? 400)
const KILLS = Number(process.env.CHALKMARK_KILLS ?? 8)
const PROCESSES = 4
const SINKS = fileURLToPath(new URL('../../core/dist/sinks.js', import.meta.url))

/** Hands over its reports one by one, and notes each behind that. Started again, it goes on behind the last one noted. */
const SENDER = `import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
const [sinks, url, notes, name, number] = process.argv.slice(2)
const { openDelivery, flushReports } = await import(pathToFileURL(sinks))
const options = { sinks: { central: { type: 'post', url } }, deliveryTimeout: 600_000 }
const delivery = openDelivery({ options, env: {}, root: '/' })
// What was not noted may have been handed over: it gets an id of its own.
let next = existsSync(notes) ? readFileSync(notes, 'utf8').trimEnd().split('\\n').length + 1 : 1
let most = 0
for (; next <= Number(number); next++) {
  const id = name + '-' + next + '-' + process.pid
  delivery.put({ _OPERATION: 'insert', _ACTION_ID: id, _CHALKS: [{ CHALK_ID: 'x'.repeat(500) }] })
  appendFileSync(notes, id + '\\n')
  if (next % 20 === 0) await delivery.end()
  most = Math.max(most, process.memoryUsage.rss())
}
await delivery.end()
console.log(most)`

test(`${REPORTS} reports of ${PROCESSES} processes, killed ${KILLS} times`, {
  timeout: 120_000 + REPORTS * 300,
}, async () => {
  const root = makeTree({ 'sender.mjs': SENDER })
  const state = makeTree({})
  const times = new Map<string, number>()
  let refused = 0
  // Every other request fails, half of these when the report is there already.
  let count = 0
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const id = String(request.headers['idempotency-key'])
      const turn = count++ % 4
      if (turn !== 1) times.set(id, (times.get(id) ?? 0) + (turn === 3 ? 0 : 1))
      if (turn === 3) times.set(id, Math.max(1, times.get(id) ?? 0))
      if (turn === 1 || turn === 3) refused++
      response.writeHead(turn === 1 || turn === 3 ? 503 : 200).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const notesOf = (index: number) => join(root, `notes${index}`)
  const start = (index: number) => {
    const args = [SINKS, url, notesOf(index), `p${index}`, String(REPORTS / PROCESSES)]
    return spawn(process.execPath, [join(root, 'sender.mjs'), ...args], {
      env: { ...process.env, XDG_STATE_HOME: state, LOCALAPPDATA: state },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
  }
  let killed = 0
  let memory = 0
  const runs = Array.from({ length: PROCESSES }, async (_, index) => {
    for (;;) {
      const child = start(index)
      let printed = ''
      child.stdout.on('data', (text) => (printed += text))
      const timer = setTimeout(
        () => {
          if (killed < KILLS && child.kill('SIGKILL')) killed++
        },
        // The more there is to send, the later: kills shall come all the way.
        300 + (Math.random() * 900 * REPORTS) / 400,
      )
      const [code] = await once(child, 'close')
      clearTimeout(timer)
      memory = Math.max(memory, Number(printed) || 0)
      if (code === 0) return
    }
  })
  await Promise.all(runs)
  // What killed processes left is sent by the next run.
  const flush = `const { flushReports } = await import(${JSON.stringify(`file://${SINKS}`)})
const { problems, flushed } = await flushReports({ options: { sinks: { central: { type: 'post', url: '${url}' } } }, env: {}, root: '/' })
console.log(JSON.stringify({ problems, flushed }))`
  const child = spawn(process.execPath, ['--input-type=module', '-e', flush], {
    env: { ...process.env, XDG_STATE_HOME: state, LOCALAPPDATA: state },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  await once(child, 'close')
  server.closeAllConnections()
  server.close()
  const noted = Array.from({ length: PROCESSES }, (_, index) => index)
    .filter((index) => existsSync(notesOf(index)))
    .flatMap((index) => readFileSync(notesOf(index), 'utf8').trimEnd().split('\n'))
  const twice = [...times.values()].filter((number) => number > 1).length
  console.info(
    `${noted.length} reports, ${killed} kills, ${refused} refusals, ${twice} came again with their id, at most ${Math.round(memory / 2 ** 20)} MB`,
  )
  expect(noted.filter((id) => !times.has(`${id}-central`))).toEqual([])
  expect(noted.length).toBe(REPORTS)
  expect(list(state).filter((name) => name.includes('.json'))).toEqual([])
})
