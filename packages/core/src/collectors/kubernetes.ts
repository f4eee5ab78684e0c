/**
 * The pod that this process runs in. The service account's API is asked where the account may; otherwise the downward
 * API's files and variables tell a part.
 * kubernetes.io/docs/tasks/run-application/access-api-from-pod
 * kubernetes.io/docs/concepts/workloads/pods/downward-api
 */
import { createHash } from 'node:crypto'
import type { Dict, Value } from '@chalkmark/mark'
import { reasonOf } from '../error.js'
import { asDict, asText, at, dictOf } from './cloud/request.js'
import type { Collector } from './collector.js'
import { HELD_BACK, redactArgv } from './env.js'
import type { Env, Host } from './host.js'

const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount'

/** Where the documentation's examples mount the downward API. */
const PODINFO = '/etc/podinfo'

/**
 * Whether an annotation holds a pod's definition as a text, with values of variables and command lines. Many programs keep one there, each under
 * a name of its own (kubectl's `last-applied-configuration`, kapp's `original`), in JSON, YAML, or packed (Rancher's `applied`).
 */
function isDefinition(annotation: Value): boolean {
  if (typeof annotation !== 'string') return true
  // In base64 the first bytes of gzip (RFC 1952, 2.3.1) are these letters.
  if (/^\s*H4sI/.test(annotation)) return true
  return /\b(?:env|args|command)[\\"']*\s*:/.test(annotation)
}

/** Fields of a pod that differ from one replica to the next. */
const OF_ONE_POD = /^(?:metadata\.(?:name|uid)|status\.|spec\.nodeName)/

/** Labels with which providers name the cluster of a node. */
const CLUSTER_NAMES = [
  'alpha.eksctl.io/cluster-name',
  'kubernetes.azure.com/cluster',
  'cluster.x-k8s.io/cluster-name',
]

export const kubernetes: Collector = {
  name: 'kubernetes',
  keys: [
    '_K8S_CLUSTER_ID',
    '_K8S_CLUSTER_NAME',
    '_K8S_CLUSTER_ENDPOINT',
    '_K8S_CLUSTER_CLOUD_METADATA',
    '_K8S_POD_NAMESPACE',
    '_K8S_POD_NAME',
    '_K8S_POD_LABELS',
    '_K8S_POD_ANNOTATIONS',
    '_K8S_POD_CONTAINER_NAME',
    '_K8S_POD_MANIFEST',
    '_K8S_CONTAINER_ENV_VAR_HASHES',
    '_K8S_CONTAINER_VOLUME_MOUNT_HASHES',
    '_K8S_CONTAINER_PORTS',
  ],
  timeout: 1000,
  applies: ({ env }) => Boolean(env.KUBERNETES_SERVICE_HOST),
  async collect(host, { wanted, reproducible, signal }) {
    if (reproducible) return { keys: {} }
    const { env } = host
    const endpoint = endpointOf(env)
    const namespace = textOf(host, `${ACCOUNT}/namespace`) ?? env.POD_NAMESPACE
    // A pod's host name is its name, unless it has the node's network.
    const name = env.POD_NAME || textOf(host, `${PODINFO}/name`) || env.HOSTNAME
    const errors: string[] = []
    const get = async (path: string): Promise<Dict | undefined> => {
      const token = textOf(host, `${ACCOUNT}/token`)
      if (!token) return undefined
      try {
        const ca = textOf(host, `${ACCOUNT}/ca.crt`)
        const headers = { authorization: `Bearer ${token}`, accept: 'application/json' }
        const { status, text } = await host.requestTrusting(endpoint + path, { ca, headers, signal })
        // Most accounts may not ask. That is no fault.
        return status === 200 ? dictOf(text) : undefined
      } catch (error) {
        errors.push(`the API at ${endpoint}${path} did not answer: ${reasonOf(error)}`)
        return undefined
      }
    }
    const wantsPod = namespace && name
    const [pod, system] = await Promise.all([
      wantsPod
        ? get(`/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}`)
        : undefined,
      wanted.has('_K8S_CLUSTER_ID') ? get('/api/v1/namespaces/kube-system') : undefined,
    ])
    const nodeName = asText(at(pod, 'spec', 'nodeName')) ?? env.NODE_NAME
    const node = nodeName ? await get(`/api/v1/nodes/${encodeURIComponent(nodeName)}`) : undefined
    const keys = defined({
      _K8S_CLUSTER_ID: asText(at(system, 'metadata', 'uid')),
      _K8S_CLUSTER_NAME: clusterName(env, node),
      _K8S_CLUSTER_ENDPOINT: endpoint,
      _K8S_CLUSTER_CLOUD_METADATA: cloudOf(node),
      _K8S_POD_NAMESPACE: namespace,
      _K8S_POD_NAME: name,
      _K8S_POD_LABELS: dictAt(pod, 'labels') ?? downward(host, 'labels'),
      _K8S_POD_ANNOTATIONS: withoutDefinition(dictAt(pod, 'annotations') ?? downward(host, 'annotations')),
      ...(pod && ofPod(host, pod, wanted)),
    })
    if (!keys._K8S_POD_CONTAINER_NAME && env.CONTAINER_NAME) keys._K8S_POD_CONTAINER_NAME = env.CONTAINER_NAME
    return { keys, errors }
  },
}

function endpointOf(env: Env): string {
  const name = env.KUBERNETES_SERVICE_HOST!
  const port = env.KUBERNETES_SERVICE_PORT_HTTPS || env.KUBERNETES_SERVICE_PORT || '443'
  return `https://${name.includes(':') ? `[${name}]` : name}:${port}`
}

/** The name that OpenTelemetry is told, or the node's label of the provider. */
function clusterName(env: Env, node: Dict | undefined): string | undefined {
  const told = /(?:^|,)\s*k8s\.cluster\.name=([^,]+)/.exec(env.OTEL_RESOURCE_ATTRIBUTES ?? '')?.[1]
  return told ?? CLUSTER_NAMES.map((label) => asText(at(node, 'metadata', 'labels', label))).find(Boolean)
}

function cloudOf(node: Dict | undefined): Dict | undefined {
  const label = (name: string) => at(node, 'metadata', 'labels', name)
  const found = defined({
    providerID: at(node, 'spec', 'providerID'),
    region: label('topology.kubernetes.io/region'),
    zone: label('topology.kubernetes.io/zone'),
    instanceType: label('node.kubernetes.io/instance-type'),
  })
  return Object.keys(found).length > 0 ? found : undefined
}

function ofPod(host: Host, pod: Dict, wanted: ReadonlySet<string>): Record<string, Value | undefined> {
  const container = containerOf(host.env, pod)
  return {
    _K8S_POD_CONTAINER_NAME: asText(container?.name),
    _K8S_POD_MANIFEST: shown(pod),
    _K8S_CONTAINER_PORTS: portsOf(container),
    ...(wanted.has('_K8S_CONTAINER_ENV_VAR_HASHES') && {
      _K8S_CONTAINER_ENV_VAR_HASHES: variableHashes(host.env, container),
    }),
    ...(wanted.has('_K8S_CONTAINER_VOLUME_MOUNT_HASHES') && {
      _K8S_CONTAINER_VOLUME_MOUNT_HASHES: mountHashes(host, pod, container),
    }),
  }
}

/** The container that this process is in: the one that is named, or the only one. */
function containerOf(env: Env, pod: Dict): Dict | undefined {
  const containers = listAt(pod, 'spec', 'containers')
  const named = containers.find(({ name }) => name === env.CONTAINER_NAME)
  return named ?? (containers.length === 1 ? containers[0] : undefined)
}

/** `8080/TCP` */
function portsOf(container: Dict | undefined): string[] | undefined {
  const ports = listAt(container, 'ports').map(
    ({ containerPort, protocol }) => `${containerPort}/${protocol ?? 'TCP'}`,
  )
  return ports.length > 0 ? ports : undefined
}

function variableHashes(env: Env, container: Dict | undefined): Dict | undefined {
  const found: Dict = {}
  for (const variable of listAt(container, 'env')) {
    const { name } = variable
    const field = asText(at(variable, 'valueFrom', 'fieldRef', 'fieldPath')) ?? ''
    const value = typeof name === 'string' ? env[name] : undefined
    if (value !== undefined && !OF_ONE_POD.test(field)) found[name as string] = sha256(value)
  }
  return Object.keys(found).length > 0 ? found : undefined
}

/** Of files that a ConfigMap or a Secret gives. */
function mountHashes(host: Host, pod: Dict, container: Dict | undefined): Dict | undefined {
  const given = new Set(
    listAt(pod, 'spec', 'volumes')
      .filter(({ configMap, secret }) => configMap !== undefined || secret !== undefined)
      .map(({ name }) => name),
  )
  const found: Dict = {}
  for (const { name, mountPath } of listAt(container, 'volumeMounts')) {
    if (!given.has(name!) || typeof mountPath !== 'string') continue
    const isFile = host.stat(mountPath)?.kind === 'file'
    const paths = isFile ? [mountPath] : listed(host, mountPath).map((file) => `${mountPath}/${file}`)
    for (const path of paths) {
      const content = host.stat(path)?.kind === 'file' ? host.readFile(path) : undefined
      if (content) found[path] = sha256(content)
    }
  }
  return Object.keys(found).length > 0 ? found : undefined
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}

/** A pod as a report may show it: no value of a variable, command lines redacted, without its definition as a text. */
function shown(pod: Dict): Dict {
  const withoutValues = (value: Value): Value => {
    if (Array.isArray(value)) return value.map(withoutValues)
    const dict = asDict(value)
    if (!dict) return value
    return Object.fromEntries(
      Object.entries(dict).map(([key, item]): [string, Value] => {
        if (key === 'annotations') return [key, withoutDefinition(asDict(item)) ?? {}]
        if (key === 'env' && Array.isArray(item)) return [key, item.map(hideValue)]
        if (key === 'command' && isTexts(item)) return [key, redactArgv(item)]
        if (key === 'args' && isTexts(item)) return [key, argsOf(dict, item)]
        return [key, withoutValues(item)]
      }),
    )
  }
  return withoutValues(pod) as Dict
}

/** Arguments, redacted as what their program takes: that of the container's command, or the one its image is called after. */
function argsOf({ command, image }: Dict, args: readonly string[]): string[] {
  const [name = ''] = (typeof image === 'string' ? image : '').split('/').at(-1)!.split(/[:@]/, 1)
  const program = command !== undefined && isTexts(command) ? command : [name]
  return redactArgv([...program, ...args]).slice(program.length)
}

function hideValue(variable: Value): Value {
  const dict = asDict(variable)
  return dict && Object.hasOwn(dict, 'value') ? { ...dict, value: HELD_BACK } : variable
}

function isTexts(value: Value): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

function withoutDefinition(annotations: Dict | undefined): Dict | undefined {
  if (!annotations) return undefined
  const rest = Object.entries(annotations).filter(([, value]) => !isDefinition(value))
  return rest.length > 0 ? Object.fromEntries(rest) : undefined
}

/** A file of the downward API: `name="value"`, one a line, the value escaped. */
function downward(host: Host, file: string): Dict | undefined {
  const found: Dict = {}
  for (const [, name, value] of (textOf(host, `${PODINFO}/${file}`) ?? '').matchAll(
    /^([\w./-]+)=(".*")$/gm,
  )) {
    try {
      found[name!] = String(JSON.parse(value!))
    } catch {
      // An escape of Go that JSON does not know.
      found[name!] = value!.slice(1, -1)
    }
  }
  return Object.keys(found).length > 0 ? found : undefined
}

function dictAt(pod: Dict | undefined, name: string): Dict | undefined {
  const found = asDict(at(pod, 'metadata', name))
  return found && Object.keys(found).length > 0 ? found : undefined
}

function listAt(value: Value | undefined, ...path: string[]): Dict[] {
  const list = at(value, ...path)
  if (!Array.isArray(list)) return []
  return list.map(asDict).filter((item) => item !== undefined)
}

function defined(entries: Record<string, Value | undefined>): Dict {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as Dict
}

function listed(host: Host, folder: string): string[] {
  try {
    // Kubernetes keeps versions in folders that begin with two dots.
    return host.list(folder).filter((name) => !name.startsWith('..'))
  } catch {
    return []
  }
}

function textOf(host: Host, path: string): string | undefined {
  try {
    return host.readFile(path)?.toString().trim() || undefined
  } catch {
    return undefined
  }
}
