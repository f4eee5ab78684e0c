import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sha256Hex } from '../../src/bytes/splices.js'
import { insert } from '../../src/operations/insert.js'
import { reportOperation } from '../../src/report/operation.js'
import { makeTree } from '../disk/tree.js'

const RIGHT = '#!/bin/sh\necho right\n'

test('what the calling program says of artifacts is compared with them', async () => {
  const root = makeTree({
    'right.sh': RIGHT,
    'wrong.sh': '#!/bin/sh\necho wrong\n',
    'other.sh': '#!/bin/sh\n',
  })
  const other = 'ab'.repeat(32)
  const CALLER_ATTESTED_ARTIFACT_INFO = {
    [join(root, 'right.sh')]: { sha256: sha256Hex(Buffer.from(RIGHT)), info: { source: 'hub' } },
    [join(root, 'wrong.sh')]: { sha256: other },
    [join(root, 'gone.sh')]: { sha256: other, info: 1 },
  }
  const env = {
    CHALK_CALLER_ATTESTATION: JSON.stringify({
      version: 1,
      CALLER_ATTESTED_INFO: { attestor: 'tracker' },
      CALLER_ATTESTED_ARTIFACT_INFO,
    }),
  }
  const outcome = await insert({ paths: ['.'], cwd: root, root, env })
  const chalkOf = (name: string) =>
    outcome.chalks.find(({ _OP_ARTIFACT_PATH }) => _OP_ARTIFACT_PATH === join(root, name))!
  expect(chalkOf('right.sh')).toMatchObject({
    CALLER_ATTESTED_INFO: { attestor: 'tracker' },
    CALLER_ATTESTED_ARTIFACT_INFO: { status: 'match', info: { source: 'hub' } },
  })
  expect(chalkOf('wrong.sh').CALLER_ATTESTED_ARTIFACT_INFO).toEqual({
    status: 'mismatch',
    attested_sha256: other,
    observed_sha256: chalkOf('wrong.sh').HASH,
  })
  expect(chalkOf('other.sh')).not.toHaveProperty('CALLER_ATTESTED_ARTIFACT_INFO')
  expect(outcome.warnings.join()).toMatch(/wrong\.sh: the calling program attested SHA-256 abab/)

  const { facts, moment } = outcome
  const report = reportOperation({ operation: 'insert', facts, times: moment.report, outcome, paths: [root] })
  expect(report.CALLER_ATTESTED_UNTRACKED_ARTIFACT_INFO).toEqual({
    [join(root, 'gone.sh')]: { sha256: other, info: 1 },
  })
  expect(JSON.stringify(report)).not.toContain('_X-ATTESTED')
})
