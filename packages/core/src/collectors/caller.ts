/**
 * What the program that started us vouches for, in CHALK_CALLER_ATTESTATION or in the file that
 * CHALK_CALLER_ATTESTATION_FILE names:
 *
 *     { "version": 1,
 *       "CALLER_ATTESTED_INFO": {…}, "CALLER_ATTESTED_HOST_INFO": {…}, "CALLER_ATTESTED_BUILD_INFO": {…},
 *       "CALLER_ATTESTED_ARTIFACT_INFO": { "/path/of/artifact": { "sha256": "…", "info": … } } }
 *
 * The reference program's protocol, version 1. A part that is wrong makes all of it worthless. It is recorded, not
 * believed: mark/attested.ts compares the digests.
 */
import { isAbsolute } from 'node:path'
import type { Dict, Value } from '@chalkmark/mark'
import { ATTESTED } from '../keys/catalogue.js'
import { asDict, dictOf } from './cloud/request.js'
import type { Collector } from './collector.js'
import type { Host } from './host.js'

const VARIABLE = 'CHALK_CALLER_ATTESTATION'
const BUCKETS = ['CALLER_ATTESTED_INFO', 'CALLER_ATTESTED_HOST_INFO', 'CALLER_ATTESTED_BUILD_INFO']
const ARTIFACTS = 'CALLER_ATTESTED_ARTIFACT_INFO'

export const caller: Collector = {
  name: 'caller',
  keys: [...BUCKETS, ARTIFACTS, 'CALLER_ATTESTED_UNTRACKED_ARTIFACT_INFO', ATTESTED],
  applies: ({ env }) => Boolean(env[VARIABLE] || env[`${VARIABLE}_FILE`]),
  collect(host, { reproducible }) {
    // What callers say differs from run to run.
    if (reproducible) return { keys: {} }
    const envelope = dictOf(textOf(host))
    if (!envelope) throw new Error(`${VARIABLE} is no JSON object: it is ignored`)
    if (envelope.version !== 1) throw new Error(`${VARIABLE} is not of version 1: it is ignored`)
    const keys: Dict = {}
    const errors: string[] = []
    for (const [key, value] of Object.entries(envelope)) {
      if (BUCKETS.includes(key) && asDict(value)) keys[key] = value
      else if (key === ARTIFACTS) keys[ATTESTED] = checked(value)
      else if (BUCKETS.includes(key))
        throw new Error(`${VARIABLE}: ${key} is no object: all of it is ignored`)
      else if (key.startsWith('X-')) keys[key] = value
      else if (key !== 'version') errors.push(`${VARIABLE}: ${key} is unknown and left out`)
    }
    return { keys, errors }
  },
}

function textOf({ env, readFile }: Host): string | undefined {
  const inline = env[VARIABLE]
  if (inline) return inline
  const file = env[`${VARIABLE}_FILE`]!
  if (!isAbsolute(file)) throw new Error(`${VARIABLE}_FILE is no absolute path: it is ignored`)
  return readFile(file)?.toString()
}

function checked(value: Value): Dict {
  const artifacts = asDict(value)
  const isRight = (entry: Value) => {
    const { sha256, info: _, ...rest } = asDict(entry) ?? {}
    return typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256) && Object.keys(rest).length === 0
  }
  if (!artifacts || !Object.values(artifacts).every(isRight))
    throw new Error(`${VARIABLE}: ${ARTIFACTS} must give sha256 and info for each path: all of it is ignored`)
  return artifacts
}
