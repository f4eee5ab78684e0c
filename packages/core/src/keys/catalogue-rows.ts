/**
 * Every key that a mark or a report may hold, by family: the one table that names, types and places them.
 *
 * A line is: name, time and scope, the first release of the format that had it, type. Time is `c` for chalk time
 * (known when the mark is made, so it may stand in one) or `r` for run time (of the operation that a report
 * tells of, so it never does). Scope is `h` for host (one value for the whole operation) or `a` for artifact
 * (a value for each). `{}` after them: `{chalk_id}` and its like are filled in. Types are those of type.ts.
 *
 * It is text, parsed at the first look-up, because a bundler plugin loads it with every build and a build that
 * marks nothing should not pay for 550 objects. What the keys mean is in descriptions/.
 *
 * Names, types and places are those of chalk 1.1.3, with the keys that earlier and later releases write.
 */
export const CATALOGUE = {
  mark: `
MAGIC ch 0.1.0 string
CHALK_ID ca 0.1.0 string
CHALK_VERSION ca 0.1.0 string
EARLIEST_VERSION ch 0.1.0 string
TIMESTAMP_WHEN_CHALKED ch 0.1.0 int
DATE_CHALKED ch 0.1.0 string
TIME_CHALKED ch 0.1.0 string
TZ_OFFSET_WHEN_CHALKED ch 0.1.0 string
DATETIME_WHEN_CHALKED ch 0.1.0 string
CHALK_PTR ca{} 0.1.0 string
CHALK_RAND ca 0.1.0 string
TENANT_ID_WHEN_CHALKED ch 0.1.0 string
OLD_CHALK_METADATA_HASH ca 0.1.0 string
OLD_CHALK_METADATA_ID ca 0.1.0 string
ERR_INFO ca 0.1.0 list[string]
FAILED_KEYS ca 0.4.13 dict[string, list[any]]
METADATA_HASH ca 0.1.0 string
METADATA_ID ca 0.1.0 string
SIGNATURE ca 0.1.0 string
SIGNING ca 0.1.0 bool
`,
  artifact: `
ARTIFACT_TYPE ca 0.1.0 string
HASH ca 0.1.0 string
PRE_CHALK_HASH ca 0.1.1 string
_CURRENT_HASH ra 0.1.0 string
PATH_WHEN_CHALKED ca 0.1.2 string
PATH_WITHIN_ZIP ca 0.1.0 string
CONTAINING_ARTIFACT_WHEN_CHALKED ca 0.1.0 string
DERIVED_FROM_CHALK_ID ca 1.1.0 string
ARTIFACT_VERSION ca 0.1.0 string
STORE_URI ca{} 0.1.0 string
PACKAGE_URI ca{} 0.1.0 string
EMBEDDED_CHALK ca 0.1.0 any
EMBEDDED_TMPDIR ca 0.1.0 string
_ERR_INFO ra 1.2.0 list[string]
_FAILED_KEYS ra 1.2.0 dict[string, list[any]]
_OP_ARTIFACT_TYPE ra 0.1.0 string
_OP_ARTIFACT_CONTEXT ra 0.5.0 string
_OP_ARTIFACT_PATH ra 0.1.0 string
_OP_ARTIFACT_ACCESSED ra 0.6.0 bool
_OP_ARTIFACT_MOUNTED ra 0.6.0 bool
_OP_ARTIFACT_ENV_VAR_NAME ra 0.6.0 string
_OP_ARTIFACT_PATH_WITHIN_VCTL ra 0.6.0 string
_VALIDATED_METADATA ra 0.1.0 bool
_VALIDATED_SIGNATURE ra 0.1.0 bool
_VIRTUAL ra 0.1.0 bool
_OP_CHALKED_KEYS ra 0.1.0 list[string]
_OP_ARTIFACT_REPORT_KEYS ra 0.1.0 list[string]
_STORE_URI ra{} 0.1.0 string
_SIGNATURES ra 0.4.0 list[dict[string, string]]
_INVALID_SIGNATURE ra 0.1.0 bool
_SIGNATURE ra 0.1.0 dict[string, string]
`,
  git: `
ORIGIN_URI ca{} 0.1.0 string
AUTHOR ca 0.1.2 string
DATE_AUTHORED ca 0.1.2 string
TIMESTAMP_AUTHORED ca 0.5.0 int
COMMITTER ca 0.1.2 string
DATE_COMMITTED ca 0.1.2 string
TIMESTAMP_COMMITTED ca 0.1.2 int
COMMIT_MESSAGE ca 0.3.3 string
BRANCH ca 0.1.0 string
TAG ca 0.3.0 string
TAG_SIGNED ca 0.3.0 bool
TAGGER ca 0.3.0 string
DATE_TAGGED ca 0.3.0 string
TIMESTAMP_TAGGED ca 0.5.0 int
TAG_MESSAGE ca 0.3.3 string
COMMIT_ID ca 0.1.0 string
COMMIT_SIGNED ca 0.3.0 bool
_ORIGIN_URI rh{} 0.4.0 string
_AUTHOR rh 0.4.0 string
_DATE_AUTHORED rh 0.4.0 string
_TIMESTAMP_AUTHORED rh 0.5.0 int
_COMMITTER rh 0.4.0 string
_DATE_COMMITTED rh 0.4.0 string
_TIMESTAMP_COMMITTED rh 0.5.0 int
_COMMIT_MESSAGE rh 0.4.0 string
_BRANCH rh 0.4.0 string
_TAG rh 0.4.0 string
_TAG_SIGNED rh 0.4.0 bool
_TAGGER rh 0.4.0 string
_DATE_TAGGED rh 0.4.0 string
_TIMESTAMP_TAGGED rh 0.5.0 int
_TAG_MESSAGE rh 0.4.0 string
_COMMIT_ID rh 0.4.0 string
_COMMIT_SIGNED rh 0.4.0 bool
CODE_OWNERS ca 0.1.0 string
VCS_DIR_WHEN_CHALKED ca 0.1.0 string
VCS_MISSING_FILES ca 0.5.6 list[string]
VCS_MODIFIED_FILES ca 1.1.3 list[string]
VCS_UNTRACKED_FILES ca 1.1.3 list[string]
VCS_DIFF_STAT ca 1.1.3 dict[string, int]
VCS_DIFF_PATCH ca 1.1.3 string
_VCS_MISSING_FILES rh 1.1.3 list[string]
_VCS_MODIFIED_FILES rh 1.1.3 list[string]
_VCS_UNTRACKED_FILES rh 1.1.3 list[string]
_VCS_DIFF_STAT rh 1.1.3 dict[string, int]
_VCS_DIFF_PATCH rh 1.1.3 string
`,
  build: `
BUILD_ORIGIN_URI ch 0.5.5 string
BUILD_ORIGIN_ID ch 0.4.1 string
BUILD_ORIGIN_KEY ch 0.4.1 string
BUILD_ORIGIN_OWNER_ID ch 0.4.1 string
BUILD_ORIGIN_OWNER_KEY ch 0.4.1 string
BUILD_REF ch 0.6.4 string
BUILD_ID ch 0.1.0 string
BUILD_UNIQUE_ID ch 0.6.0 string
BUILD_URI ch{} 0.1.0 string
BUILD_API_URI ch{} 0.1.0 string
BUILD_ATTEMPT ch 0.6.1 string
BUILD_COMMIT_ID ch 0.4.5 string
BUILD_TRIGGER ch 0.1.0 string
BUILD_WORKFLOW_NAME ch 0.6.4 string
BUILD_WORKFLOW_PATH ch 0.6.4 string
BUILD_WORKFLOW_HASH ch 0.6.4 string
BUILD_CONTACT ch 0.1.0 list[string]
_BUILD_ORIGIN_URI rh 0.6.0 string
_BUILD_ORIGIN_ID rh 0.6.0 string
_BUILD_ORIGIN_KEY rh 0.6.0 string
_BUILD_ORIGIN_OWNER_ID rh 0.6.0 string
_BUILD_ORIGIN_OWNER_KEY rh 0.6.0 string
_BUILD_REF rh 0.6.4 string
_BUILD_ID rh 0.6.0 string
_BUILD_UNIQUE_ID rh 0.6.0 string
_BUILD_URI rh{} 0.6.0 string
_BUILD_API_URI rh{} 0.6.0 string
_BUILD_ATTEMPT rh 0.6.1 string
_BUILD_COMMIT_ID rh 0.6.0 string
_BUILD_TRIGGER rh 0.6.0 string
_BUILD_WORKFLOW_NAME rh 0.6.4 string
_BUILD_WORKFLOW_PATH rh 0.6.4 string
_BUILD_WORKFLOW_HASH rh 0.6.4 string
_BUILD_CONTACT rh 0.6.0 list[string]
`,
  tool: `
CALLER_ATTESTED_INFO ch 1.1.0 any
CALLER_ATTESTED_HOST_INFO ch 1.1.0 any
CALLER_ATTESTED_BUILD_INFO ch 1.1.0 any
CALLER_ATTESTED_ARTIFACT_INFO ca 1.1.0 dict[string, any]
CALLER_ATTESTED_UNTRACKED_ARTIFACT_INFO rh 1.1.0 dict[string, any]
SBOM ca 0.1.0 dict[string, dict[string, any]]
SECRET_SCANNER ca 0.5.4 dict[string, dict[string, any]]
EXTERNAL_TOOL_DURATION ca 0.5.4 dict[string, dict[string, int]]
SAST ca 0.1.0 dict[string, any]
`,
  operation: `
_OPERATION rh 0.1.0 string
_ACTION_ID rh 0.1.0 string
_CHALKS rh 0.1.0 list[dict[string, any]]
_COLLECTED_ARTIFACTS rh 0.5.0 list[dict[string, any]]
_UNMARKED rh 0.1.0 list[string]
_OP_CHALK_COUNT rh 0.1.0 int
_OP_UNMARKED_COUNT rh 0.1.0 string
_OP_ERRORS rh 0.1.0 list[string]
_OP_FAILED_KEYS rh 0.4.13 dict[string, list[any]]
_TIMESTAMP rh 0.1.0 int
_DATE rh 0.1.0 string
_TIME rh 0.1.0 string
_TZ_OFFSET rh 0.1.0 string
_DATETIME rh 0.1.0 string
INJECTOR_CHALK_ID ch 0.1.0 string
INJECTOR_PUBLIC_KEY ch 0.1.0 string
INJECTOR_VERSION ch 0.1.0 string
INJECTOR_COMMIT_ID ch 0.1.0 string
INJECTOR_ARGV ch 0.1.0 list[string]
INJECTOR_ENV ch 0.1.0 dict[string, string]
_EXEC_ID rh 0.4.14 string
_HEARTBEAT_COUNT rh 1.2.0 int
_MONOTIME rh 1.2.0 int
_SINCE_TIMESTAMP rh 1.2.0 int
_SINCE_MONOTIME rh 1.2.0 int
_ARGV rh 0.1.0 list[string]
_ENV rh 0.1.0 dict[string, string]
_OP_EXIT_CODE rh 0.4.13 int
_OP_CMD_FLAGS rh 0.1.0 list[string]
_OP_SEARCH_PATH rh 0.1.0 list[string]
_OP_EXE_NAME rh 0.1.0 string
_OP_EXE_PATH rh 0.1.0 string
_OP_ARGV rh 0.1.0 list[string]
_OP_ANCESTOR_ARGVS rh 1.0.0 list[list[string]]
_OP_CONFIG rh 0.1.0 string
_OP_CHALKER_COMMIT_ID rh 0.1.0 string
_OP_CHALKER_VERSION rh 0.1.0 string
_OP_HOST_REPORT_KEYS rh 0.1.0 list[string]
_CHALK_EXTERNAL_ACTION_AUDIT rh 0.1.1 list[(string, string)]
_CHALK_RUN_TIME rh 0.1.1 int
_TENANT_ID rh 0.1.0 string
`,
  host: `
HOST_SYSNAME_WHEN_CHALKED ch 0.4.0 string
HOST_NODENAME_WHEN_CHALKED ch 0.4.0 string
HOST_RELEASE_WHEN_CHALKED ch 0.4.0 string
HOST_VERSION_WHEN_CHALKED ch 0.4.0 string
HOST_MACHINE_WHEN_CHALKED ch 0.4.0 string
PUBLIC_IPV4_ADDR_WHEN_CHALKED ch 0.1.3 string
PLATFORM_WHEN_CHALKED ch 0.1.0 string
_OP_PLATFORM rh 0.1.0 string
_OP_HOSTNAME rh 0.1.0 string
_OP_HOST_SYSNAME rh 0.4.0 string
_OP_HOST_NODENAME rh 0.4.0 string
_OP_HOST_RELEASE rh 0.4.0 string
_OP_HOST_VERSION rh 0.4.0 string
_OP_HOST_MACHINE rh 0.4.0 string
_OP_PUBLIC_IPV4_ADDR rh 0.1.3 string
_OP_TCP_SOCKET_INFO rh 0.1.0 list[list[any]]
_OP_UDP_SOCKET_INFO rh 0.1.0 list[list[any]]
_OP_IPV4_ROUTES rh 0.1.0 list[list[any]]
_OP_IPV6_ROUTES rh 0.1.0 list[list[any]]
_OP_IPV4_INTERFACES rh 0.1.0 dict[string, list[list[int]]]
_OP_IPV6_INTERFACES rh 0.1.0 dict[string, list[any]]
_OP_ARP_TABLE rh 0.1.0 list[list[any]]
_OP_CPU_INFO rh 0.1.0 dict[string, string]
_OP_ALL_PS_INFO rh 0.1.0 dict[string, dict[string, string]]
_NETWORK_PARTIAL_TRACEROUTE_IPS rh 0.4.13 dict[string, list[string]]
_OP_HOSTINFO rh 0.1.0 string
_OP_NODENAME rh 0.1.0 string
`,
  process: `
_PROCESS_PID ra 0.1.0 int
_PROCESS_DETAIL ra 0.1.0 dict[string, any]
_PROCESS_PARENT_PID ra 0.1.0 int
_PROCESS_START_TIME ra 0.1.0 float
_PROCESS_UTIME ra 0.1.0 float
_PROCESS_STIME ra 0.1.2 float
_PROCESS_CHILDREN_UTIME ra 0.1.0 float
_PROCESS_CHILDREN_STIME ra 0.1.0 float
_PROCESS_STATE ra 0.1.0 string
_PROCESS_PGID ra 0.1.0 int
_PROCESS_UMASK ra 0.1.0 int
_PROCESS_UID ra 0.1.0 list[int]
_PROCESS_GID ra 0.1.0 list[int]
_PROCESS_NUM_FD_SIZE ra 0.1.0 int
_PROCESS_GROUPS ra 0.1.0 list[int]
_PROCESS_SECCOMP_STATUS ra 0.1.0 string
_PROCESS_ARGV ra 0.1.0 list[string]
_PROCESS_CWD ra 0.1.0 string
_PROCESS_EXE_PATH ra 0.1.0 string
_PROCESS_COMMAND_NAME ra 0.1.0 string
_PROCESS_FD_INFO ra 0.1.0 dict[string, dict[string, any]]
_PROCESS_MOUNT_INFO ra 0.1.0 list[dict[string, any]]
`,
  docker: `
DOCKER_FILE ca 0.1.0 string
DOCKER_FILE_CHALKED ca 0.4.0 string
DOCKERFILE_PATH ca 0.1.0 string
DOCKERFILE_PATH_WITHIN_VCTL ca 0.4.13 string
DOCKER_PLATFORM ca 0.1.0 string
DOCKER_PLATFORMS ca 0.4.0 list[string]
DOCKER_LABELS ca 0.1.0 dict[string, string]
DOCKER_ANNOTATIONS ca 0.5.0 dict[string, string]
DOCKER_TAGS ca 0.1.0 list[string]
DOCKER_CONTEXT ca 0.1.0 string
DOCKER_ADDITIONAL_CONTEXTS ca 0.1.0 dict[string, string]
DOCKER_CHALK_ADDED_LABELS ca 0.1.0 dict[string, string]
DOCKER_CHALK_ADDED_TO_DOCKERFILE ca 0.1.0 list[string]
DOCKER_TARGET ca 0.4.9 string
DOCKER_BASE_IMAGE_CHALK ca 0.5.0 any
DOCKER_BASE_IMAGE_METADATA_ID ca 0.5.0 any
DOCKER_BASE_IMAGE ca 0.4.0 string
DOCKER_BASE_IMAGE_REPO ca 0.4.0 string
DOCKER_BASE_IMAGE_REGISTRY ca 0.5.0 string
DOCKER_BASE_IMAGE_NAME ca 0.5.0 string
DOCKER_BASE_IMAGE_TAG ca 0.4.0 string
DOCKER_BASE_IMAGE_DIGEST ca 0.4.0 string
DOCKER_BASE_IMAGE_CONFIG_DIGEST ca 0.6.7 string
DOCKER_BASE_IMAGES ca 0.4.9 dict[string, any]
DOCKER_COPY_IMAGES ca 0.4.9 dict[string, any]
_DOCKER_CLIENT_VERSION rh 0.4.0 string
_DOCKER_SERVER_VERSION rh 0.4.0 string
_DOCKER_BUILDX_VERSION rh 0.4.0 string
_DOCKER_INFO rh 0.4.0 string
_DOCKER_BUILDER_BUILDKIT_VERSION rh 0.4.0 string
_DOCKER_BUILDER_INFO rh 0.4.0 string
_DOCKER_BUILDER_NODES_INFO rh 0.5.0 dict[string, string]
_DOCKER_BUILDER_NODES_CONFIG rh 0.5.0 dict[string, any]
_DOCKER_USED_REGISTRIES rh 0.5.0 dict[string, any]
_REPO_TAGS ra 0.1.0 dict[string, dict[string, dict[string, string]]]
_REPO_DIGESTS ra 0.1.0 dict[string, dict[string, list[string]]]
_REPO_LIST_DIGESTS ra 0.5.0 dict[string, dict[string, list[string]]]
_REPO_BUILD_CONTEXTS ra 1.1.1 dict[string, dict[string, dict[string, string]]]
_REPO_BUILD_CONTEXT_TAR_SIZES ra 1.1.1 dict[string, dict[string, dict[string, int]]]
_REPO_BUILD_CONTEXT_SKIPPED_FILES ra 1.1.1 dict[string, dict[string, dict[string, dict[string, dict[string, any]]]]]
DOCKER_BUILD_CONTEXT_SNAPSHOTS ca 1.1.1 dict[string, dict[string, dict[string, dict[string, any]]]]
_REPO_URLS ra 0.1.0 dict[string, dict[string, string]]
DOCKER_CHALK_TEMPORARY_TAG ca 0.1.0 string
_FOUND_BASE_MARK ra 0.1.0 tuple[string, string]
`,
  image: `
_OP_ALL_IMAGE_METADATA ra 0.1.2 any
_IMAGE_CONFIG_DIGEST ra 0.6.7 string
_IMAGE_COMMENT ra 0.1.2 string
_IMAGE_CREATION_DATETIME ra 0.1.2 string
_IMAGE_DOCKER_VERSION ra 0.1.2 string
_IMAGE_AUTHOR ra 0.1.2 string
_IMAGE_ARCHITECTURE ra 0.1.2 string
_IMAGE_VARIANT ra 0.1.2 string
_IMAGE_OS ra 0.1.2 string
_IMAGE_OS_VERSION ra 0.1.2 string
_IMAGE_SIZE ra 0.1.2 int
_IMAGE_COMPRESSED_SIZE ra 0.4.0 int
_IMAGE_ROOT_FS_TYPE ra 0.1.2 string
_IMAGE_ROOT_FS_LAYERS ra 0.1.2 list[string]
_IMAGE_LAYERS ra 0.5.0 list[string]
_IMAGE_HOSTNAME ra 0.1.2 string
_IMAGE_DOMAINNAME ra 0.1.2 string
_IMAGE_USER ra 0.1.2 string
_IMAGE_EXPOSED_PORTS ra 0.1.2 dict[string, dict[string, any]]
_IMAGE_ENV ra 0.1.2 list[string]
_IMAGE_CMD ra 0.1.2 list[string]
_IMAGE_NAME ra 0.1.2 string
_IMAGE_HEALTHCHECK_TEST ra 0.1.2 list[string]
_IMAGE_HEALTHCHECK_INTERVAL ra 0.1.2 string
_IMAGE_HEALTHCHECK_TIMEOUT ra 0.1.2 string
_IMAGE_HEALTHCHECK_START_PERIOD ra 0.1.2 string
_IMAGE_HEALTHCHECK_START_INTERVAL ra 0.1.2 string
_IMAGE_HEALTHCHECK_RETRIES ra 0.1.2 int
_IMAGE_MOUNTS ra 0.1.2 dict[string, any]
_IMAGE_WORKINGDIR ra 0.1.2 string
_IMAGE_ENTRYPOINT ra 0.1.2 list[string]
_IMAGE_NETWORK_DISABLED ra 0.1.2 bool
_IMAGE_MAC_ADDR ra 0.1.2 string
_IMAGE_ONBUILD ra 0.1.2 list[string]
_IMAGE_LABELS ra 0.1.2 dict[string, string]
_IMAGE_ANNOTATIONS ra 0.5.0 dict[string, string]
_IMAGE_STOP_SIGNAL ra 0.1.2 string
_IMAGE_STOP_TIMEOUT ra 0.1.2 string
_IMAGE_SHELL ra 0.1.2 string
_IMAGE_PROVENANCE ra 0.4.0 any
_IMAGE_SBOM ra 0.4.0 any
_IMAGE_ID ra 0.1.0 string
_IMAGE_VIRTUAL_SIZE ra 0.1.0 int
_IMAGE_LAST_TAG_TIME ra 0.1.0 string
_IMAGE_STORAGE_METADATA ra 0.1.0 dict[string, string]
`,
  container: `
_OP_ALL_CONTAINER_METADATA ra 0.1.2 any
_INSTANCE_CONTAINER_ID ra 0.1.2 string
_INSTANCE_CREATION_DATETIME ra 0.1.2 string
_INSTANCE_ENTRYPOINT_PATH ra 0.1.2 string
_INSTANCE_ENTRYPOINT_ARGS ra 0.1.2 list[string]
_INSTANCE_ENV ra 0.1.2 list[string]
_INSTANCE_RESOLVE_CONF_PATH ra 0.1.2 string
_INSTANCE_HOSTNAME_PATH ra 0.1.2 string
_INSTANCE_HOSTS_PATH ra 0.1.2 string
_INSTANCE_LOG_PATH ra 0.1.2 string
_INSTANCE_IMAGE_ID ra 0.1.2 string
_INSTANCE_STATUS ra 0.1.2 string
_INSTANCE_PID ra 0.1.2 int
_INSTANCE_NAME ra 0.1.2 string
_INSTANCE_RESTART_COUNT ra 0.1.2 int
_INSTANCE_DRIVER ra 0.1.2 string
_INSTANCE_PLATFORM ra 0.1.2 string
_INSTANCE_MOUNT_LABEL ra 0.1.2 string
_INSTANCE_PROCESS_LABEL ra 0.1.2 string
_INSTANCE_APP_ARMOR_PROFILE ra 0.1.2 any
_INSTANCE_EXEC_IDS ra 0.1.2 any
_INSTANCE_BINDS ra 0.1.2 any
_INSTANCE_CONTAINER_ID_FILE ra 0.1.2 any
_INSTANCE_LOG_CONFIG ra 0.1.2 any
_INSTANCE_NETWORK_MODE ra 0.1.2 string
_INSTANCE_RESTART_POLICY_NAME ra 0.1.2 any
_INSTANCE_RESTART_RETRY_COUNT ra 0.1.2 any
_INSTANCE_AUTOREMOVE ra 0.1.2 any
_INSTANCE_VOLUME_DRIVER ra 0.1.2 any
_INSTANCE_VOLUMES_FROM ra 0.1.2 any
_INSTANCE_CONSOLE_SIZE ra 0.1.2 any
_INSTANCE_ADDED_CAPS ra 0.1.2 list[string]
_INSTANCE_DROPPED_CAPS ra 0.1.2 list[string]
_INSTANCE_CGROUP_NS_MODE ra 0.1.2 any
_INSTANCE_DNS ra 0.1.2 any
_INSTANCE_DNS_OPTIONS ra 0.1.2 any
_INSTANCE_DNS_SEARCH ra 0.1.2 any
_INSTANCE_EXTRA_HOSTS ra 0.1.2 any
_INSTANCE_GROUP_ADD ra 0.1.2 any
_INSTANCE_IPC_MODE ra 0.1.2 any
_INSTANCE_CGROUP ra 0.1.2 string
_INSTANCE_LINKS ra 0.1.2 any
_INSTANCE_OOM_SCORE_ADJ ra 0.1.2 any
_INSTANCE_PID_MODE ra 0.1.2 any
_INSTANCE_IS_PRIVILEGED ra 0.1.2 bool
_INSTANCE_PUBLISH_ALL_PORTS ra 0.1.2 any
_INSTANCE_READONLY_ROOT_FS ra 0.1.2 bool
_INSTANCE_SECURITY_OPT ra 0.1.2 any
_INSTANCE_UTS_MODE ra 0.1.2 any
_INSTANCE_USER_NS_MODE ra 0.1.2 any
_INSTANCE_SHM_SIZE ra 0.1.2 any
_INSTANCE_RUNTIME ra 0.1.2 string
_INSTANCE_ISOLATION ra 0.1.2 any
_INSTANCE_CPU_SHARES ra 0.1.2 any
_INSTANCE_MEMORY ra 0.1.2 any
_INSTANCE_NANO_CPUS ra 0.1.2 any
_INSTANCE_CGROUP_PARENT ra 0.1.2 any
_INSTANCE_BLOCKIO_WEIGHT ra 0.1.2 any
_INSTANCE_BLOCKIO_WEIGHT_DEVICE ra 0.1.2 any
_INSTANCE_BLOCKIO_DEVICE_READ_BPS ra 0.1.2 any
_INSTANCE_BLOCKIO_DEVICE_WRITE_BPS ra 0.1.2 any
_INSTANCE_BLOCKIO_DEVICE_READ_IOPS ra 0.1.2 any
_INSTANCE_BLOCKIO_DEVICE_WRITE_IOPS ra 0.1.2 any
_INSTANCE_CPU_PERIOD ra 0.1.2 any
_INSTANCE_CPU_QUOTA ra 0.1.2 any
_INSTANCE_CPU_REALTIME_PERIOD ra 0.1.2 any
_INSTANCE_CPU_REALTIME_RUNTIME ra 0.1.2 any
_INSTANCE_CPUSET_CPUS ra 0.1.2 any
_INSTANCE_CPUSET_MEMS ra 0.1.2 any
_INSTANCE_DEVICES ra 0.1.2 any
_INSTANCE_CGROUP_RULES ra 0.1.2 any
_INSTANCE_DEVICE_REQUESTS ra 0.1.2 any
_INSTANCE_MEMORY_RESERVATION ra 0.1.2 any
_INSTANCE_MEMORY_SWAP ra 0.1.2 any
_INSTANCE_MEMORY_SWAPPINESS ra 0.1.2 any
_INSTANCE_OOM_KILL_DISABLE ra 0.1.2 any
_INSTANCE_PIDS_LIMIT ra 0.1.2 any
_INSTANCE_ULIMITS ra 0.1.2 any
_INSTANCE_CPU_COUNT ra 0.1.2 any
_INSTANCE_CPU_PERCENT ra 0.1.2 any
_INSTANCE_IO_MAX_IOPS ra 0.1.2 any
_INSTANCE_IO_MAX_BPS ra 0.1.2 any
_INSTANCE_MASKED_PATHS ra 0.1.2 any
_INSTANCE_READONLY_PATHS ra 0.1.2 any
_INSTANCE_STORAGE_METADATA ra 0.1.2 any
_INSTANCE_MOUNTS ra 0.1.2 list[dict[string, any]]
_INSTANCE_HOSTNAME ra 0.1.2 string
_INSTANCE_DOMAINNAME ra 0.1.2 string
_INSTANCE_USER ra 0.1.2 string
_INSTANCE_ATTACH_STDIN ra 0.1.2 any
_INSTANCE_ATTACH_STDOUT ra 0.1.2 any
_INSTANCE_ATTACH_STDERR ra 0.1.2 any
_INSTANCE_EXPOSED_PORTS ra 0.1.2 any
_INSTANCE_HAS_TTY ra 0.1.2 bool
_INSTANCE_OPEN_STDIN ra 0.1.2 any
_INSTANCE_STDIN_ONCE ra 0.1.2 any
_INSTANCE_CMD ra 0.1.2 any
_INSTANCE_CONFIG_IMAGE ra 0.1.2 any
_INSTANCE_VOLUMES ra 0.1.2 any
_INSTANCE_WORKING_DIR ra 0.1.2 any
_INSTANCE_ENTRYPOINT ra 0.1.2 any
_INSTANCE_ONBUILD ra 0.1.2 any
_INSTANCE_LABELS ra 0.1.2 dict[string, string]
_INSTANCE_BRIDGE ra 0.1.2 any
_INSTANCE_SANDBOXID ra 0.1.2 any
_INSTANCE_HAIRPINMODE ra 0.1.2 any
_INSTANCE_LOCAL_IPV6 ra 0.1.2 any
_INSTANCE_LOCAL_IPV6_PREFIX_LEN ra 0.1.2 any
_INSTANCE_BOUND_PORTS ra 0.1.2 dict[string, dict[string, any]]
_INSTANCE_SANDBOX_KEY ra 0.1.2 any
_INSTANCE_SECONDARY_IPS ra 0.1.2 any
_INSTANCE_SECONDARY_IPV6_ADDRS ra 0.1.2 any
_INSTANCE_ENDPOINTID ra 0.1.2 any
_INSTANCE_GATEWAY ra 0.1.2 string
_INSTANCE_GLOBAL_IPV6_ADDRESS ra 0.1.2 string
_INSTANCE_GLOBAL_IPV6_PREFIX_LEN ra 0.1.2 any
_INSTANCE_IP ra 0.1.2 any
_INSTANCE_IP_PREFIX_LEN ra 0.1.2 any
_INSTANCE_IPV6_GATEWAY ra 0.1.2 string
_INSTANCE_MAC ra 0.1.2 string
_INSTANCE_NETWORKS ra 0.1.2 any
`,
  cloud: `
CLOUD_METADATA_WHEN_CHALKED ca 0.1.0 string
_OP_CLOUD_METADATA rh 0.1.0 dict[string, any]
_OP_CLOUD_SYS_VENDOR rh 0.4.13 string
_OP_CLOUD_PROVIDER rh 0.1.3 string
_OP_CLOUD_PROVIDER_ACCOUNT_INFO rh 0.1.3 any
_OP_CLOUD_PROVIDER_REGION rh 0.1.3 string
_OP_CLOUD_PROVIDER_IP rh 0.1.3 string
_OP_CLOUD_PROVIDER_INSTANCE_TYPE rh 0.1.3 string
_OP_CLOUD_PROVIDER_TAGS rh 0.1.3 any
_OP_CLOUD_PROVIDER_SERVICE_TYPE rh 0.1.3 string
_AZURE_INSTANCE_METADATA rh 0.1.3 dict[string, any]
_GCP_INSTANCE_METADATA rh 0.1.3 dict[string, any]
_GCP_PROJECT_METADATA rh 0.4.2 dict[string, any]
`,
  aws: `
_AWS_INSTANCE_IDENTITY_DOCUMENT rh 0.1.1 dict[string, any]
_AWS_INSTANCE_IDENTITY_PKCS7 rh 0.1.1 string
_AWS_INSTANCE_IDENTITY_SIGNATURE rh 0.1.1 string
_AWS_INSTANCE_MONITORING rh 0.1.1 string
_AWS_AMI_ID rh 0.1.1 string
_AWS_AMI_LAUNCH_INDEX rh 0.1.1 string
_AWS_AMI_MANIFEST_PATH rh 0.1.1 string
_AWS_ANCESTOR_AMI_IDS rh 0.1.1 string
_AWS_HOSTNAME rh 0.1.1 string
_AWS_IAM_INFO rh 0.1.1 dict[string, any]
_AWS_INSTANCE_ID rh 0.1.1 string
_AWS_INSTANCE_LIFE_CYCLE rh 0.1.1 string
_AWS_INSTANCE_TYPE rh 0.1.1 string
_AWS_IPV6_ADDR rh 0.1.1 string
_AWS_KERNEL_ID rh 0.1.1 string
_AWS_LOCAL_HOSTNAME rh 0.1.1 string
_AWS_LOCAL_IPV4_ADDR rh 0.1.1 string
_AWS_AZ rh 0.1.1 string
_AWS_AZ_ID rh 0.1.1 string
_AWS_PLACEMENT_GROUP rh 0.1.1 string
_AWS_DEDICATED_HOST_ID rh 0.1.1 string
_AWS_PARTITION_NUMBER rh 0.1.1 string
_AWS_REGION rh 0.1.1 string
_AWS_PUBLIC_HOSTNAME rh 0.1.1 string
_AWS_PUBLIC_IPV4_ADDR rh 0.1.1 string
_AWS_OPENSSH_PUBKEY rh 0.1.1 string
_AWS_SECURITY_GROUPS rh 0.1.1 list[string]
_AWS_SECURITY_GROUP_IDS rh 0.1.2 list[string]
_AWS_RESOURCE_DOMAIN rh 0.1.1 string
_AWS_PARTITION_NAME rh 0.1.1 string
_AWS_TAGS rh 0.1.1 dict[string, string]
_AWS_AUTOSCALING_TARGET_LIFECYCLE_STATE rh 0.1.2 string
_AWS_BLOCK_DEVICE_MAPPING_AMI rh 0.1.2 string
_AWS_BLOCK_DEVICE_MAPPING_ROOT rh 0.1.2 string
_AWS_BLOCK_DEVICE_MAPPING_SWAP rh 0.1.2 string
_AWS_EVENTS_MAINTENANCE_HISTORY rh 0.1.2 list[any]
_AWS_EVENTS_MAINTENANCE_SCHEDULED rh 0.1.2 list[any]
_AWS_EVENTS_RECOMMENDATIONS_REBALANCE rh 0.1.2 dict[string, any]
_AWS_IDENTITY_CREDENTIALS_EC2_INFO rh 0.1.2 dict[string, any]
_AWS_IDENTITY_CREDENTIALS_EC2_SECURITY_CREDENTIALS_EC2_INSTANCE rh 0.1.2 dict[string, any]
_AWS_INSTANCE_ACTION rh 0.1.2 string
_AWS_MAC rh 0.1.2 string
_AWS_INTERFACE_ID rh 0.1.2 string
_AWS_SUBNET_ID rh 0.1.2 string
_AWS_VPC_ID rh 0.1.2 string
_AWS_METRICS_VHOSTMD rh 0.1.2 string
_AWS_PRODUCT_CODES rh 0.1.2 string
_AWS_RAMDISK_ID rh 0.1.2 string
_AWS_RESERVATION_ID rh 0.1.2 string
_AWS_SPOT_INSTANCE_ACTION rh 0.1.2 string
_AWS_SPOT_TERMINATION_TIME rh 0.1.2 string
`,
  kubernetes: `
_EXEC_DEPLOYMENT_ID rh 1.1.0 string
_K8S_CLUSTER_ID rh 1.1.0 string
_K8S_CLUSTER_NAME rh 1.1.0 string
_K8S_CLUSTER_ENDPOINT rh 1.1.0 string
_K8S_CLUSTER_CLOUD_METADATA rh 1.1.0 dict[string, any]
_K8S_POD_NAMESPACE rh 1.1.0 string
_K8S_POD_NAME rh 1.1.0 string
_K8S_POD_LABELS rh 1.1.0 dict[string, string]
_K8S_POD_ANNOTATIONS rh 1.1.0 dict[string, string]
_K8S_POD_CONTAINER_NAME rh 1.1.0 string
_K8S_POD_MANIFEST rh 1.1.0 dict[string, any]
_K8S_CONTAINER_ENV_VAR_HASHES rh 1.1.0 dict[string, string]
_K8S_CONTAINER_VOLUME_MOUNT_HASHES rh 1.1.0 dict[string, string]
_K8S_CONTAINER_PORTS rh 1.1.0 list[string]
`,
  certificate: `
_X509_VERSION ra 0.6.0 int
_X509_SUBJECT ra 0.6.0 dict[string, string]
_X509_SUBJECT_SHORT ra 0.6.0 dict[string, string]
_X509_SUBJECT_ALTERNATIVE_NAME ra 0.6.0 string
_X509_SERIAL ra 0.6.0 string
_X509_KEY ra 0.6.0 string
_X509_KEY_TYPE ra 0.6.0 string
_X509_KEY_SIZE ra 0.6.0 int
_X509_KEY_USAGE ra 0.6.0 string
_X509_SIGNATURE ra 0.6.0 string
_X509_SIGNATURE_TYPE ra 0.6.0 int
_X509_EXTENDED_KEY_USAGE ra 0.6.0 string
_X509_BASIC_CONSTRAINTS ra 0.6.0 string
_X509_ISSUER ra 0.6.0 dict[string, string]
_X509_ISSUER_SHORT ra 0.6.0 dict[string, string]
_X509_SUBJECT_KEY_IDENTIFIER ra 0.6.0 string
_X509_AUTHORITY_KEY_IDENTIFIER ra 0.6.0 string
_X509_NOT_BEFORE ra 0.6.0 string
_X509_NOT_AFTER ra 0.6.0 string
_X509_EXTRA_EXTENSIONS ra 0.6.0 dict[string, string]
`,
  chalk: `
$CHALK_CONFIG ca 0.1.0 string
$CHALK_IMPLEMENTATION_NAME ca 0.1.0 string
$CHALK_LOAD_COUNT ca 0.1.0 string
$CHALK_PUBLIC_KEY ca 0.1.0 string
$CHALK_ENCRYPTED_PRIVATE_KEY ca 0.1.0 string
$CHALK_SAVED_COMPONENT_PARAMETERS ca 0.1.2 list[tuple[bool, string, string, typespec[any], any]]
$CHALK_COMPONENT_CACHE ca 0.1.2 dict[string, string]
$CHALK_MEMOIZE ca 0.3.4 dict[string, string]
$CHALK_API_KEY ca 0.1.0 string
$CHALK_API_REFRESH_TOKEN ca 0.1.0 string
$CHALK_ATTESTATION_TOKEN ca 0.1.0 string
$CHALK_SECRET_ENDPOINT_URI ca 0.1.0 string
`,
} as const

/** A family of keys: what they are about. */
export type Family = keyof typeof CATALOGUE
