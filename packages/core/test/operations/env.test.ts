import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkValue, isCustomKey, keyInfo } from '../../src/keys/index.js'
import { reportEnvironment } from '../../src/operations/env.js'

let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'env-'))
})
afterAll(() => rmSync(root, { recursive: true }))

const env = { PATH: '/usr/bin:/bin', NPM_TOKEN: 'hunter2secret', GITLAB_CI: 'true', CI_JOB_ID: '42' }
const report = (more: Partial<Parameters<typeof reportEnvironment>[0]> = {}) =>
  reportEnvironment({ root, env, ...more })

describe('reportEnvironment', () => {
  it('holds run-time facts of the right types, and no secret', async () => {
    const found = await report()
    for (const [key, value] of Object.entries(found)) {
      if (isCustomKey(key)) continue
      expect([key, keyInfo(key)?.time, checkValue(key, value)]).toEqual([key, 'run', undefined])
    }
    expect(found).toMatchObject({ _OPERATION: 'env', _BUILD_ID: '42', _OP_EXIT_CODE: 0, _OP_ERRORS: [] })
    expect(found['_X-REDACTED-ENV']).toContain('NPM_TOKEN')
    expect(
      JSON.stringify(found, (_, value) => (typeof value === 'bigint' ? String(value) : value)),
    ).not.toContain('hunter2secret')
    expect(found).not.toHaveProperty('_CHALKS')
  })

  it('holds the process where Linux tells of it', async () => {
    const { _COLLECTED_ARTIFACTS: artifacts } = await report()
    expect(artifacts).toMatchObject([{ _PROCESS_PID: process.pid, _PROCESS_CWD: process.cwd() }])
  })

  it('names the keys of the process, and says of which process which key could not be found out', async () => {
    const [process] = (await report())._COLLECTED_ARTIFACTS as [Record<string, string[]>]
    const { _OP_ARTIFACT_REPORT_KEYS: names, ...rest } = process
    expect(names).toEqual(Object.keys(rest))
  })

  it('tells the tenant and the config', async () => {
    const file = join(root, 'chalkmark.config.json')
    writeFileSync(file, '{ "strict": true }\n')
    const set = { keys: { TENANT_ID_WHEN_CHALKED: 'acme' }, configFile: file }
    expect(await report(set)).toMatchObject({ _TENANT_ID: 'acme' })
    // The text of a config is only shown by name.
    expect(await report(set)).not.toHaveProperty('_OP_CONFIG')
    expect(await report({ ...set, template: ['_OP_CONFIG'] })).toEqual({ _OP_CONFIG: '{ "strict": true }\n' })
  })

  it('holds the keys of the template that is asked for, and asks for no others', async () => {
    const found = await report({ template: ['_OPERATION', '_BUILD_ID', 'BUILD_ID'] })
    expect(found).toEqual({ _OPERATION: 'env', _BUILD_ID: '42' })
    await expect(report({ template: 'report_al' })).rejects.toThrow(/did you mean report_all/)
    await expect(report({ template: 'mark_all' })).rejects.toThrow(/no template for a report/)
  })
})
