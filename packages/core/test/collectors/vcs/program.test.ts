/** How long the programs of version control systems may run. */
import { expect, test } from 'vitest'
import type { Host } from '../../../src/collectors/host.js'
import { type ProgramOfSystem, programOf } from '../../../src/collectors/vcs/program.js'
import { asking, madeUp, withSignal } from '../worlds.js'

const [, question] = asking([], { root: '/app' })

/** A checkout whose program does what `run` does. */
function checkout(run: Host['run'], limit: number): ProgramOfSystem {
  const host = madeUp({ files: { '/app/.svn': '' }, findProgram: () => '/usr/bin/svn', run })
  return programOf(host, withSignal(question), { system: 'subversion', name: 'svn', limit })!
}

/** A program that runs until it is ended. */
const endless: Host['run'] = (_, __, { signal }) =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))

test('a program that takes too long is ended, and what it would tell is named as missing', async () => {
  const { ask } = checkout(endless, 50)
  await expect(ask(['status'])).rejects.toThrow(
    'svn status takes longer than 0.05 s: what it would tell is left out',
  )
})

test('programs run one after the other, and none after one that was ended', async () => {
  const started: string[] = []
  const { ask } = checkout((...asked) => {
    started.push(asked[1][0]!)
    return endless(...asked)
  }, 50)
  const said = await Promise.allSettled([ask(['info']), ask(['status']), ask(['diff'])])
  expect(said.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  expect(started).toEqual(['info'])
})

test('the answers of several programs', async () => {
  const { ask } = checkout(
    async (_, [name]) => ({ code: 0, stdout: Buffer.from(name!), stderr: Buffer.of() }),
    1000,
  )
  expect(await Promise.all([ask(['info']), ask(['status'])])).toEqual(['info', 'status'])
})
