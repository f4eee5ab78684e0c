import { describe, expect, it } from 'vitest'
import { keySources } from '../../src/collectors/sources.js'
import { allKeys, type Family } from '../../src/keys/index.js'

/** The keys of some families that nothing gives. */
const notGiven = (...families: Family[]) =>
  allKeys()
    .filter(({ name, family }) => families.includes(family) && keySources().get(name)!.source === undefined)
    .map(({ name }) => name)

describe('keySources', () => {
  it('names a source for every key of the environment', () => {
    expect(notGiven('git', 'build', 'host', 'process', 'cloud', 'aws', 'kubernetes')).toEqual([])
  })

  it('knows every collector', () => {
    for (const [name, { source }] of keySources()) expect([name, source]).not.toEqual([name, ''])
    expect(keySources().get('_COMMIT_ID')).toEqual({ source: 'version control', platforms: 'all' })
    expect(keySources().get('_BUILD_ID')).toEqual({ source: 'the CI system', platforms: 'all' })
    expect(keySources().get('_OP_ARP_TABLE')).toEqual({ source: 'network tables', platforms: 'Linux' })
    expect(keySources().get('CHALK_PTR')).toEqual({ source: 'you', platforms: 'all' })
    expect(keySources().get('_IMAGE_ID')!.source).toBeUndefined()
  })
})
