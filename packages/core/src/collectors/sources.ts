/** Where the value of each key comes from, and on which systems: for people who read about keys. */
import { allKeys, type KeyInfo } from '../keys/index.js'
import { collectors } from './index.js'

export interface KeySource {
  /** A few words: `git`, `/proc`, `the artifact`. Undefined if nothing gives the key yet. */
  source: string | undefined
  /** The systems on which it is known. */
  platforms: string
}

const EVERYWHERE = 'all'
const LINUX = 'Linux'

/** By collector; the CI systems' are alike. */
const OF_COLLECTORS: Readonly<Record<string, string>> = {
  git: 'version control',
  mercurial: 'version control',
  subversion: 'version control',
  fossil: 'version control',
  jujutsu: 'version control',
  owners: 'CODEOWNERS or AUTHORS',
  package: 'package.json',
  host: 'Node',
  process: 'processes',
  network: 'network tables',
  cpu: 'load of the machine',
  cloud: "the cloud's metadata service",
  kubernetes: 'the Kubernetes API, or the downward API',
  caller: 'CHALK_CALLER_ATTESTATION',
  tool: 'other tools, if enabled',
  'own mark': "Chalkmark's own mark",
  config: 'the config',
}

/** Keys that the operation itself gives, besides those of families that are all of this kind. */
const OF_OPERATION = new Set(
  `_OPERATION _ACTION_ID _CHALKS _COLLECTED_ARTIFACTS _UNMARKED _OP_CHALK_COUNT _OP_UNMARKED_COUNT _OP_ERRORS
  _OP_FAILED_KEYS _OP_CMD_FLAGS _OP_SEARCH_PATH _EXEC_ID _MONOTIME _HEARTBEAT_COUNT _SINCE_TIMESTAMP _SINCE_MONOTIME _OP_EXIT_CODE _CHALK_RUN_TIME
  _OP_HOST_REPORT_KEYS _EXEC_DEPLOYMENT_ID`.split(/\s+/),
)

/** Keys of the families of marks and artifacts that nothing gives yet. */
const MISSING = new Set(
  `EARLIEST_VERSION SIGNATURE SIGNING EMBEDDED_TMPDIR _VALIDATED_SIGNATURE _STORE_URI _SIGNATURES
  _INVALID_SIGNATURE _SIGNATURE`.split(/\s+/),
)

/** Keys that only users set. */
const OF_USERS = new Set([
  'CHALK_PTR',
  'STORE_URI',
  'TENANT_ID_WHEN_CHALKED',
  'PACKAGE_URI',
  'DERIVED_FROM_CHALK_ID',
])

/** What the mark of the reference program's own program holds, of which a report shows what is no credential. */
const OF_REFERENCE = new Set(
  `$CHALK_CONFIG $CHALK_IMPLEMENTATION_NAME $CHALK_LOAD_COUNT $CHALK_SAVED_COMPONENT_PARAMETERS $CHALK_COMPONENT_CACHE
  $CHALK_MEMOIZE`.split(/\s+/),
)

/** What other systems know, too. */
const NOT_ONLY_LINUX: Readonly<Record<string, string>> = {
  _OP_CPU_INFO: 'Linux, macOS',
  _OP_IPV6_INTERFACES: EVERYWHERE,
  _PROCESS_PID: EVERYWHERE,
  _PROCESS_PARENT_PID: EVERYWHERE,
  _PROCESS_ARGV: EVERYWHERE,
  _PROCESS_CWD: EVERYWHERE,
  _PROCESS_EXE_PATH: EVERYWHERE,
  _PROCESS_UTIME: EVERYWHERE,
  _PROCESS_STIME: EVERYWHERE,
  _PROCESS_DETAIL: EVERYWHERE,
  _PROCESS_UID: 'Linux, macOS',
  _PROCESS_GID: 'Linux, macOS',
  _PROCESS_GROUPS: 'Linux, macOS',
  _NETWORK_PARTIAL_TRACEROUTE_IPS: 'Linux, macOS',
}
/** Keys of artifacts that need /proc. */
const FROM_PROC = new Set(['_OP_ARTIFACT_ACCESSED', '_OP_ARTIFACT_MOUNTED'])
const ONLY_LINUX = new Set(['process', 'network', 'cpu'])

/** Every key of the catalogue, in its order, with its source. */
export function keySources(): ReadonlyMap<string, KeySource> {
  const givenBy = new Map<string, string>()
  for (const { name, keys } of collectors)
    for (const key of keys) if (!givenBy.has(key)) givenBy.set(key, name)
  return new Map(allKeys().map((key) => [key.name, sourceOf(key, givenBy.get(key.name))]))
}

function sourceOf({ name, family }: KeyInfo, collector: string | undefined): KeySource {
  if (OF_USERS.has(name)) return { source: 'you', platforms: EVERYWHERE }
  if (collector !== undefined) {
    const platforms = NOT_ONLY_LINUX[name] ?? (ONLY_LINUX.has(collector) ? LINUX : EVERYWHERE)
    const source = family === 'build' ? 'the CI system' : OF_COLLECTORS[collector]
    return { source, platforms: name === '_OP_CLOUD_SYS_VENDOR' ? LINUX : platforms }
  }
  const isOfArtifact = ['mark', 'artifact', 'certificate'].includes(family) && !MISSING.has(name)
  if (OF_REFERENCE.has(name)) return { source: "a chalk program's mark", platforms: EVERYWHERE }
  if (FROM_PROC.has(name)) return { source: 'the process and what it has mounted', platforms: LINUX }
  if (isOfArtifact) return { source: 'the artifact and its mark', platforms: EVERYWHERE }
  return { source: OF_OPERATION.has(name) ? 'the operation' : undefined, platforms: EVERYWHERE }
}
