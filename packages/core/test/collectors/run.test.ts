import { describe, expect, it } from 'vitest'
import type { Collector } from '../../src/collectors/collector.js'
import { runCollectors } from '../../src/collectors/run.js'
import { asking } from './worlds.js'

const gives = (name: string, keys: Record<string, string>, more: Partial<Collector> = {}): Collector => ({
  name,
  keys: Object.keys(keys),
  collect: () => ({ keys }),
  ...more,
})

describe('runCollectors', () => {
  it('puts the keys together, the first in the list winning', async () => {
    const slow = gives('slow', { 'X-A': 'slow', 'X-B': 'slow' })
    const slowly: Collector = {
      ...slow,
      collect: () =>
        new Promise((resolve) => setTimeout(() => resolve({ keys: { 'X-A': 'slow', 'X-B': 'slow' } }), 20)),
    }
    const result = await runCollectors(
      [slowly, gives('quick', { 'X-A': 'quick', 'X-C': 'quick' })],
      ...asking(['X-A', 'X-C']),
    )
    expect(result).toEqual({
      keys: { 'X-A': 'slow', 'X-B': 'slow', 'X-C': 'quick' },
      errors: [],
      failedKeys: {},
    })
  })

  it('does not run a collector none of whose keys is wanted', async () => {
    const never = gives(
      'never',
      { 'X-N': '1' },
      {
        collect: () => {
          throw new Error('was run')
        },
      },
    )
    expect(await runCollectors([never], ...asking(['X-A']))).toEqual({
      keys: {},
      errors: [],
      failedKeys: {},
    })
  })

  it('leaves out a value of a wrong type, and says so', async () => {
    const keys = { _OP_HOSTNAME: 7, _OP_PLATFORM: 'x', '_X-ANY': 1 } as never
    const wrong: Collector = { name: 'wrong', keys: Object.keys(keys), collect: () => ({ keys }) }
    const result = await runCollectors([wrong], ...asking(['_OP_HOSTNAME']))
    expect(result.keys).toEqual({ _OP_PLATFORM: 'x', '_X-ANY': 1 })
    expect(result.errors).toEqual(['wrong: _OP_HOSTNAME is left out: expected a string, got an integer'])
    expect(result.failedKeys).toMatchObject({ _OP_HOSTNAME: [{ code: 'WRONG_TYPE' }] })
  })

  it('runs all at once', async () => {
    let running = 0
    const meet = (name: string): Collector => ({
      name,
      keys: ['X-A'],
      async collect() {
        running++
        while (running < 3) await new Promise((resolve) => setTimeout(resolve, 1))
        return { keys: {} }
      },
    })
    const result = await runCollectors([meet('a'), meet('b'), meet('c')], ...asking(['X-A']), 60_000)
    expect(result.errors).toEqual([])
  })

  it.each([
    [
      'at once',
      () => {
        throw new Error('no https://user:token@example.com/app\n  at line 2')
      },
    ],
    [
      'later',
      async () => {
        await null
        throw new Error('no https://user:token@example.com/app\n  at line 2')
      },
    ],
  ])('turns an error thrown %s into one line without secrets', async (_, collect) => {
    const bad: Collector = { name: 'bad', keys: ['X-A', 'X-B', 'X-C'], collect }
    const result = await runCollectors([bad, gives('good', { 'X-B': '1' })], ...asking(['X-A', 'X-B']))
    const error = 'no https://example.com/app'
    expect(result.keys).toEqual({ 'X-B': '1' })
    expect(result.errors).toEqual([`bad: ${error}`])
    expect(result.failedKeys).toEqual({
      'X-A': [{ code: 'FAILED', error, description: expect.any(String) }],
    })
  })

  it('keeps the keys of a collector that had problems, and names what is missing', async () => {
    const half = gives(
      'half',
      { 'X-A': '1' },
      {
        keys: ['X-A', 'X-B'],
        collect: () => ({ keys: { 'X-A': '1' }, errors: ['no B:\ngone'] }),
      },
    )
    const result = await runCollectors([half], ...asking(['X-A', 'X-B']))
    expect(result.keys).toEqual({ 'X-A': '1' })
    expect(result.errors).toEqual(['half: no B: gone'])
    expect(result.failedKeys).toEqual({
      'X-B': [{ code: 'INCOMPLETE', error: 'no B: gone', description: expect.any(String) }],
    })
  })

  it('leaves a collector behind that ignores its time limit', async () => {
    const deaf: Collector = { name: 'deaf', keys: ['X-A'], collect: () => new Promise(() => {}) }
    const result = await runCollectors([deaf, gives('good', { 'X-B': '1' })], ...asking(['X-A', 'X-B']), 50)
    expect(result.keys).toEqual({ 'X-B': '1' })
    expect(result.errors).toEqual([expect.stringMatching(/^deaf: timed out after 0\.05 s/)])
    expect(result.failedKeys['X-A']).toEqual([expect.objectContaining({ code: 'TIMEOUT' })])
  })

  it('takes what a collector hands over when it is told to stop, with one line', async () => {
    const polite: Collector = {
      name: 'polite',
      keys: ['X-A', 'X-B'],
      timeout: 30,
      collect: (_, { signal }) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () =>
            resolve({ keys: { 'X-A': 'half' }, errors: ['was stopped'] }),
          )
        }),
    }
    const result = await runCollectors([polite], ...asking(['X-A', 'X-B']))
    expect(result.keys).toEqual({ 'X-A': 'half' })
    expect(result.errors).toEqual([expect.stringMatching(/^polite: timed out after 0\.03 s/)])
    expect(Object.keys(result.failedKeys)).toEqual(['X-B'])
  })

  it('says one line for a collector that rejects when it is told to stop, and none for a later rejection', async () => {
    const rejecting = (delay: number): Collector => ({
      name: 'angry',
      keys: ['X-A'],
      timeout: 20,
      collect: (_, { signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => setTimeout(() => reject(new Error('stopped')), delay))
        }),
    })
    for (const delay of [0, 40]) {
      const result = await runCollectors([rejecting(delay)], ...asking(['X-A']))
      expect(result.errors).toEqual([expect.stringMatching(/^angry: timed out after 0\.02 s/)])
    }
    await new Promise((resolve) => setTimeout(resolve, 60))
  })

  it('leaves no timer behind that would keep the process alive', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length
    const before = timers()
    const deaf: Collector = { name: 'deaf', keys: ['X-A'], timeout: 20, collect: () => new Promise(() => {}) }
    await runCollectors([deaf, gives('good', { 'X-A': '1' }, { timeout: 60_000 })], ...asking(['X-A']))
    expect(timers()).toBe(before)
  })
})
