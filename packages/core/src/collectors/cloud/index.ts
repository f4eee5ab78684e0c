/**
 * The cloud that this machine is in. Metadata services are asked only where the machine's vendor files or the
 * environment say that one will answer, and have half a second in all.
 */
import { type Dict, Float } from '@chalkmark/mark'
import { redactDict } from '../../redact/index.js'
import type { Collector } from '../collector.js'
import { aws } from './aws.js'
import { azure } from './azure.js'
import { gcp } from './gcp.js'
import { type Provider, type Summary, vendorOf } from './provider.js'

/** A new cloud is a file and a line here. The first that applies is asked. */
export const providers: readonly Provider[] = [aws, gcp, azure]

const VENDOR = '_OP_CLOUD_SYS_VENDOR'
const METADATA = ['_OP_CLOUD_METADATA', 'CLOUD_METADATA_WHEN_CHALKED']
const SUMMARY: Readonly<Record<string, keyof Summary>> = {
  _OP_CLOUD_PROVIDER_ACCOUNT_INFO: 'account',
  _OP_CLOUD_PROVIDER_REGION: 'region',
  _OP_CLOUD_PROVIDER_IP: 'ip',
  _OP_CLOUD_PROVIDER_INSTANCE_TYPE: 'instanceType',
  _OP_CLOUD_PROVIDER_TAGS: 'tags',
  _OP_CLOUD_PROVIDER_SERVICE_TYPE: 'serviceType',
}

export const cloud: Collector = {
  name: 'cloud',
  keys: [
    VENDOR,
    '_OP_CLOUD_PROVIDER',
    ...Object.keys(SUMMARY),
    ...METADATA,
    ...providers.flatMap((provider) => provider.keys),
  ],
  timeout: 500,
  async collect(host, context) {
    if (context.reproducible) return { keys: {} }
    const vendor = vendorOf(host)
    const keys: Dict = vendor.system ? { [VENDOR]: vendor.system } : {}
    const provider = providers.find((one) => one.applies(host, vendor))
    if (!provider) return { keys }
    keys._OP_CLOUD_PROVIDER = provider.name
    const wantsSummary = [...Object.keys(SUMMARY), ...METADATA].some((key) => context.wanted.has(key))
    const { keys: own, summary, metadata, errors } = await provider.ask(host, context, wantsSummary)
    Object.assign(keys, own)
    for (const [key, field] of Object.entries(SUMMARY)) {
      const value = summary[field]
      if (value !== undefined) keys[key] = value
    }
    if (metadata) {
      keys._OP_CLOUD_METADATA = metadata
      keys.CLOUD_METADATA_WHEN_CHALKED = JSON.stringify(redactDict(metadata), plainNumber)
    }
    return { keys, errors }
  },
}

/** A fraction as it was written; an id that is too long for a double as a text. */
function plainNumber(_: string, value: unknown): unknown {
  if (value instanceof Float) return Number(value.text)
  return typeof value === 'bigint' ? String(value) : value
}
