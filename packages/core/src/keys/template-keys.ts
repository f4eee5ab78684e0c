/**
 * Which keys the templates hold. They are written as text for the same reason as in catalogue-rows.ts.
 *
 * Names and contents of `mark_default`, `mark_large`, `mark_all` and `mark_minimal` follow the reference program
 * (src/configs/base_chalk_templates.c4m of crashappsec/chalk), `report_default` its `insertion_default`
 * (base_report_templates.c4m there), `heartbeat` what its heartbeats hold. The comment at each template says what differs, and why.
 */
import { allKeys, CONTENT_HASH, DIRTY } from './catalogue.js'

/** The keys of every mark, whatever its template. Without them a mark is not found or not valid. */
export const REQUIRED: readonly string[] = ['MAGIC', 'CHALK_ID', 'CHALK_VERSION', 'METADATA_ID']

/**
 * Keys whose values may hold secrets or facts about other people: whole documents of a cloud or a container, source
 * text, command lines of other programs, internal keys of the reference program. No template holds them; a user who
 * wants one names it. With the signature over its identity document an instance logs in to some services (Vault).
 * A short password can be guessed from its hash. A route costs packets on the network. INJECTOR_ENV and _ENV are not
 * among them, as their values are redacted unless the config shows them.
 */
export const BY_NAME_ONLY: ReadonlySet<string> = new Set(
  words(`
    _NETWORK_PARTIAL_TRACEROUTE_IPS
    SECRET_SCANNER VCS_DIFF_PATCH _VCS_DIFF_PATCH _OP_CONFIG _OP_ANCESTOR_ARGVS _OP_ALL_PS_INFO
    _OP_CLOUD_METADATA CLOUD_METADATA_WHEN_CHALKED _AZURE_INSTANCE_METADATA _GCP_INSTANCE_METADATA
    _GCP_PROJECT_METADATA _AWS_IDENTITY_CREDENTIALS_EC2_SECURITY_CREDENTIALS_EC2_INSTANCE
    _AWS_INSTANCE_IDENTITY_PKCS7 _AWS_INSTANCE_IDENTITY_SIGNATURE
    _OP_ALL_IMAGE_METADATA _OP_ALL_CONTAINER_METADATA _IMAGE_ENV _INSTANCE_ENV _K8S_POD_MANIFEST
    _K8S_CONTAINER_ENV_VAR_HASHES _K8S_CONTAINER_VOLUME_MOUNT_HASHES
    $CHALK_CONFIG $CHALK_IMPLEMENTATION_NAME $CHALK_LOAD_COUNT $CHALK_PUBLIC_KEY $CHALK_ENCRYPTED_PRIVATE_KEY
    $CHALK_SAVED_COMPONENT_PARAMETERS $CHALK_COMPONENT_CACHE $CHALK_MEMOIZE $CHALK_API_KEY
    $CHALK_API_REFRESH_TOKEN $CHALK_ATTESTATION_TOKEN $CHALK_SECRET_ENDPOINT_URI
  `),
)

/** What is the same whenever and wherever one commit is built with one config. */
const OF_THE_COMMIT = `
  ARTIFACT_TYPE HASH METADATA_HASH ARTIFACT_VERSION
  COMMIT_ID COMMIT_SIGNED AUTHOR DATE_AUTHORED COMMITTER DATE_COMMITTED COMMIT_MESSAGE CODE_OWNERS
  CHALK_PTR STORE_URI PACKAGE_URI TENANT_ID_WHEN_CHALKED EMBEDDED_CHALK
  INJECTOR_COMMIT_ID INJECTOR_PUBLIC_KEY SIGNATURE SIGNING
`

