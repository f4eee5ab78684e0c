import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kubernetes } from '../../src/collectors/kubernetes.js'
import { checkValue } from '../../src/keys/index.js'
import { hasTool } from '../tool.js'
import { ACCOUNT, type Cluster, collect, FILES, openCluster } from './kubernetes-api.js'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

describe.runIf(hasTool('openssl', ['version']))('with an API that may be asked', () => {
  let cluster: Cluster
  beforeAll(async () => {
    cluster = await openCluster()
  })
  afterAll(() => cluster.end())

  it('gives every key with its type, and no secret', async () => {
    const { keys, errors } = await cluster.collect()
    expect(errors).toEqual([])
    for (const key of kubernetes.keys) expect([key, checkValue(key, keys[key])]).toEqual([key, undefined])
    expect(keys).toMatchObject({
      _K8S_CLUSTER_ID: '6f2a7c1e-0000-4000-8000-000000000001',
      _K8S_CLUSTER_NAME: 'shop-prod',
      _K8S_CLUSTER_ENDPOINT: `https://127.0.0.1:${cluster.port}`,
      _K8S_CLUSTER_CLOUD_METADATA: { region: 'eu-central-1', instanceType: 'm7g.large' },
      _K8S_POD_NAMESPACE: 'prod',
      _K8S_POD_NAME: 'shop-7d4b9c-x2x4q',
      _K8S_POD_LABELS: { app: 'shop' },
      _K8S_POD_ANNOTATIONS: { team: 'web' },
      _K8S_POD_CONTAINER_NAME: 'shop',
      _K8S_CONTAINER_PORTS: ['8080/TCP', '53/UDP'],
      _K8S_CONTAINER_ENV_VAR_HASHES: { MODE: sha256('hunter2xyz'), DB: sha256('hunter2xyz') },
      _K8S_CONTAINER_VOLUME_MOUNT_HASHES: { '/settings/app.conf': sha256('a=1\n') },
    })
    expect(keys._K8S_CONTAINER_ENV_VAR_HASHES).not.toHaveProperty('POD')
    expect(keys._K8S_CONTAINER_VOLUME_MOUNT_HASHES).not.toHaveProperty('/scratch/tmp')
    expect(JSON.stringify(keys)).not.toContain('hunter2xyz')
    // Copies of the definition are left out, also packed ones.
    expect(keys._K8S_POD_ANNOTATIONS).toEqual({ team: 'web' })
    expect(keys._K8S_POD_MANIFEST).toMatchObject({ metadata: { annotations: { team: 'web' } } })
    expect(JSON.stringify(keys)).not.toContain('H4sI')
  })

  it('falls back to the downward API where the account may not ask', async () => {
    const { keys, errors } = await cluster.collect({ [`${ACCOUNT}/token`]: 'another' })
    expect(errors).toEqual([])
    expect(keys).toEqual({
      _K8S_CLUSTER_ENDPOINT: `https://127.0.0.1:${cluster.port}`,
      _K8S_POD_NAMESPACE: 'prod',
      _K8S_POD_NAME: 'shop-7d4b9c-x2x4q',
      _K8S_POD_LABELS: { app: 'shop', tier: 'a "b"' },
    })
  })

  it('gives the token to nobody with another certificate', async () => {
    const { keys, errors } = await cluster.collect({ [`${ACCOUNT}/ca.crt`]: '' })
    expect(keys).not.toHaveProperty('_K8S_POD_MANIFEST')
    expect(errors.join()).toMatch(/did not answer: .*certificate/)
  })
})

it('is silent outside of a cluster, and asks nobody without a token', async () => {
  expect((await collect({}, FILES)).keys).toEqual({})
  const { keys, errors } = await collect(
    { KUBERNETES_SERVICE_HOST: '127.0.0.1', POD_NAMESPACE: 'prod' },
    FILES,
  )
  expect(errors).toEqual([])
  expect(keys).toMatchObject({ _K8S_POD_NAMESPACE: 'prod', _K8S_CLUSTER_ENDPOINT: 'https://127.0.0.1:443' })
})
