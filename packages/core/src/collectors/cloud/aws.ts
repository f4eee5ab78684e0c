/**
 * Amazon: EC2 by its instance metadata service (version 2, with a session token), ECS by its task metadata (version
 * 4), Lambda by its environment.
 * docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-metadata.html, "Instance metadata categories"
 * docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4.html
 * docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
import type { Dict, Value } from '@chalkmark/mark'
import { reasonOf } from '../../error.js'
import type { CollectorContext } from '../collector.js'
import type { Host } from '../host.js'
import type { Answer, Provider } from './provider.js'
import { asDict, askService, asText, baseOf, dictOf, jsonOf } from './request.js'

const DOCUMENT = '_AWS_INSTANCE_IDENTITY_DOCUMENT'
const TAGS = '_AWS_TAGS'
const CREDENTIALS = '_AWS_IDENTITY_CREDENTIALS_EC2_SECURITY_CREDENTIALS_EC2_INSTANCE'

/** By key, its address below `/latest/`. `{mac}` is the address of the first interface. */
const PATHS: Readonly<Record<string, string>> = {
  [DOCUMENT]: 'dynamic/instance-identity/document',
  _AWS_INSTANCE_IDENTITY_PKCS7: 'dynamic/instance-identity/pkcs7',
  _AWS_INSTANCE_IDENTITY_SIGNATURE: 'dynamic/instance-identity/signature',
  _AWS_INSTANCE_MONITORING: 'dynamic/fws/instance-monitoring',
  _AWS_AMI_ID: 'meta-data/ami-id',
  _AWS_AMI_LAUNCH_INDEX: 'meta-data/ami-launch-index',
  _AWS_AMI_MANIFEST_PATH: 'meta-data/ami-manifest-path',
  _AWS_ANCESTOR_AMI_IDS: 'meta-data/ancestor-ami-ids',
  _AWS_HOSTNAME: 'meta-data/hostname',
  _AWS_IAM_INFO: 'meta-data/iam/info',
  _AWS_INSTANCE_ID: 'meta-data/instance-id',
  _AWS_INSTANCE_LIFE_CYCLE: 'meta-data/instance-life-cycle',
  _AWS_INSTANCE_TYPE: 'meta-data/instance-type',
  _AWS_IPV6_ADDR: 'meta-data/ipv6',
  _AWS_KERNEL_ID: 'meta-data/kernel-id',
  _AWS_LOCAL_HOSTNAME: 'meta-data/local-hostname',
  _AWS_LOCAL_IPV4_ADDR: 'meta-data/local-ipv4',
  _AWS_AZ: 'meta-data/placement/availability-zone',
  _AWS_AZ_ID: 'meta-data/placement/availability-zone-id',
  _AWS_PLACEMENT_GROUP: 'meta-data/placement/group-name',
  _AWS_DEDICATED_HOST_ID: 'meta-data/placement/host-id',
  _AWS_PARTITION_NUMBER: 'meta-data/placement/partition-number',
  _AWS_REGION: 'meta-data/placement/region',
  _AWS_PUBLIC_HOSTNAME: 'meta-data/public-hostname',
  _AWS_PUBLIC_IPV4_ADDR: 'meta-data/public-ipv4',
  _AWS_OPENSSH_PUBKEY: 'meta-data/public-keys/0/openssh-key',
  _AWS_SECURITY_GROUPS: 'meta-data/security-groups',
  _AWS_SECURITY_GROUP_IDS: 'meta-data/network/interfaces/macs/{mac}/security-group-ids',
  _AWS_RESOURCE_DOMAIN: 'meta-data/services/domain',
  _AWS_PARTITION_NAME: 'meta-data/services/partition',
  [TAGS]: 'meta-data/tags/instance',
  _AWS_AUTOSCALING_TARGET_LIFECYCLE_STATE: 'meta-data/autoscaling/target-lifecycle-state',
  _AWS_BLOCK_DEVICE_MAPPING_AMI: 'meta-data/block-device-mapping/ami',
  _AWS_BLOCK_DEVICE_MAPPING_ROOT: 'meta-data/block-device-mapping/root',
  _AWS_BLOCK_DEVICE_MAPPING_SWAP: 'meta-data/block-device-mapping/swap',
  _AWS_EVENTS_MAINTENANCE_HISTORY: 'meta-data/events/maintenance/history',
  _AWS_EVENTS_MAINTENANCE_SCHEDULED: 'meta-data/events/maintenance/scheduled',
  _AWS_EVENTS_RECOMMENDATIONS_REBALANCE: 'meta-data/events/recommendations/rebalance',
  _AWS_IDENTITY_CREDENTIALS_EC2_INFO: 'meta-data/identity-credentials/ec2/info',
  [CREDENTIALS]: 'meta-data/identity-credentials/ec2/security-credentials/ec2-instance',
  _AWS_INSTANCE_ACTION: 'meta-data/instance-action',
  _AWS_MAC: 'meta-data/mac',
  _AWS_INTERFACE_ID: 'meta-data/network/interfaces/macs/{mac}/interface-id',
  _AWS_SUBNET_ID: 'meta-data/network/interfaces/macs/{mac}/subnet-id',
  _AWS_VPC_ID: 'meta-data/network/interfaces/macs/{mac}/vpc-id',
  _AWS_METRICS_VHOSTMD: 'meta-data/metrics/vhostmd',
  _AWS_PRODUCT_CODES: 'meta-data/product-codes',
  _AWS_RAMDISK_ID: 'meta-data/ramdisk-id',
  _AWS_RESERVATION_ID: 'meta-data/reservation-id',
  _AWS_SPOT_INSTANCE_ACTION: 'meta-data/spot/instance-action',
  _AWS_SPOT_TERMINATION_TIME: 'meta-data/spot/termination-time',
}

