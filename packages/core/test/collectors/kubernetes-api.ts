/** A cluster's API on loopback, and what a pod in it finds. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { thisHost } from '../../src/collectors/host.js'
import { kubernetes } from '../../src/collectors/kubernetes.js'
import { runCollectors } from '../../src/collectors/run.js'
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
      'kapp.k14s.io/original': '{ "containers": [ { "env" : [ { "name": "A", "value": "hunter2xyz" } ] } ] }',
      'tool/args': '{"containers":[{"image":"mysql","args":["-phunter2xyz"]}]}',
      'tool/yaml': 'containers:\n- name: shop\n  command: [mysql, -phunter2xyz]\n',
      'tool/nested': JSON.stringify({ spec: JSON.stringify({ env: [{ name: 'A', value: 'hunter2xyz' }] }) }),
      'objectset.rio.cattle.io/applied': gzipSync('{"env":[{"name":"A","value":"hunter2xyz"}]}').toString(
        'base64',
      ),
    },
  },
  spec: {
    nodeName: 'node-1',
    initContainers: [
      { name: 'wait', image: 'registry.example.com:5000/library/mysql:8.4', args: ['-phunter2xyz', 'db'] },
      { name: 'ask', image: 'tools', command: ['/usr/bin/redis-cli'], args: ['-a', 'hunter2xyz'] },
    ],
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
export const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount'
export const FILES = {
  '/settings/app.conf': 'a=1\n',
  '/scratch/tmp': 'x',
  '/etc/podinfo/labels': 'app="shop"\ntier="a \\"b\\""\n',
}
const ENV = { MODE: 'hunter2xyz', POD: 'x', DB: 'hunter2xyz', HOSTNAME: 'shop-7d4b9c-x2x4q' }

/** What the collector finds out in a pod with these variables and files. */
export const collect = (env: Record<string, string>, files: Record<string, string>) => {
  const world = { ...madeUp({ files }), requestTrusting: thisHost({}).requestTrusting }
  return runCollectors(
    [patient(kubernetes)],
    ...asking(kubernetes.keys, { ...world, env: { ...ENV, ...env } }),
  )
}

export interface Cluster {
  /** Collects in the pod, with further files. */
  collect(files?: Record<string, string>): ReturnType<typeof collect>
  port: string
  end(): void
}

/** Opens the API, with a certificate that openssl makes. */
export async function openCluster(): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'k8s-'))
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
  const ca = readFileSync(cert, 'utf8')
  const server = createServer({ key: readFileSync(key), cert: ca }, ({ url, headers }, response) => {
    const answer = headers.authorization === `Bearer ${TOKEN}` ? ANSWERS[url!] : undefined
    response.writeHead(answer ? 200 : 403).end(JSON.stringify(answer ?? { kind: 'Status' }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const port = String((server.address() as AddressInfo).port)
  const place = { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT_HTTPS: port }
  const account = {
    [`${ACCOUNT}/namespace`]: 'prod',
    [`${ACCOUNT}/token`]: TOKEN,
    [`${ACCOUNT}/ca.crt`]: ca,
  }
  return {
    collect: (files) => collect(place, { ...FILES, ...account, ...files }),
    port,
    end() {
      server.closeAllConnections()
      server.close()
      rmSync(folder, { recursive: true })
    },
  }
}
