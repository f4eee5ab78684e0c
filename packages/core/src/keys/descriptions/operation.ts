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