/** What changes from build to build, from machine to machine or from one clone of a repository to the next. */
const OF_THE_BUILD = `
  DATETIME_WHEN_CHALKED TIMESTAMP_WHEN_CHALKED CHALK_RAND PLATFORM_WHEN_CHALKED
  ORIGIN_URI BRANCH TAG TAG_SIGNED TAGGER DATE_TAGGED TAG_MESSAGE
  BUILD_ID BUILD_UNIQUE_ID BUILD_ATTEMPT BUILD_COMMIT_ID BUILD_URI BUILD_API_URI BUILD_TRIGGER BUILD_CONTACT
  BUILD_ORIGIN_ID BUILD_ORIGIN_KEY BUILD_ORIGIN_OWNER_ID BUILD_ORIGIN_OWNER_KEY BUILD_ORIGIN_URI
  BUILD_WORKFLOW_NAME BUILD_WORKFLOW_PATH BUILD_WORKFLOW_HASH
  OLD_CHALK_METADATA_HASH OLD_CHALK_METADATA_ID
  CALLER_ATTESTED_INFO CALLER_ATTESTED_HOST_INFO CALLER_ATTESTED_BUILD_INFO CALLER_ATTESTED_ARTIFACT_INFO
`

const OF_IMAGES = `
  DOCKER_FILE DOCKER_LABELS DOCKER_ANNOTATIONS DOCKER_TAGS DOCKER_TARGET
  DOCKER_BASE_IMAGE DOCKER_BASE_IMAGE_REPO DOCKER_BASE_IMAGE_REGISTRY DOCKER_BASE_IMAGE_NAME DOCKER_BASE_IMAGE_TAG
  DOCKER_BASE_IMAGE_DIGEST DOCKER_BASE_IMAGE_CONFIG_DIGEST DOCKER_BASE_IMAGE_METADATA_ID DOCKER_BASE_IMAGE_CHALK
  DOCKER_BASE_IMAGES DOCKER_COPY_IMAGES
`

/** Keys that are too big for a mark, or that repeat another key. */
const NOT_IN_LARGE = new Set(
  words(`
    DATE_CHALKED TIME_CHALKED TZ_OFFSET_WHEN_CHALKED PRE_CHALK_HASH SBOM SAST EXTERNAL_TOOL_DURATION
    DOCKER_FILE_CHALKED DOCKER_BUILD_CONTEXT_SNAPSHOTS
  `),
)

/** Long tables, of little interest to most readers of a report. */
const TABLES = new Set(
  words(`
    _OP_TCP_SOCKET_INFO _OP_UDP_SOCKET_INFO _OP_IPV4_ROUTES _OP_IPV6_ROUTES _OP_IPV4_INTERFACES _OP_IPV6_INTERFACES
    _OP_ARP_TABLE _PROCESS_FD_INFO _PROCESS_MOUNT_INFO _PROCESS_DETAIL _OP_HOSTINFO _DATE _TIME _TZ_OFFSET
  `),
)

/**
 * The reference program's insert report, without keys that repeat others or need the network. Families of keys come
 * whole.
 */
