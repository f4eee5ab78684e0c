/**
 * What can be said of the machine, the process and the moment. In reproducible builds only the version of the program
 * remains: everything else differs between two machines that build one commit, and the caller adds the time
 * ({@link timeKeys} of {@link reproducibleDate}) once the commit is known.
 */
import { arch, hostname, machine, release, version as systemVersion, type } from 'node:os'
import { basename, dirname } from 'node:path'
import type { Dict } from '@chalkmark/mark'
import type { EnvPolicy } from '../config/options.js'
import { version } from '../version.js'
import type { Collector } from './collector.js'
import { filterEnv, redactArgv } from './env.js'
import { publicIpv4Address } from './public-address.js'
import { TIME_KEYS, timeKeys } from './time.js'

export { reproducibleDate } from '../config/source-date.js'
export { timeKeys } from './time.js'

export interface HostOptions {
  /** Which variables INJECTOR_ENV and _ENV show. Default: every name, no value. */
  env?: EnvPolicy
  /**
   * Command line: interpreter, program, arguments.
   * @default process.argv
   */
  argv?: readonly string[]
}

const VERSION_KEYS = ['INJECTOR_VERSION', '_OP_CHALKER_VERSION']
const ENV_KEYS = ['INJECTOR_ENV', '_ENV']
const ADDRESS_KEYS = ['PUBLIC_IPV4_ADDR_WHEN_CHALKED', '_OP_PUBLIC_IPV4_ADDR']
const ARGV_KEYS = ['INJECTOR_ARGV', '_OP_ARGV', '_ARGV', '_OP_EXE_NAME', '_OP_EXE_PATH']
const SYSTEM_KEYS = [
  'PLATFORM_WHEN_CHALKED',
  'HOST_SYSNAME_WHEN_CHALKED',
  'HOST_NODENAME_WHEN_CHALKED',
  'HOST_RELEASE_WHEN_CHALKED',
  'HOST_VERSION_WHEN_CHALKED',
  'HOST_MACHINE_WHEN_CHALKED',
  '_OP_PLATFORM',
  '_OP_HOSTNAME',
  '_OP_HOST_SYSNAME',
  '_OP_HOST_NODENAME',
  '_OP_HOST_RELEASE',
  '_OP_HOST_VERSION',
  '_OP_HOST_MACHINE',
  '_OP_HOSTINFO',
  '_OP_NODENAME',
]

/** The collector for this machine and process. */
export function hostCollector({ env: policy, argv = process.argv }: HostOptions = {}): Collector {
  return {
    name: 'host',
    keys: [...VERSION_KEYS, ...TIME_KEYS, ...SYSTEM_KEYS, ...ARGV_KEYS, ...ENV_KEYS, ...ADDRESS_KEYS],
    async collect({ env, now, reproducible, wanted, signal }) {
      const keys: Dict = { INJECTOR_VERSION: version, _OP_CHALKER_VERSION: version }
      if (reproducible) return { keys }
      Object.assign(keys, timeKeys(now), systemKeys(), argvKeys(argv))
      if (ENV_KEYS.some((key) => wanted.has(key))) {
        for (const key of ENV_KEYS) keys[key] = filterEnv(env, policy)
      }
      if (ADDRESS_KEYS.some((key) => wanted.has(key))) {
        const address = await publicIpv4Address(signal)
        if (address) for (const key of ADDRESS_KEYS) keys[key] = address
      }
      return { keys }
    },
  }
}

/** The fields of uname(2), which Windows has equivalents of. */
function systemKeys(): Dict {
  const sysname = type()
  const nodename = hostname()
  const hardware = machine() || arch()
  // `uname -o -m`, which is what the reference program is built with.
  const platform = `${sysname === 'Linux' ? 'GNU/Linux' : sysname} ${hardware}`
  return {
    PLATFORM_WHEN_CHALKED: platform,
    HOST_SYSNAME_WHEN_CHALKED: sysname,
    HOST_NODENAME_WHEN_CHALKED: nodename,
    HOST_RELEASE_WHEN_CHALKED: release(),
    HOST_VERSION_WHEN_CHALKED: systemVersion(),
    HOST_MACHINE_WHEN_CHALKED: hardware,
    _OP_PLATFORM: platform,
    _OP_HOSTNAME: nodename,
    _OP_HOST_SYSNAME: sysname,
    _OP_HOST_NODENAME: nodename,
    _OP_HOST_RELEASE: release(),
    _OP_HOST_VERSION: systemVersion(),
    _OP_HOST_MACHINE: hardware,
    _OP_HOSTINFO: systemVersion(),
    _OP_NODENAME: nodename,
  }
}

function argvKeys([, ...argv]: readonly string[]): Dict {
  const program = argv[0]
  const commandLine = redactArgv(argv)
  return {
    INJECTOR_ARGV: commandLine,
    _OP_ARGV: commandLine,
    _ARGV: commandLine.slice(1),
    // `node -e` has no program.
    ...(program && { _OP_EXE_NAME: basename(program), _OP_EXE_PATH: dirname(program) }),
  }
}
