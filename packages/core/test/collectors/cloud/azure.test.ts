import { describe, expect, it } from 'vitest'
import { cloud } from '../../../src/collectors/cloud/index.js'
import { runCollectors } from '../../../src/collectors/run.js'
import { checkValue } from '../../../src/keys/index.js'
import { asking, patient as withTime } from '../worlds.js'
import { azureService, INSTANCE } from './azure-service.js'

/** Machines under load may need more than half a second. */
const patient = withTime(cloud)
const collect = (env: Record<string, string>, more: object = {}) =>
  runCollectors(
    [patient],
    ...asking(cloud.keys, { env, fetch: globalThis.fetch, readFile: () => undefined, ...more }),
  )

describe('Azure', () => {
  it('gives the instance and the summary, without what users hand over', async () => {
    const { url, asked } = await azureService()
    const { keys, errors } = await collect({ CHALKMARK_AZURE_METADATA_ENDPOINT: url })
    expect(errors).toEqual([])
    expect(asked).toEqual(['GET /metadata/instance?api-version=2021-02-01'])
    for (const [key, value] of Object.entries(keys))
      expect([key, checkValue(key, value)]).toEqual([key, undefined])
    expect(keys).toMatchObject({
      _AZURE_INSTANCE_METADATA: { compute: { vmSize: 'Standard_A3', customData: '<<redact>>' } },
      _OP_CLOUD_PROVIDER: 'azure',
      _OP_CLOUD_PROVIDER_ACCOUNT_INFO: INSTANCE.compute.subscriptionId,
      _OP_CLOUD_PROVIDER_REGION: 'westus',
      _OP_CLOUD_PROVIDER_IP: '203.0.113.25',
      _OP_CLOUD_PROVIDER_INSTANCE_TYPE: 'Standard_A3',
      _OP_CLOUD_PROVIDER_TAGS: { team: 'shop', 'db password': 'REDACTED' },
      _OP_CLOUD_PROVIDER_SERVICE_TYPE: 'vm',
    })
    expect(JSON.stringify(keys)).not.toMatch(/hunter2xyz|aHVudGVyMnh5eg/)
  })

  it('is told from other machines of Hyper-V by the tag of its chassis', async () => {
    const asked: string[] = []
    const look = (tag: string) =>
      collect(
        {},
        {
          platform: 'linux',
          readFile: (path: string) =>
            Buffer.from(
              path.endsWith('sys_vendor') ? 'Microsoft Corporation\n' : path.endsWith('tag') ? tag : '',
            ),
          fetch: async (url: string) => {
            asked.push(url)
            return new Response(null, { status: 404 })
          },
        },
      )
    expect((await look('7-7-7')).keys).toEqual({ _OP_CLOUD_SYS_VENDOR: 'Microsoft Corporation' })
    expect(asked).toEqual([])
    const { keys } = await look('7783-7084-3265-9085-8269-3286-77')
    expect(keys).toMatchObject({ _OP_CLOUD_PROVIDER: 'azure' })
    expect(asked).toEqual(['http://169.254.169.254/metadata/instance?api-version=2021-02-01'])
  })

  it('tells App Service by its environment, and asks nothing', async () => {
    const { keys } = await collect({
      WEBSITE_SITE_NAME: 'shop',
      WEBSITE_INSTANCE_ID: 'abc',
      WEBSITE_OWNER_NAME: '00000000-1111+westeurope-webspace',
      REGION_NAME: 'West Europe',
    })
    expect(keys).toEqual({
      _OP_CLOUD_PROVIDER: 'azure',
      _OP_CLOUD_PROVIDER_ACCOUNT_INFO: '00000000-1111',
      _OP_CLOUD_PROVIDER_REGION: 'West Europe',
      _OP_CLOUD_PROVIDER_SERVICE_TYPE: 'app_service',
    })
  })
})