const REPORT = `
  _OPERATION _ACTION_ID _TIMESTAMP _DATETIME _CHALKS _OP_CHALK_COUNT _UNMARKED _OP_UNMARKED_COUNT
  _OP_ERRORS _OP_FAILED_KEYS _OP_CMD_FLAGS _OP_SEARCH_PATH _OP_EXE_NAME _OP_EXE_PATH _OP_ARGV
  _OP_CHALKER_VERSION _OP_CHALKER_COMMIT_ID _TENANT_ID
  INJECTOR_CHALK_ID INJECTOR_VERSION INJECTOR_PUBLIC_KEY INJECTOR_COMMIT_ID INJECTOR_ARGV INJECTOR_ENV
  PLATFORM_WHEN_CHALKED TENANT_ID_WHEN_CHALKED
  _OP_PLATFORM _OP_HOSTNAME _OP_HOST_SYSNAME _OP_HOST_NODENAME _OP_HOST_RELEASE _OP_HOST_VERSION _OP_HOST_MACHINE

  CHALK_ID CHALK_VERSION METADATA_HASH METADATA_ID SIGNATURE CHALK_RAND ERR_INFO FAILED_KEYS
  OLD_CHALK_METADATA_HASH OLD_CHALK_METADATA_ID
  ARTIFACT_TYPE HASH _CURRENT_HASH PATH_WHEN_CHALKED PATH_WITHIN_ZIP CONTAINING_ARTIFACT_WHEN_CHALKED
  ARTIFACT_VERSION STORE_URI PACKAGE_URI EMBEDDED_CHALK _STORE_URI _VIRTUAL
  _OP_ARTIFACT_TYPE _OP_ARTIFACT_PATH _OP_ARTIFACT_PATH_WITHIN_VCTL _OP_ARTIFACT_ENV_VAR_NAME
  _OP_ARTIFACT_CONTEXT _OP_ARTIFACT_ACCESSED _OP_ARTIFACT_MOUNTED
  _VALIDATED_METADATA _VALIDATED_SIGNATURE _INVALID_SIGNATURE _ERR_INFO _FAILED_KEYS
  ORIGIN_URI BRANCH COMMIT_ID COMMIT_SIGNED COMMIT_MESSAGE AUTHOR DATE_AUTHORED TIMESTAMP_AUTHORED
  COMMITTER DATE_COMMITTED TIMESTAMP_COMMITTED TAG TAG_SIGNED TAGGER DATE_TAGGED TIMESTAMP_TAGGED TAG_MESSAGE
  _ORIGIN_URI _BRANCH _COMMIT_ID _COMMIT_SIGNED _COMMIT_MESSAGE _AUTHOR _DATE_AUTHORED _TIMESTAMP_AUTHORED
  _COMMITTER _DATE_COMMITTED _TIMESTAMP_COMMITTED _TAG _TAG_SIGNED _TAGGER _DATE_TAGGED _TIMESTAMP_TAGGED
  _TAG_MESSAGE
  CODE_OWNERS VCS_DIR_WHEN_CHALKED VCS_MISSING_FILES VCS_MODIFIED_FILES _VCS_MISSING_FILES _VCS_MODIFIED_FILES ${DIRTY}
  SBOM SAST EXTERNAL_TOOL_DURATION
  CALLER_ATTESTED_INFO CALLER_ATTESTED_HOST_INFO CALLER_ATTESTED_BUILD_INFO CALLER_ATTESTED_ARTIFACT_INFO
  CALLER_ATTESTED_UNTRACKED_ARTIFACT_INFO
  BUILD_ID BUILD_UNIQUE_ID BUILD_ATTEMPT BUILD_COMMIT_ID BUILD_REF BUILD_URI BUILD_API_URI BUILD_TRIGGER BUILD_CONTACT
  BUILD_ORIGIN_ID BUILD_ORIGIN_KEY BUILD_ORIGIN_OWNER_ID BUILD_ORIGIN_OWNER_KEY BUILD_ORIGIN_URI
  BUILD_WORKFLOW_NAME BUILD_WORKFLOW_PATH BUILD_WORKFLOW_HASH
  _BUILD_ID _BUILD_UNIQUE_ID _BUILD_ATTEMPT _BUILD_COMMIT_ID _BUILD_REF _BUILD_URI _BUILD_API_URI _BUILD_TRIGGER
  _BUILD_CONTACT _BUILD_ORIGIN_ID _BUILD_ORIGIN_KEY _BUILD_ORIGIN_OWNER_ID _BUILD_ORIGIN_OWNER_KEY _BUILD_ORIGIN_URI
  _BUILD_WORKFLOW_NAME _BUILD_WORKFLOW_PATH _BUILD_WORKFLOW_HASH
`

function words(text: string): string[] {
  return text.trim().split(/\s+/)
}

/** The names of the keys for which `wanted` holds, except those that may hold secrets. */
function where(wanted: (key: ReturnType<typeof allKeys>[number]) => boolean): string[] {
  return allKeys()
    .filter((key) => wanted(key) && !BY_NAME_ONLY.has(key.name))
    .map((key) => key.name)
}

