/**
 * Facts of the machine, the process and the time. In reproducible builds only the version of the program remains:
 * everything else differs between two machines that build one commit, and the caller adds the time (`momentOf` in
 * facts.ts) once the commit is known.
 */
import { basename, dirname } from 'node:path'
import type { Dict } from '@chalkmark/mark'
import { version } from '../../package.json'
import type { Collector } from './collector.js'
import { filterEnv, redactArgv } from './env.js'
import type { Machine } from './host.js'
import { TIME_KEYS, timeKeys } from './time.js'

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

export const machine: Collector = {
  name: 'host',
  keys: [...VERSION_KEYS, ...TIME_KEYS, ...SYSTEM_KEYS, ...ARGV_KEYS, ...ENV_KEYS, ...ADDRESS_KEYS],
  async collect(host, { reproducible, wanted, policy, signal }) {
    const keys: Dict = { INJECTOR_VERSION: version, _OP_CHALKER_VERSION: version }
    if (reproducible) return { keys }
    Object.assign(keys, timeKeys(host.now()), systemKeys(host.machine()), argvKeys(host.argv))
    if (ENV_KEYS.some((key) => wanted.has(key))) {
      for (const key of ENV_KEYS) keys[key] = filterEnv(host.env, policy)
    }
    if (ADDRESS_KEYS.some((key) => wanted.has(key))) {
      const address = await host.outgoingAddress(signal)
      if (address) for (const key of ADDRESS_KEYS) keys[key] = address
    }
    return { keys }
  },
}

function systemKeys({ sysname, nodename, release, version, hardware }: Machine): Dict {
  // `uname -o -m`, which is what the reference program is built with.
  const platform = `${sysname === 'Linux' ? 'GNU/Linux' : sysname} ${hardware}`
  return {
    PLATFORM_WHEN_CHALKED: platform,
    HOST_SYSNAME_WHEN_CHALKED: sysname,
    HOST_NODENAME_WHEN_CHALKED: nodename,
    HOST_RELEASE_WHEN_CHALKED: release,
    HOST_VERSION_WHEN_CHALKED: version,
    HOST_MACHINE_WHEN_CHALKED: hardware,
    _OP_PLATFORM: platform,
    _OP_HOSTNAME: nodename,
    _OP_HOST_SYSNAME: sysname,
    _OP_HOST_NODENAME: nodename,
    _OP_HOST_RELEASE: release,
    _OP_HOST_VERSION: version,
    _OP_HOST_MACHINE: hardware,
    _OP_HOSTINFO: version,
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
