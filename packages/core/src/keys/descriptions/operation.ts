/** The operation that a report tells of, and the program that ran it. */

export const operation: Readonly<Record<string, string>> = {
  _OPERATION:
    'What was done: `insert`, `extract`, `delete`, `build`, `push`, `exec`, `heartbeat`, `env`, `load`, `setup` or `docker`.',
  _ACTION_ID: '64 random bits in hex that identify this one operation.',
  _CHALKS:
    'One object for each marked artifact of the operation. A report whose template leaves it out tells of the host only.',
  _COLLECTED_ARTIFACTS:
    'Objects like those of `_CHALKS` for what was looked at but need not be marked, such as a base image.',
  _UNMARKED:
    'Paths of artifacts without a mark. After an insert: those that should have got one and did not.',
  _OP_CHALK_COUNT: 'How many marked artifacts the operation dealt with.',
  _OP_UNMARKED_COUNT:
    'How many artifacts were seen that carry no mark. Declared as a string, written as a number.',
  _OP_ERRORS: 'Problems of the operation that belong to no single artifact, one line each.',
  _OP_FAILED_KEYS: 'Host keys that could not be found out, each with the reasons.',
  _TIMESTAMP: 'When the operation took place, in milliseconds since 1970-01-01 UTC.',
  _DATE: 'Calendar date of the operation, without the time of day.',
  _TIME: 'Time of day of the operation, without the date.',
  _TZ_OFFSET: 'How far the clock of the operation was from UTC.',
  _DATETIME: 'When the operation took place, as an ISO 8601 date and time with its offset from UTC.',
  INJECTOR_CHALK_ID: 'CHALK_ID of the chalk program that made the mark, if that is marked itself.',
  INJECTOR_PUBLIC_KEY: 'Public key with which signatures of the program that made the mark can be checked.',
  INJECTOR_VERSION: 'Version of the program that made the mark.',
  INJECTOR_COMMIT_ID: 'Commit that the program which made the mark was built from.',
  INJECTOR_ARGV: 'Command line of the program that made the mark.',
  INJECTOR_ENV:
    'Environment of the program that made the mark: every name, but only those values that the config shows.',
  _EXEC_ID: 'Identifies one start of a program; its first report and all its heartbeats carry the same.',
  _HEARTBEAT_COUNT: 'Which heartbeat of a started program this report is, counted from 1.',
  _MONOTIME:
    'Reading of the monotonic clock at the time of the operation: it never jumps, but its zero means nothing.',
  _SINCE_TIMESTAMP: 'Time passed on the wall clock since the first report of the same `_EXEC_ID`.',
  _SINCE_MONOTIME: 'Time passed on the monotonic clock since the first report of the same `_EXEC_ID`.',
  _ARGV: 'Arguments of the operation, without the program itself.',
  _ENV: 'Environment of the operation: every name, but only those values that the config shows.',
  _OP_EXIT_CODE: 'Exit code with which the operation ended.',
  _OP_CMD_FLAGS: 'Flags of the command after defaults and short forms were resolved.',
  _OP_SEARCH_PATH: 'Files and folders in which artifacts were looked for.',
  _OP_EXE_NAME: 'File name of the program that ran the operation.',
  _OP_EXE_PATH: 'Folder of the program that ran the operation.',
  _OP_ARGV: 'Command line of the operation, starting with the program.',
  _OP_ANCESTOR_ARGVS: 'Command lines of the parent process, its parent and so on.',
  _OP_CONFIG: 'Text of the config file that the operation used, if there was one.',
  _OP_CHALKER_COMMIT_ID: 'Commit that the program which ran the operation was built from.',
  _OP_CHALKER_VERSION: 'Version of the program that ran the operation.',
  _OP_HOST_REPORT_KEYS:
    'Names of the host keys that the main report holds, for reports that leave out the values.',
  _CHALK_EXTERNAL_ACTION_AUDIT:
    'Pairs that log what code in the config did outside the program: files written, requests sent, commands run.',
  _CHALK_RUN_TIME: 'Time from the start of the program to the making of the report, in microseconds.',
  _TENANT_ID: 'Like TENANT_ID_WHEN_CHALKED, set for the operation that the report is about.',
}