/** The templates for marks. {@link REQUIRED} is added to each. {@link CONTENT_HASH} is in all but `mark_web`. */
export const MARK_TEMPLATES: Readonly<Record<string, () => string[]>> = {
  /** For servers, libraries and the command line: the reference program's, without `$` keys and EMBEDDED_TMPDIR. */
  mark_default: () => [...words(OF_THE_COMMIT + OF_THE_BUILD + OF_IMAGES), CONTENT_HASH],
  /** For files that anybody can download: no people, machines, paths, messages or internal URLs. */
  mark_web: () => words('ARTIFACT_TYPE HASH COMMIT_ID TAG BUILD_ID CHALK_PTR METADATA_HASH'),
  /** Enough to find the report and to check the mark. */
  mark_minimal: () =>
    words(
      `DATETIME_WHEN_CHALKED CHALK_PTR METADATA_HASH INJECTOR_PUBLIC_KEY SIGNATURE SIGNING ${CONTENT_HASH}`,
    ),
  /**
   * `mark_default` without everything that differs between two builds of one commit. The reference program's
   * template drops only times and CHALK_RAND. But a clone by SSH has another ORIGIN_URI than one by HTTPS, and
   * clones often lack tags. Signed marks differ in any case, since ECDSA signatures are random.
   */
  mark_reproducible: () => [...words(OF_THE_COMMIT), CONTENT_HASH],
  /** Nearly everything that can be known when a mark is made. Names people and machines. */
  mark_large: () => [...where((key) => key.time === 'chalk' && !NOT_IN_LARGE.has(key.name)), CONTENT_HASH],
  /** Everything that can be known when a mark is made, except what may hold secrets. */
  mark_all: () => [...where((key) => key.time === 'chalk'), CONTENT_HASH],
}

/** The templates for reports. */
export const REPORT_TEMPLATES: Readonly<Record<string, () => string[]>> = {
  /** What an insert reports: the reference program's without containers, processes and the network. */
  report_default: () => words(REPORT),
  /** Every key of the catalogue, except what may hold secrets. */
  report_all: () => where(() => true),
  /** Nearly everything: without tables of the network, results of tools, and what repeats other keys. */
  report_large: () =>
    where(({ name }) => !NOT_IN_LARGE.has(name) && !TABLES.has(name) && !name.endsWith('_NODENAME')),
  /** The same as `report_default`, by the name that the reference program has for it. */
  insertion_default: () => words(REPORT),
  /** That a program still runs: for reports every few seconds. */
  heartbeat: () =>
    words(`
      _OPERATION _ACTION_ID _TIMESTAMP _DATETIME _EXEC_ID _HEARTBEAT_COUNT _MONOTIME _SINCE_TIMESTAMP
      _SINCE_MONOTIME _OP_ERRORS
    `),
  /** That Chalkmark ran, and how it went: nothing of what it worked on, where, or for whom. */
  usage: () =>
    words(`
      _OPERATION _ACTION_ID _TIMESTAMP _OP_CHALKER_VERSION _OP_CHALKER_COMMIT_ID _OP_PLATFORM _OP_CHALK_COUNT
      _OP_UNMARKED_COUNT _OP_EXIT_CODE _CHALK_RUN_TIME
    `),
  /** Who ran what where. */
  audit: () =>
    words(`
      _OPERATION _ACTION_ID _TIMESTAMP _DATETIME _OP_ARGV _OP_CMD_FLAGS _OP_EXE_NAME _OP_EXE_PATH _OP_SEARCH_PATH _ENV
      _OP_HOSTNAME _OP_HOST_NODENAME _OP_PLATFORM _OP_CHALKER_VERSION _OP_CHALK_COUNT _OP_UNMARKED_COUNT _OP_ERRORS
      _OP_FAILED_KEYS _OP_EXIT_CODE _CHALK_RUN_TIME _CHALK_EXTERNAL_ACTION_AUDIT _TENANT_ID
    `),
  /** Nothing. */
  null: () => [],
}