/** What the summary is made of. */
const FOR_SUMMARY = [DOCUMENT, TAGS, '_AWS_PUBLIC_IPV4_ADDR']

const LISTS = new Set(['_AWS_SECURITY_GROUPS', '_AWS_SECURITY_GROUP_IDS'])
const DICTS = new Set([
  DOCUMENT,
  '_AWS_IAM_INFO',
  '_AWS_EVENTS_RECOMMENDATIONS_REBALANCE',
  '_AWS_IDENTITY_CREDENTIALS_EC2_INFO',
])
const JSON_LISTS = new Set(['_AWS_EVENTS_MAINTENANCE_HISTORY', '_AWS_EVENTS_MAINTENANCE_SCHEDULED'])

/** What of the instance's own credentials may be told: neither SecretAccessKey nor Token, nor what comes after today. */
const OF_CREDENTIALS = ['Code', 'LastUpdated', 'Type', 'AccessKeyId', 'Expiration']

export const aws: Provider = {
  name: 'aws',
  keys: Object.keys(PATHS),
  applies: ({ env }, { system, hypervisorUuid }) =>
    /^Amazon/.test(system) ||
    /^ec2/i.test(hypervisorUuid) ||
    Boolean(env.AWS_EC2_METADATA_SERVICE_ENDPOINT || env.AWS_LAMBDA_FUNCTION_NAME || taskAddress(env)),
  async ask(host, context, wantsSummary) {
    const { env } = host
    const errors: string[] = []
    const attempt = async <T>(service: string, part: () => Promise<T>): Promise<T | undefined> => {
      try {
        return await part()
      } catch (error) {
        errors.push(`${service} was not asked to the end: ${reasonOf(error)}`)
        return undefined
      }
    }
    const wanted = new Set([...context.wanted].filter((key) => Object.hasOwn(PATHS, key)))
    if (wantsSummary) for (const key of FOR_SUMMARY) wanted.add(key)
    const instance: Dict = {}
    const [, task] = await Promise.all([
      hasInstanceService(host) &&
        wanted.size > 0 &&
        attempt('the metadata service of EC2', () => askInstance(host, context, wanted, instance)),
      taskAddress(env) && attempt('the task metadata of ECS', () => askTask(host, context)),
    ])
    return answerOf(host, instance, task || undefined, errors)
  },
}

/** Lambda and Fargate have none. */
function hasInstanceService({ env }: Host): boolean {
  if (env.AWS_EC2_METADATA_DISABLED?.toLowerCase() === 'true') return false
  return !env.AWS_LAMBDA_FUNCTION_NAME && env.AWS_EXECUTION_ENV !== 'AWS_ECS_FARGATE'
}

function taskAddress(env: Host['env']): string | undefined {
  return env.ECS_CONTAINER_METADATA_URI_V4
}

/** The variables are those of Amazon's own programs. */
function instanceAddress(env: Host['env']): string {
  const isIpv6 = env.AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE?.toLowerCase() === 'ipv6'
  const address =
    env.AWS_EC2_METADATA_SERVICE_ENDPOINT || (isIpv6 ? 'http://[fd00:ec2::254]' : 'http://169.254.169.254')
  return `${baseOf(address)}/latest/`
}

