import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { thisHost } from '../../src/collectors/host.js'
import { kubernetes } from '../../src/collectors/kubernetes.js'
import { runCollectors } from '../../src/collectors/run.js'
import { checkValue } from '../../src/keys/index.js'
import { hasTool } from '../tool.js'
import { asking, madeUp, patient } from './worlds.js'

const TOKEN = 'eyJhbGciOiJSUzI1NiIsImtpZCI6IiJ9.hunter2xyz'
/** A pod as kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1 has it. */
const POD = {
  metadata: {
    name: 'shop-7d4b9c-x2x4q',
    namespace: 'prod',
    labels: { app: 'shop' },
    annotations: {
      team: 'web',
      'kubectl.kubernetes.io/last-applied-configuration': '{"env":[{"name":"A","value":"hunter2xyz"}]}',
    },
  },
  spec: {
    nodeName: 'node-1',
    containers: [
      {
        name: 'shop',
        args: ['serve', '--token', 'hunter2xyz'],
        env: [
          { name: 'MODE', value: 'hunter2xyz' },
          { name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
          { name: 'DB', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } },
        ],
        ports: [{ containerPort: 8080 }, { containerPort: 53, protocol: 'UDP' }],
        volumeMounts: [
          { name: 'settings', mountPath: '/settings' },
          { name: 'scratch', mountPath: '/scratch' },
        ],
      },
    ],
    volumes: [
      { name: 'settings', configMap: { name: 'settings' } },
      { name: 'scratch', emptyDir: {} },
    ],
  },
}
const NODE = {
  metadata: {
    labels: {
      'topology.kubernetes.io/region': 'eu-central-1',
      'topology.kubernetes.io/zone': 'eu-central-1a',
      'node.kubernetes.io/instance-type': 'm7g.large',
      'alpha.eksctl.io/cluster-name': 'shop-prod',
    },
  },
  spec: { providerID: 'aws:///eu-central-1a/i-0123' },
}
const ANSWERS: Record<string, object> = {
  '/api/v1/namespaces/prod/pods/shop-7d4b9c-x2x4q': POD,
  '/api/v1/namespaces/kube-system': { metadata: { uid: '6f2a7c1e-0000-4000-8000-000000000001' } },
  '/api/v1/nodes/node-1': NODE,
}
const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount'
const FILES = {
  '/settings/app.conf': 'a=1\n',
  '/scratch/tmp': 'x',
  '/etc/podinfo/labels': 'app="shop"\ntier="a \\"b\\""\n',
}
const ENV = { MODE: 'hunter2xyz', POD: 'x', DB: 'hunter2xyz', HOSTNAME: 'shop-7d4b9c-x2x4q' }
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

const collect = (env: Record<string, string>, files: Record<string, string>) => {
  const world = { ...madeUp({ files }), requestTrusting: thisHost({}).requestTrusting }
  return runCollectors(
    [patient(kubernetes)],
    ...asking(kubernetes.keys, { ...world, env: { ...ENV, ...env } }),
  )
}

describe.runIf(hasTool('openssl', ['version']))('with an API that may be asked', () => {
  let folder: string
  let ca: string
  let port: string
  let end: () => void
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'k8s-'))
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
    const made = [
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-keyout',
      key,
      '-out',
      cert,
    ]
    const name = ['-days', '1', '-subj', '/CN=kubernetes', '-addext', 'subjectAltName=IP:127.0.0.1']
    execFileSync('openssl', ['req', '-x509', ...made, ...name], { stdio: 'ignore' })
    ca = readFileSync(cert, 'utf8')
    const server = createServer({ key: readFileSync(key), cert: ca }, ({ url, headers }, response) => {
      const answer = headers.authorization === `Bearer ${TOKEN}` ? ANSWERS[url!] : undefined
      response.writeHead(answer ? 200 : 403).end(JSON.stringify(answer ?? { kind: 'Status' }))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    port = String((server.address() as AddressInfo).port)
    end = () => {
      server.closeAllConnections()
      server.close()
    }
  })
  afterAll(() => {
    end()
    rmSync(folder, { recursive: true })
  })
  const inCluster = (more: Record<string, string> = {}) =>
    collect(
      { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT_HTTPS: port },
      {
        ...FILES,
        [`${ACCOUNT}/namespace`]: 'prod',
        [`${ACCOUNT}/token`]: TOKEN,
        [`${ACCOUNT}/ca.crt`]: ca,
        ...more,
      },
    )

  it('gives every key with its type, and no secret', async () => {
    const { keys, errors } = await inCluster()
    expect(errors).toEqual([])
    for (const key of kubernetes.keys) expect([key, checkValue(key, keys[key])]).toEqual([key, undefined])
    expect(keys).toMatchObject({
      _K8S_CLUSTER_ID: '6f2a7c1e-0000-4000-8000-000000000001',
      _K8S_CLUSTER_NAME: 'shop-prod',
      _K8S_CLUSTER_ENDPOINT: `https://127.0.0.1:${port}`,
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
  })

  it('falls back to the downward API where the account may not ask', async () => {
    const { keys, errors } = await inCluster({ [`${ACCOUNT}/token`]: 'another' })
    expect(errors).toEqual([])
    expect(keys).toEqual({
      _K8S_CLUSTER_ENDPOINT: `https://127.0.0.1:${port}`,
      _K8S_POD_NAMESPACE: 'prod',
      _K8S_POD_NAME: 'shop-7d4b9c-x2x4q',
      _K8S_POD_LABELS: { app: 'shop', tier: 'a "b"' },
    })
  })

  it('gives the token to nobody with another certificate', async () => {
    const { keys, errors } = await inCluster({ [`${ACCOUNT}/ca.crt`]: '' })
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
