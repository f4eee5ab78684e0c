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
