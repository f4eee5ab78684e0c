/** What a report shows of the mark that the reference program keeps in its own program. */
import { encodeMark, FORMAT_VERSION, MAGIC } from '@chalkmark/mark'
import { expect, test } from 'vitest'
import { bufferSource } from '../../src/bytes/source.js'
import { checkValue, isCustomKey, template } from '../../src/keys/index.js'
import { extractLoose } from '../../src/operations/extract.js'
import { hostReport } from '../../src/report/host.js'
import { newOutcome } from '../../src/report/outcome.js'

const SECRET = 'kqyIsrIKHc5W4fkx2mvPq7rT'
const SELF = {
  $CHALK_IMPLEMENTATION_NAME: 'chalk',
  $CHALK_LOAD_COUNT: '3',
  $CHALK_CONFIG: `# config\npassword = "${SECRET}"\n${'log_level: "info"\n'.repeat(1000)}`,
  $CHALK_COMPONENT_CACHE: Object.fromEntries(
    Array.from({ length: 200 }, (_, n) => [`https://me:${SECRET}@example.com/${n}`, 'source\n']),
  ),
  $CHALK_SAVED_COMPONENT_PARAMETERS: [
    [true, 'https://example.com/c', 'attr.url', 'string', 'https://example.com/'],
    [false, 'https://example.com/c', 'count', 'int', 9007199254740993n],
  ],
  $CHALK_MEMOIZE: { last: 'yes' },
  $CHALK_SECRET_ENDPOINT_URI: `https://me:${SECRET}@example.com/api?token=${SECRET}`,
  $CHALK_PUBLIC_KEY: '-----BEGIN PUBLIC KEY-----\nMFkwEwYH\n-----END PUBLIC KEY-----',
  $CHALK_ENCRYPTED_PRIVATE_KEY: `-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\n${SECRET}`,
  $CHALK_API_KEY: SECRET,
  $CHALK_API_REFRESH_TOKEN: SECRET,
  $CHALK_ATTESTATION_TOKEN: SECRET,
}

test('its settings are shown in part, its credentials not at all', async () => {
  const id = '61JK2D-1N6H-H68R-9Q6XH6'
  const mark = { MAGIC, CHALK_ID: id, CHALK_VERSION: FORMAT_VERSION, ...SELF, METADATA_ID: id }
  const source = bufferSource(Buffer.from(`#!/bin/sh\n# ${encodeMark(mark)}\n`))
  const outcome = newOutcome()
  await extractLoose([{ path: '/usr/bin/chalk', name: 'chalk', source, allScripts: true }], {}, outcome)
  const report = hostReport({
    operation: 'extract',
    facts: { keys: {}, errors: [], failedKeys: {} },
    times: {},
    wanted: template('report_default').keys,
    chalks: outcome.chalks,
    unmarked: [],
    errors: [],
  })
  const [chalk] = report._CHALKS as [Record<string, never>]
  for (const [key, value] of Object.entries(chalk))
    if (!isCustomKey(key)) expect([key, checkValue(key, value)]).toEqual([key, undefined])
  expect(chalk).toMatchObject({
    $CHALK_IMPLEMENTATION_NAME: 'chalk',
    $CHALK_LOAD_COUNT: '3',
    $CHALK_MEMOIZE: { last: 'yes' },
    $CHALK_SAVED_COMPONENT_PARAMETERS: SELF.$CHALK_SAVED_COMPONENT_PARAMETERS,
    $CHALK_PUBLIC_KEY: SELF.$CHALK_PUBLIC_KEY,
    $CHALK_API_KEY: 'REDACTED',
    $CHALK_API_REFRESH_TOKEN: 'REDACTED',
    $CHALK_ATTESTATION_TOKEN: 'REDACTED',
    $CHALK_ENCRYPTED_PRIVATE_KEY: 'REDACTED',
    '_X-SHORTENED': ['$CHALK_COMPONENT_CACHE', '$CHALK_CONFIG'],
  })
  const text = JSON.stringify(chalk, (_, value) => (typeof value === 'bigint' ? String(value) : value))
  expect(text).not.toContain(SECRET)
  expect(text.length).toBeLessThan(20_000)
})
