/** The interface of clouds: how one is told, and what its metadata services answer. */
import type { Dict, Value } from '@chalkmark/mark'
import type { CollectorContext } from '../collector.js'
import type { Host } from '../host.js'

/** What every cloud can say of a machine; see the `_OP_CLOUD_PROVIDER_*` keys. */
export interface Summary {
  account?: Value | undefined
  region?: string | undefined
  /** The public IPv4 address. */
  ip?: string | undefined
  instanceType?: string | undefined
  tags?: Value | undefined
  /** `ec2`, `ecs`, `eks`, `lambda`, `gce`, … */
  serviceType?: string | undefined
}

export interface Answer {
  /** The provider's own keys. */
  keys: Dict
  summary: Summary
  /** The deprecated key for all that is known; undefined if nothing is. */
  metadata?: Dict | undefined
  errors: string[]
}

export interface Provider {
  readonly name: 'aws' | 'azure' | 'gcp'
  readonly keys: readonly string[]
  /** Whether vendor files or the environment say that this is its machine. No request is made to find out. */
  applies(host: Host, vendor: Vendor): boolean
  /** Never throws: what could not be asked is an error in the answer. */
  ask(host: Host, context: CollectorContext, wantsSummary: boolean): Promise<Answer>
}

/** What the firmware says of the machine, in Linux's /sys/class/dmi/id and /sys/hypervisor. */
export interface Vendor {
  /** `Amazon EC2`, `Google`, `Microsoft Corporation` */
  system: string
  product: string
  /** Tells Azure from other machines of Hyper-V. */
  chassisAssetTag: string
  /** Of Xen: the first generations of EC2 begin it with `ec2`. */
  hypervisorUuid: string
}

export function vendorOf(host: Host): Vendor {
  const read = (path: string) => {
    try {
      return host.platform === 'linux' ? (host.readFile(path)?.toString().trim() ?? '') : ''
    } catch {
      // Some of these files are root's only.
      return ''
    }
  }
  return {
    system: read('/sys/class/dmi/id/sys_vendor'),
    product: read('/sys/class/dmi/id/product_name'),
    chassisAssetTag: read('/sys/class/dmi/id/chassis_asset_tag'),
    hypervisorUuid: read('/sys/hypervisor/uuid'),
  }
}