/** @param found gets each key as it is answered, so that a part counts if time runs out. */
async function askInstance(
  host: Host,
  { signal }: CollectorContext,
  wanted: ReadonlySet<string>,
  found: Dict,
): Promise<void> {
  const address = instanceAddress(host.env)
  const token = await askService(host, {
    url: `${address}api/token`,
    method: 'PUT',
    headers: { 'x-aws-ec2-metadata-token-ttl-seconds': '60' },
    signal,
  })
  if (token === undefined) throw new Error('it gives no session token')
  const get = (path: string) =>
    askService(host, { url: address + path, headers: { 'x-aws-ec2-metadata-token': token }, signal })
  const needsMac = [...wanted].some((key) => PATHS[key]!.includes('{mac}'))
  const mac = needsMac ? (await get(PATHS._AWS_MAC!))?.trim() : undefined
  await Promise.all(
    [...wanted].map(async (key) => {
      const path = PATHS[key]!
      if (path.includes('{mac}') && mac === undefined) return
      const text = (await get(path.replace('{mac}', mac ?? '')))?.trim()
      const value = key === TAGS ? await tagsOf(text, get) : parsed(key, text)
      if (value !== undefined) found[key] = value
    }),
  )
}

function parsed(key: string, text: string | undefined): Value | undefined {
  if (text === undefined) return undefined
  if (LISTS.has(key)) return linesOf(text)
  if (DICTS.has(key)) return dictOf(text)
  if (key === CREDENTIALS) {
    const entries = Object.entries(dictOf(text) ?? {}).filter(([name]) => OF_CREDENTIALS.includes(name))
    return entries.length > 0 ? Object.fromEntries(entries) : undefined
  }
  if (!JSON_LISTS.has(key)) return text
  const list = jsonOf(text)
  return Array.isArray(list) && list.length > 0 ? list : undefined
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html, "Tag restrictions". A list of more is no answer of Amazon. */
const MOST_TAGS = 50

/** The service lists the names of tags, and each value has an address of its own. */
async function tagsOf(
  names: string | undefined,
  get: (path: string) => Promise<string | undefined>,
): Promise<Dict | undefined> {
  if (names === undefined) return undefined
  const entries = await Promise.all(
    linesOf(names)
      .slice(0, MOST_TAGS)
      .map(async (name) => [name, (await get(`${PATHS[TAGS]}/${encodeURIComponent(name)}`)) ?? ''] as const),
  )
  return Object.fromEntries(entries)
}

async function askTask(host: Host, { signal }: CollectorContext): Promise<Dict | undefined> {
  return dictOf(await askService(host, { url: `${baseOf(taskAddress(host.env)!)}/task`, signal }))
}

function answerOf({ env }: Host, instance: Dict, task: Dict | undefined, errors: string[]): Answer {
  const document = asDict(instance[DOCUMENT])
  // arn:aws:ecs:us-west-2:111122223333:task/default/158d1c8083dd49d6b527399fd6414f5c
  const [, , , taskRegion, taskAccount] = asText(task?.TaskARN)?.split(':') ?? []
  const region =
    asText(document?.region) ?? taskRegion ?? (env.AWS_LAMBDA_FUNCTION_NAME ? env.AWS_REGION : undefined)
  const keys: Dict = { ...instance }
  if (region !== undefined) keys._AWS_REGION ??= region
  const zone = asText(task?.AvailabilityZone)
  if (zone !== undefined) keys._AWS_AZ ??= zone
  const metadata: Dict = { ...(document && { instance: document }), ...(task && { task }) }
  return {
    keys,
    summary: {
      account: asText(document?.accountId) ?? taskAccount,
      region,
      ip: asText(instance._AWS_PUBLIC_IPV4_ADDR),
      instanceType: asText(document?.instanceType),
      tags: instance[TAGS],
      serviceType: serviceOf(env),
    },
    metadata: Object.keys(metadata).length > 0 ? metadata : undefined,
    errors,
  }
}

function serviceOf(env: Host['env']): string {
  if (env.AWS_LAMBDA_FUNCTION_NAME) return 'lambda'
  if (taskAddress(env)) return 'ecs'
  return env.KUBERNETES_SERVICE_HOST ? 'eks' : 'ec2'
}
