import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ciSystems } from '../../../src/collectors/ci/index.js'
import { factsIn, withTwins } from './system.js'

const GITHUB = { GITHUB_ACTIONS: 'true', GITHUB_RUN_ID: '1658821493' }
const GITLAB = { GITLAB_CI: 'true', CI_JOB_ID: '50' }
const VERCEL = { CI: '1', VERCEL: '1', VERCEL_DEPLOYMENT_ID: 'dpl_7Gw5ZMBpQA8h9GF832KGp7nwbuh3' }
const CODEBUILD = { CODEBUILD_BUILD_ID: 'codebuild-demo-project:b1e6661e' }

describe('CI systems', () => {
  it('have a file of tests each', () => {
    const tests = readdirSync(new URL('.', import.meta.url)).filter((name) => name.endsWith('.test.ts'))
    const names = tests.map((name) => name.replace('.test.ts', ''))
    expect(names.filter((name) => !['index', 'collector'].includes(name)).sort()).toEqual(
      ciSystems.map(({ name }) => name).sort(),
    )
  })

  it('give nothing outside of CI', async () => {
    expect((await factsIn({ CI: 'true', BUILD_ID: '7', HOME: '/root' })).keys).toEqual({})
  })

  it('are never mixed', async () => {
    for (const [system, other] of [
      [GITHUB, VERCEL],
      [GITLAB, CODEBUILD],
    ] as const) {
      const alone = (await factsIn(system)).keys
      expect(alone).not.toEqual({})
      expect((await factsIn(other)).keys).not.toEqual(alone)
      expect((await factsIn({ ...other, ...system })).keys).toEqual(alone)
    }
  })

  it('keep to the run-time keys when the build is to be reproducible', async () => {
    expect((await factsIn(GITLAB, { reproducible: true })).keys).toEqual({ _BUILD_ID: '50' })
    expect((await factsIn(GITLAB)).keys).toEqual(withTwins({ BUILD_ID: '50' }))
  })
})
