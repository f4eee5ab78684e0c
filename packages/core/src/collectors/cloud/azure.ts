/**
 * Azure: virtual machines by their instance metadata service, App Service and Functions by their environment.
 * learn.microsoft.com/azure/virtual-machines/instance-metadata-service
 * learn.microsoft.com/azure/app-service/reference-app-settings
 */
import type { Dict, Value } from '@chalkmark/mark'
import { reasonOf } from '../../error.js'
import type { Host } from '../host.js'
import type { Provider, Summary } from './provider.js'
import { asDict, askService, asText, at, baseOf, dictOf } from './request.js'

const INSTANCE = '_AZURE_INSTANCE_METADATA'

/** Of machines in Azure, the same for all; other machines of Hyper-V have another one. */
const ASSET_TAG = '7783-7084-3265-9085-8269-3286-77'

/** The first version with user data and all fields of disks. */
const VERSION = '2021-02-01'

/** What users hand to a machine when they make it: scripts, passwords. */
const OF_USERS = ['customData', 'userData']
const HELD_BACK = '<<redact>>'

export const azure: Provider = {
  name: 'azure',
  keys: [INSTANCE],
  applies: ({ env }, { chassisAssetTag }) =>
    chassisAssetTag === ASSET_TAG || Boolean(env.CHALKMARK_AZURE_METADATA_ENDPOINT || isAppService(env)),
  async ask(host, { wanted, signal }, wantsSummary) {
    const { env } = host
    const errors: string[] = []
    let instance: Dict | undefined
    if ((wanted.has(INSTANCE) || wantsSummary) && !isAppService(env)) {
      const base = baseOf(env.CHALKMARK_AZURE_METADATA_ENDPOINT || 'http://169.254.169.254')
      const url = `${base}/metadata/instance?api-version=${VERSION}`
      try {
        instance = dictOf(await askService(host, { url, headers: { metadata: 'true' }, signal }))
      } catch (error) {
        errors.push(`the metadata service of Azure was not asked to the end: ${reasonOf(error)}`)
      }
    }
    const shown = instance && withoutUsers(instance)
    const keys: Dict = shown ? { [INSTANCE]: shown } : {}
    return {
      keys,
      summary: summaryOf(env, instance),
      metadata: shown && { instance: shown },
      errors,
    }
  },
}

function isAppService(env: Host['env']): boolean {
  return Boolean(env.WEBSITE_SITE_NAME && env.WEBSITE_INSTANCE_ID)
}

function withoutUsers(instance: Dict): Dict {
  const compute = Object.entries(asDict(instance.compute) ?? {}).map(([name, value]): [string, Value] => [
    name,
    OF_USERS.includes(name) && value !== '' ? HELD_BACK : value,
  ])
  return { ...instance, compute: Object.fromEntries(compute) }
}

function summaryOf(env: Host['env'], instance: Dict | undefined): Summary {
  const compute = asDict(instance?.compute)
  return {
    // `subscription+region-webspace`
    account:
      asText(compute?.subscriptionId) ??
      (isAppService(env) ? env.WEBSITE_OWNER_NAME?.split('+')[0] : undefined),
    region: asText(compute?.location) ?? (isAppService(env) ? env.REGION_NAME : undefined),
    ip: asText(at(instance, 'network', 'interface', 0, 'ipv4', 'ipAddress', 0, 'publicIpAddress')),
    instanceType: asText(compute?.vmSize),
    tags: tagsOf(compute?.tagsList),
    serviceType: serviceOf(env),
  }
}

function tagsOf(list: Value | undefined): Dict | undefined {
  if (!Array.isArray(list)) return undefined
  const entries = list.flatMap((tag): [string, Value][] => {
    const { name, value } = asDict(tag) ?? {}
    return typeof name === 'string' && value !== undefined ? [[name, value]] : []
  })
  return entries.length > 0 ? Object.fromEntries(entries) : undefined
}

function serviceOf(env: Host['env']): string {
  if (isAppService(env)) return env.FUNCTIONS_WORKER_RUNTIME ? 'functions' : 'app_service'
  return env.KUBERNETES_SERVICE_HOST ? 'aks' : 'vm'
}
