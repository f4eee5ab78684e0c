import { defineCommand } from '../command.js'
import { common, HEADINGS, option, strict, under } from '../options.js'

export interface EnvFlags {
  keys?: string
}

export const env = () =>
  defineCommand<EnvFlags>({
    name: 'env',
    summary: 'Report on the machine, network, cloud and repository here.',
    options: [
      ...under(HEADINGS.marks, [
        option('--report <file>', 'Write the report to this file, too.'),
        option('--keys <template>', 'Which keys the report holds. Default: report_all.'),
      ]),
      ...strict(),
      ...common(),
    ],
    examples: [
      ['chalkmark env', 'print the report'],
      ['chalkmark env --report env.json --quiet', 'write it to a file only'],
    ],
    runsConfig: true,
    load: () => import('../actions/env.js'),
  })
