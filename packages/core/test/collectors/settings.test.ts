import { describe, expect, it } from 'vitest'
import { runCollectors } from '../../src/collectors/run.js'
import { settings, tenantIn } from '../../src/collectors/settings.js'
import { asking, madeUp } from './worlds.js'

function collect(files: Record<string, string>, more: { config?: string; tenant?: string } = {}) {
  const [, question] = asking(settings.keys)
  return runCollectors([settings], madeUp({ files }), { ...question, ...more })
}

describe('settings', () => {
  it('gives the text of the config without its secrets, and the tenant', async () => {
    const text = "export default { strict: true, keys: { 'X-DB-PASSWORD': 'hunter2secret' } }\n"
    const { keys, errors } = await collect({ '/c.mjs': text }, { config: '/c.mjs', tenant: 'acme' })
    expect(errors).toEqual([])
    expect(keys._TENANT_ID).toBe('acme')
    expect(keys._OP_CONFIG).toContain('strict: true')
    expect(keys._OP_CONFIG).not.toContain('hunter2')
  })

  it('gives nothing where nothing is set, and no config that is no text of a person', async () => {
    expect(await collect({})).toEqual({ keys: {}, errors: [], failedKeys: {} })
    expect(await collect({}, { config: '/gone.json' })).toMatchObject({ keys: {}, errors: [] })
    const { keys, errors } = await collect({ '/c.json': ' '.repeat(1 << 21) }, { config: '/c.json' })
    expect(keys).toEqual({})
    expect(errors).toEqual(['config: the text of /c.json is left out, as it is longer than 1 MiB'])
  })

  it('takes the tenant from the keys, if it is one for all', () => {
    expect(tenantIn({ TENANT_ID_WHEN_CHALKED: 'acme' })).toBe('acme')
    expect(tenantIn({ TENANT_ID_WHEN_CHALKED: () => 'acme' })).toBeUndefined()
    expect(tenantIn(undefined)).toBeUndefined()
  })
})
