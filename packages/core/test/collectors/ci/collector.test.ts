import { expect, it } from 'vitest'
import { ciCollector } from '../../../src/collectors/ci/collector.js'
import { runCollectors } from '../../../src/collectors/run.js'
import { asking } from '../worlds.js'
import { QUICK, withTwins } from './system.js'

it('strips credentials from every value and drops empty ones', async () => {
  const system = ciCollector({
    name: 'x',
    detect: () => true,
    keys: {
      BUILD_ID: 'ID',
      BUILD_URI: 'URL',
      BUILD_WORKFLOW_PATH: () => 'https://u:p@example.com/ci.yml',
      BUILD_REF: 'NONE',
      BUILD_CONTACT: 'BLANK',
    },
  })
  const env = { ID: ' 7\n', URL: 'https://u:p@example.com/b?private_token=x&id=1', BLANK: ' ' }
  const { keys } = await runCollectors([system], ...asking(QUICK, { env }))
  expect(keys).toEqual(
    withTwins({
      BUILD_ID: '7',
      BUILD_URI: 'https://example.com/b?private_token=REDACTED&id=1',
      BUILD_WORKFLOW_PATH: 'https://example.com/ci.yml',
    }),
  )
})