/** The machine and its network, when the mark was made and when an operation ran. */
export const host: Readonly<Record<string, string>> = {
  HOST_SYSNAME_WHEN_CHALKED:
    'Name of the operating system that made the mark: `sysname` of uname(2), such as `Linux`.',
  HOST_NODENAME_WHEN_CHALKED: 'Network name of the machine that made the mark: `nodename` of uname(2).',
  HOST_RELEASE_WHEN_CHALKED: 'Kernel release of the machine that made the mark: `release` of uname(2).',
  HOST_VERSION_WHEN_CHALKED: 'Kernel build of the machine that made the mark: `version` of uname(2).',
  HOST_MACHINE_WHEN_CHALKED:
    'Processor architecture of the machine that made the mark: `machine` of uname(2).',
  PUBLIC_IPV4_ADDR_WHEN_CHALKED:
    'Local IPv4 address from which the machine that made the mark reaches the internet. Found without sending anything.',
  PLATFORM_WHEN_CHALKED:
    'Operating system and architecture on which the mark was made, such as `GNU/Linux x86_64`.',
  _OP_PLATFORM: 'Operating system and architecture on which the operation ran.',
  _OP_HOSTNAME: 'Host name of the machine that ran the operation.',
  _OP_HOST_SYSNAME: 'Name of the operating system that ran the operation: `sysname` of uname(2).',
  _OP_HOST_NODENAME: 'Network name of the machine that ran the operation: `nodename` of uname(2).',
  _OP_HOST_RELEASE: 'Kernel release of the machine that ran the operation: `release` of uname(2).',
  _OP_HOST_VERSION: 'Kernel build of the machine that ran the operation: `version` of uname(2).',
  _OP_HOST_MACHINE: 'Processor architecture of the machine that ran the operation: `machine` of uname(2).',
  _OP_PUBLIC_IPV4_ADDR:
    'Local IPv4 address from which the machine that ran the operation reaches the internet.',
  _OP_TCP_SOCKET_INFO:
    "TCP sockets, a row each: local address and port, remote address and port, state, owner's user id, inode. Linux only.",
  _OP_UDP_SOCKET_INFO: 'UDP sockets, a row each with the columns of `_OP_TCP_SOCKET_INFO`. Linux only.',
  _OP_IPV4_ROUTES:
    "IPv4 routing table, a row each: destination, gateway, netmask, interface, then the kernel's counters and limits. Linux only.",
  _OP_IPV6_ROUTES:
    "IPv6 routing table, a row each: destination and source with prefix lengths, next hop, interface, then the kernel's counters. Linux only.",
  _OP_IPV4_INTERFACES: 'Traffic of each network interface: eight counters received, eight sent. Linux only.',
  _OP_IPV6_INTERFACES:
    'IPv6 state of each network interface: device number, prefix length, scope and flags. Linux only.',
  _OP_ARP_TABLE:
    'Neighbours on the local network, a row each: IP address, hardware type, flags, hardware address, mask, interface. Linux only.',
  _OP_CPU_INFO: 'Load averages, running and total processes and the last process id, as text. Linux only.',
  _OP_ALL_PS_INFO:
    'Every visible process by its id: state, parents, times, owners, command line and more. Linux only.',
  _NETWORK_PARTIAL_TRACEROUTE_IPS:
    'First hops from the machine towards the internet, by the address that was probed.',
  _OP_HOSTINFO: 'Kernel build of the machine. Renamed to `_OP_HOST_VERSION` in 0.4.0.',
  _OP_NODENAME: 'Network name of the machine. Renamed to `_OP_HOST_NODENAME` in 0.4.0.',
}

/** A process that was started from an artifact. Chalkmark starts none; the reference program does. */
export const process: Readonly<Record<string, string>> = {
  _PROCESS_PID: 'Process id of the program that was started from the artifact.',
  _PROCESS_DETAIL:
    'Most of what the other `_PROCESS_` keys hold, in one object like those of `_OP_ALL_PS_INFO`.',
  _PROCESS_PARENT_PID: "Process id of the started program's parent.",
  _PROCESS_START_TIME: 'When the process started, in seconds since the machine booted.',
  _PROCESS_UTIME: 'Processor time that the process spent in user mode, in seconds.',
  _PROCESS_STIME: 'Processor time that the process spent in the kernel, in seconds.',
  _PROCESS_CHILDREN_UTIME:
    'User-mode processor time of the children that the process has waited for, in seconds.',
  _PROCESS_CHILDREN_STIME:
    'Kernel processor time of the children that the process has waited for, in seconds.',
  _PROCESS_STATE: 'Scheduler state of the process, such as `Running`, `Sleeping` or `Zombie`.',
  _PROCESS_PGID: 'Process group of the started program.',
  _PROCESS_UMASK: 'File mode bits that the process takes away from the files it makes.',
  _PROCESS_UID: 'Real, effective, saved and file system user id of the process, in that order.',
  _PROCESS_GID: 'Real, effective, saved and file system group id of the process, in that order.',
  _PROCESS_NUM_FD_SIZE: 'How many file descriptor slots the process has been given.',
  _PROCESS_GROUPS: 'Supplementary groups of the process.',
  _PROCESS_SECCOMP_STATUS:
    'Whether system calls of the process are limited by seccomp: `disabled`, `strict` or `filter`.',
  _PROCESS_ARGV: 'Command line of the started program.',
  _PROCESS_CWD: 'Working directory of the process.',
  _PROCESS_EXE_PATH: 'Path of the executable that the process runs.',
  _PROCESS_COMMAND_NAME: 'Short name of the process, as the kernel keeps it.',
  _PROCESS_FD_INFO: 'What each open file descriptor of the process is, by its number.',
  _PROCESS_MOUNT_INFO: 'File systems that the process sees mounted, an object each.',
}
