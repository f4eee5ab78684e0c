import { defineCommand } from '../command.js'
import { common, HEADINGS, option, under } from '../options.js'

export interface ExecFlags {
  keys?: string
  postexec?: boolean
  heartbeat?: string
  onSignal?: string
  listen?: string
}

export const exec = () =>
  defineCommand<ExecFlags>({
    name: 'exec',
    arguments: '<command...>',
    summary: 'Start a program and report on it.',
    options: [
      ...under(HEADINGS.reports, [
        option('--report <file>', 'Write the report to this file, too.'),
        option('--keys <template>', 'Which keys the report holds. Default: report_all.'),
        option('--postexec', 'Report again when the program has ended.'),
        option('--heartbeat <time>', 'Report again and again while it runs, with this pause: 30s, 5m.'),
        option('--on-signal <name>', 'Report at this signal instead of passing it on: USR1, USR2, HUP.'),
        option('--listen <address>', 'Answer GET /healthz and GET /report there: 127.0.0.1:9090.'),
        option('--offline', 'Send no report to other machines; it waits. Default: CHALKMARK_OFFLINE.'),
      ]),
      // Standard output is the program's.
      ...common().filter(({ long }) => long !== '--json'),
    ],
    examples: [
      ['chalkmark exec -- node server.js', 'report to the sinks of config and environment'],
      ['chalkmark exec --report run.json -- ./app --port 80', 'write the report to a file'],
      ['chalkmark exec --heartbeat 30s -- node server.js', 'report that it still runs, too'],
    ],
    runsConfig: true,
    load: () => import('../actions/exec.js'),
  })
    // Options behind the program are the program's.
    .passThroughOptions()
