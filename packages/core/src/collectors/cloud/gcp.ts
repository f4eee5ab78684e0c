/**
 * Google Cloud, by its metadata server: Compute Engine, Kubernetes Engine, Cloud Run, functions, App Engine.
 * cloud.google.com/compute/docs/metadata/overview
 */
import type { Dict, Value } from '@chalkmark/mark'
import { reasonOf } from '../../error.js'
import type { Host } from '../host.js'
import type { Provider, Summary } from './provider.js'
import { asDict, askService, asText, at, baseOf, dictOf } from './request.js'

const INSTANCE = '_GCP_INSTANCE_METADATA'
const PROJECT = '_GCP_PROJECT_METADATA'

/** Custom metadata that holds names of things and switches. All others, such as start-up scripts, may hold anything. */
const HARMLESS =
  /^(?:cluster-(?:name|location|uid)|created-by|instance-template|enable-oslogin|serial-port-enable|google-(?:logging|monitoring)-enabled|image-type|os|vmdnssetting)$/i

/** In place of the value of other custom metadata. */
const HELD_BACK = '<<redact>>'

export const gcp: Provider = {
  name: 'gcp',
  keys: [INSTANCE, PROJECT],
  applies: ({ env }, { system, product }) =>
    system === 'Google' ||
    /^Google/.test(product) ||
    // Of Google's own libraries; Cloud Run and functions; App Engine.
    Boolean(
      env.GCE_METADATA_HOST || env.GCE_METADATA_IP || (env.K_SERVICE && env.K_REVISION) || env.GAE_SERVICE,
    ),
  async ask(host, { wanted, signal }, wantsSummary) {
    const keys: Dict = {}
    const errors: string[] = []
    const get = async (key: string, path: string) => {
      try {
        const url = `${addressOf(host.env)}/computeMetadata/v1/${path}/?recursive=true`
        const answer = dictOf(
          await askService(host, { url, headers: { 'metadata-flavor': 'Google' }, signal }),
        )
        if (answer) keys[key] = withoutAttributes(answer)
      } catch (error) {
        errors.push(`the metadata server of Google was not asked to the end: ${reasonOf(error)}`)
      }
    }
    await Promise.all([
      (wanted.has(INSTANCE) || wantsSummary) && get(INSTANCE, 'instance'),
      (wanted.has(PROJECT) || wantsSummary) && get(PROJECT, 'project'),
    ])
    const instance = asDict(keys[INSTANCE])
    const metadata: Dict = {
      ...(instance && { instance }),
      ...(keys[PROJECT] !== undefined && { project: keys[PROJECT] }),
    }
    return {
      keys,
      summary: summaryOf(host.env, instance),
      metadata: Object.keys(metadata).length > 0 ? metadata : undefined,
      errors,
    }
  },
}

function addressOf(env: Host['env']): string {
  const host = env.GCE_METADATA_HOST || env.GCE_METADATA_IP || '169.254.169.254'
  return /^https?:\/\//.test(host) ? baseOf(host) : `http://${host}`
}

function withoutAttributes(answer: Dict): Dict {
  const attributes = asDict(answer.attributes)
  if (!attributes) return answer
  const shown = Object.entries(attributes).map(([name, value]): [string, Value] => [
    name,
    HARMLESS.test(name) ? value : HELD_BACK,
  ])
  return { ...answer, attributes: Object.fromEntries(shown) }
}

function summaryOf(env: Host['env'], instance: Dict | undefined): Summary {
  // projects/123456789/zones/us-central1-a; in Cloud Run projects/123456789/regions/us-central1
  const zone = lastPart(instance?.zone)
  const region = lastPart(instance?.region) ?? zone?.replace(/-[a-z]$/, '')
  return {
    account: asText(at(instance, 'serviceAccounts', 'default', 'email')),
    region,
    ip: asText(at(instance, 'networkInterfaces', 0, 'accessConfigs', 0, 'externalIp')),
    instanceType: lastPart(instance?.machineType),
    tags: Array.isArray(instance?.tags) && instance.tags.length > 0 ? instance.tags : undefined,
    serviceType: serviceOf(env, instance),
  }
}

function lastPart(value: Value | undefined): string | undefined {
  return asText(value)?.split('/').at(-1)
}

function serviceOf(env: Host['env'], instance: Dict | undefined): string {
  if (env.GAE_SERVICE) return 'app_engine'
  if (env.K_SERVICE) return env.FUNCTION_TARGET ? 'cloud_functions' : 'cloud_run'
  const isCluster = env.KUBERNETES_SERVICE_HOST || at(instance, 'attributes', 'cluster-name') !== undefined
  return isCluster ? 'gke' : 'gce'
}
