import { describe, expect, it } from 'vitest'
import { cloud } from '../../../src/collectors/cloud/index.js'
import { runCollectors } from '../../../src/collectors/run.js'
import { checkValue } from '../../../src/keys/index.js'
import { serving } from '../metadata-server.js'
import { asking, patient as withTime } from '../worlds.js'
import { googleService, INSTANCE } from './gcp-service.js'

/** Machines under load may need more than half a second. */
const patient = withTime(cloud)
const collect = (env: Record<string, string>, wanted: readonly string[] = cloud.keys) =>
  runCollectors([patient], ...asking(wanted, { env, fetch: globalThis.fetch, readFile: () => undefined }))

describe('Google', () => {
  it('gives instance, project and summary, without what users hand over', async () => {
    const { url, asked } = await googleService()
    const { keys, errors } = await collect({ GCE_METADATA_HOST: url.slice('http://'.length) })
    expect(errors).toEqual([])
    expect(asked.sort()).toEqual([
      'GET /computeMetadata/v1/instance/?recursive=true',
      'GET /computeMetadata/v1/project/?recursive=true',
    ])
    for (const [key, value] of Object.entries(keys))
      expect([key, checkValue(key, value)]).toEqual([key, undefined])
    expect(keys).toMatchObject({
      _GCP_INSTANCE_METADATA: {
        hostname: INSTANCE.hostname,
        attributes: { 'cluster-name': 'prod', 'startup-script': '<<redact>>', 'ssh-keys': '<<redact>>' },
      },
      _GCP_PROJECT_METADATA: { projectId: 'shop', attributes: { 'ssh-keys': '<<redact>>' } },
      _OP_CLOUD_PROVIDER: 'gcp',
      _OP_CLOUD_PROVIDER_ACCOUNT_INFO: '123456789-compute@developer.gserviceaccount.com',
      _OP_CLOUD_PROVIDER_REGION: 'us-central1',
      _OP_CLOUD_PROVIDER_IP: '203.0.113.25',
      _OP_CLOUD_PROVIDER_INSTANCE_TYPE: 'n1-standard-1',
      _OP_CLOUD_PROVIDER_TAGS: ['http-server'],
      _OP_CLOUD_PROVIDER_SERVICE_TYPE: 'gke',
    })
    expect(
      JSON.stringify(keys, (_, value) => (typeof value === 'bigint' ? String(value) : value)),
    ).not.toContain('hunter2xyz')
  })

  it('tells Cloud Run by its environment, whose instance has a region and no zone', async () => {
    const { url } = await serving((_, path) =>
      path.includes('/instance/') ? { region: 'projects/123456789/regions/europe-west1', id: 'a0b1' } : 404,
    )
    const { keys } = await collect({ K_SERVICE: 'shop', K_REVISION: 'shop-1', GCE_METADATA_HOST: url })
    expect(keys).toMatchObject({
      _OP_CLOUD_PROVIDER: 'gcp',
      _OP_CLOUD_PROVIDER_REGION: 'europe-west1',
      _OP_CLOUD_PROVIDER_SERVICE_TYPE: 'cloud_run',
    })
    expect(keys).not.toHaveProperty('_GCP_PROJECT_METADATA')
  })
})
