/**
 * Kills `insert` at random moments: every file is the old one or the new one, and the next run leaves nothing behind.
 * CHALKMARK_KILLS says how often, CHALKMARK_SEED where the random numbers begin.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { linkSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { extract } from '../../core/src/operations/extract.js'
import { list, makeTree } from '../../core/test/disk/tree.js'
import { BIN, chalkmark, STATE } from './command.js'

const KILLS = Number(process.env.CHALKMARK_KILLS ?? 15)
const FILES = 300

function makeFiles(): Record<string, string> {
  const files: Record<string, string> = { 'dist/large.js': `${'let line = 1\n'.repeat(300_000)}` }
  for (let index = 0; index < FILES; index++) {
    files[`dist/d${index % 20}/f${index}.js`] = `console.log(${index})\n`.repeat(200)
  }
  return files
}

/** Small, seeded and good enough: mulberry32. */
function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** What the command has come to when the clock starts: it was started, it writes temporary files, it replaces files. */
type Moment = 'start' | 'stage' | 'replace'
const MOMENTS: readonly Moment[] = ['start', 'stage', 'replace']

/** Runs `insert`, and kills it some milliseconds after the moment. @returns whether it was still running. */
async function killAt(root: string, moment: Moment, milliseconds: number): Promise<boolean> {
  const hasCome = {
    start: () => true,
    stage: () => readdirSync(join(root, 'dist')).some((name) => name.startsWith('.chalk-tmp')),
    replace: inodeChanges(join(root, 'dist/d0/f0.js')),
  }[moment]
  const child = spawn(process.execPath, [BIN, 'insert', 'dist'], {
    cwd: root,
    stdio: 'ignore',
    env: { ...process.env, XDG_STATE_HOME: STATE, LOCALAPPDATA: STATE },
  })
  const closed = once(child, 'close')
  // Replacing all files takes a few milliseconds: no timer would hit them.
  const patience = performance.now() + 10_000
  while (!hasCome() && performance.now() < patience) pause(0.2)
  pause(milliseconds)
  child.kill('SIGKILL')
  const [, signal] = await closed
  return signal === 'SIGKILL'
}

/** Sleeps without giving the event loop a turn. */
function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}

function inodeChanges(path: string): () => boolean {
  const { ino } = lstatSync(path)
  return () => lstatSync(path).ino !== ino
}

test(`${KILLS} kills`, { timeout: 60_000 + KILLS * 5000 }, async () => {
  const files = makeFiles()
  const names = Object.keys(files)
  const random = randomNumbers(Number(process.env.CHALKMARK_SEED ?? 1))
  let root = makeTree(files)
  // How long a whole run takes here and now: the kills spread over that.
  const began = performance.now()
  await chalkmark(['insert', 'dist'], { cwd: root })
  const whole = performance.now() - began
  let killed = 0
  let between = 0
  for (let round = 0; round < KILLS; round++) {
    // Unmarked files first, then marked ones that are marked again.
    if (round % 4 === 0) {
      root = makeTree(files)
      linkSync(join(root, names[9]!), join(root, 'other-name.js'))
    }
    const moment = MOMENTS[round % MOMENTS.length]!
    if (await killAt(root, moment, random() * { start: whole, stage: 100, replace: 6 }[moment])) killed++

    const { chalks, problems } = await extract({ paths: ['dist'], cwd: root })
    expect(problems).toEqual([])
    const marked = new Map(
      chalks.map((chalk) => [relative(root, String(chalk._OP_ARTIFACT_PATH)).replaceAll('\\', '/'), chalk]),
    )
    const isAgain = chalks.some((chalk) => chalk.OLD_CHALK_METADATA_ID !== undefined)
    const isMixed = new Set(chalks.map((chalk) => chalk.TIMESTAMP_WHEN_CHALKED)).size > 1
    if (isAgain ? isMixed : marked.size > 0 && marked.size < names.length) between++
    for (const name of names) {
      const chalk = marked.get(name)
      if (chalk) expect(chalk._VALIDATED_METADATA, name).toBe(true)
      else expect(readFileSync(join(root, name), 'utf8') === files[name], name).toBe(true)
    }

    if (round % 4 === 3 || round === KILLS - 1) {
      expect((await chalkmark(['insert', 'dist'], { cwd: root })).code).toBe(0)
      const left = list(root).filter((path) => !names.includes(path) && !/^dist(?:\/d\d+)?$/.test(path))
      expect(left).toEqual(['chalk-report.json', 'other-name.js'])
      expect((await chalkmark(['verify', 'dist'], { cwd: root })).code).toBe(0)
    }
  }
  console.info(`killed ${killed} of ${KILLS} runs, ${between} of them between the first and the last file`)
  expect(killed).toBeGreaterThan(0)
})
