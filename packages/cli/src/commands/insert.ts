import { defineCommand } from '../command.js'
import {
  choice,
  common,
  dryRun,
  durable,
  embedded,
  files,
  HEADINGS,
  marks,
  onOff,
  option,
  strict,
  under,
} from '../options.js'

export interface InsertFlags {
  dryRun?: boolean
  virtualFile?: string
}

export const insert = () =>
  defineCommand<InsertFlags>({
    name: 'insert',
    arguments: '[paths...]',
    summary: 'Mark artifacts in place, and report what was marked.',
    options: [
      ...marks(),
      ...files(),
      ...embedded(),
      ...under(HEADINGS.files, [
        choice(
          '--target',
          ['web', 'node'],
          'web: browsers load the files. Default: web where an output holds pages.',
        ),
        ...onOff('missing', 'Only artifacts without a valid mark. Default: for what browsers load.'),
      ]),
      ...under(HEADINGS.writing, [
        option('--virtual-file <file>', 'Write marks into this file, one a line, and not into artifacts.'),
      ]),
      ...dryRun(),
      ...durable(),
      ...strict(),
      ...common(),
    ],
    examples: [
      ['chalkmark insert dist', 'mark what a build made; the report is chalk-report.json'],
      ['chalkmark insert --missing --target node .', 'mark what nobody has marked yet'],
      ['chalkmark insert --dry-run --json target/app.jar', 'see what a mark would hold'],
      ['chalkmark insert --key X-TEAM=web --report build/report.json dist', 'a key of your own'],
    ],
    runsConfig: true,
    load: () => import('../actions/insert.js'),
  })
