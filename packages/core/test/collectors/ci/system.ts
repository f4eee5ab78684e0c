/** What the tests of all CI systems do: one file for each, with what a job's environment holds after its documentation. */
import { describe, expect, it } from 'vitest'
import { ciCollectors, ciSystems } from '../../../src/collectors/ci/index.js'
import { BUILD_KEYS, type BuildKey } from '../../../src/collectors/ci/system.js'
import type { Env } from '../../../src/collectors/host.js'
import { type Facts, runCollectors } from '../../../src/collectors/run.js'
import { asking, madeUp } from '../worlds.js'

export const SHA = 'ffac537e6cbbf934b08745a378932722df287a53'

/** The keys for which the environment is enough. */
export const QUICK = BUILD_KEYS.filter((key) => !/UNIQUE|_KEY$/.test(key)).flatMap((key) => [key, `_${key}`])

/** What all systems together make of an environment, in a world without anything else. */
export function factsIn(
  env: Env,
  more: { reproducible?: boolean; files?: Record<string, string> } = {},
): Promise<Facts> {
  const { files, ...question } = more
  return runCollectors(ciCollectors, madeUp({ env, files }), asking(QUICK, question)[1])
}

export const withTwins = (keys: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(keys).flatMap(([key, value]) => [
      [key, value],
      [`_${key}`, value],
    ]),
  )

/** An example gives these keys and no others, and is taken for a job of this system alone. */
export function testSystem(name: string, environment: Env, keys: Partial<Record<BuildKey, unknown>>): void {
  it(`knows a job of ${name}`, async () => {
    expect(await factsIn(environment)).toEqual({ keys: withTwins(keys), errors: [], failedKeys: {} })
    expect(ciSystems.filter(({ detect }) => detect(environment)).map((system) => system.name)).toEqual([name])
  })
}

/** With other variables on top of the example, one key is this, or is not there. */
export function testVariants(
  key: BuildKey,
  environment: Env,
  variants: readonly (readonly [Env, string | undefined])[],
): void {
  describe(key, () => {
    it.each(variants)('with %o', async (more, expected) => {
      expect((await factsIn({ ...environment, ...more })).keys[key]).toBe(expected)
    })
  })
}
