import { describe, expect, it } from 'vitest'
import { caller } from '../../src/collectors/caller.js'
import { runCollectors } from '../../src/collectors/run.js'
import { asking, madeUp } from './worlds.js'

const SHA256 = 'ab'.repeat(32)
const ENVELOPE = {
  version: 1,
  CALLER_ATTESTED_INFO: { attestor: 'tracker', token: 'hunter2xyz' },
  CALLER_ATTESTED_HOST_INFO: { asset: '17' },
  CALLER_ATTESTED_BUILD_INFO: {},
  CALLER_ATTESTED_ARTIFACT_INFO: { '/srv/a.js': { sha256: SHA256, info: { source: 'hub' } } },
  'X-TRIAL': 1,
}
const collect = (envelope: unknown, files: Record<string, string> = {}, env: Record<string, string> = {}) => {
  const text = typeof envelope === 'string' ? envelope : JSON.stringify(envelope)
  const world = madeUp({ files })
  const variables = envelope === undefined ? env : { CHALK_CALLER_ATTESTATION: text, ...env }
  return runCollectors([caller], ...asking(caller.keys, { ...world, env: variables }))
}

describe('caller', () => {
  it('passes on what the calling program says, without secrets', async () => {
    const { keys, errors } = await collect(ENVELOPE)
    expect(errors).toEqual([])
    expect(keys).toEqual({
      CALLER_ATTESTED_INFO: { attestor: 'tracker', token: 'REDACTED' },
      CALLER_ATTESTED_HOST_INFO: { asset: '17' },
      CALLER_ATTESTED_BUILD_INFO: {},
      'X-TRIAL': 1,
      '_X-ATTESTED': ENVELOPE.CALLER_ATTESTED_ARTIFACT_INFO,
    })
  })

  it('reads it from a file, if the variable is not set', async () => {
    const files = { '/run/attest.json': JSON.stringify(ENVELOPE) }
    const { keys } = await collect(undefined, files, { CHALK_CALLER_ATTESTATION_FILE: '/run/attest.json' })
    expect(keys).toMatchObject({ CALLER_ATTESTED_HOST_INFO: { asset: '17' } })
    const { errors } = await collect(undefined, files, { CHALK_CALLER_ATTESTATION_FILE: 'attest.json' })
    expect(errors.join()).toMatch(/no absolute path/)
    expect(await collect(undefined)).toMatchObject({ keys: {}, errors: [] })
  })

  it.each([
    ['{', /no JSON object/],
    [[], /no JSON object/],
    [{ ...ENVELOPE, version: 2 }, /not of version 1/],
    [{ ...ENVELOPE, CALLER_ATTESTED_INFO: 'x' }, /CALLER_ATTESTED_INFO is no object/],
    [{ ...ENVELOPE, CALLER_ATTESTED_ARTIFACT_INFO: { '/a': { sha256: 'x' } } }, /must give sha256/],
    [
      { ...ENVELOPE, CALLER_ATTESTED_ARTIFACT_INFO: { '/a': { sha256: SHA256, more: 1 } } },
      /must give sha256/,
    ],
  ])('ignores all of it where a part is wrong: %j', async (envelope, message) => {
    const { keys, errors } = await collect(envelope)
    expect(keys).toEqual({})
    expect(errors.join()).toMatch(message)
  })

  it('leaves out unknown keys, and says so', async () => {
    const { keys, errors } = await collect({ version: 1, CALLER_ATTESTED_INFO: {}, more: {} })
    expect(keys).toEqual({ CALLER_ATTESTED_INFO: {} })
    expect(errors).toEqual(['caller: CHALK_CALLER_ATTESTATION: more is unknown and left out'])
  })
})
