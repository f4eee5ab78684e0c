import { defineCommand } from '../../command.js'
import { common, files, HEADINGS, option, strict, under } from '../../options.js'

export const collect = () =>
  defineCommand({
    name: 'collect',
    arguments: '[paths...]',
    summary: 'Make a report of marked files that came without theirs, as from a build cache.',
    options: [
      ...files(),
      ...under(HEADINGS.reports, [
        option('--report <file>', 'Where the report goes; - is stdout. Default: chalk-report.json.'),
        option('--offline', 'Send no report to other machines; it waits. Default: CHALKMARK_OFFLINE.'),
      ]),
      ...strict(),
      ...common(),
    ],
    examples: [
      ['chalkmark report collect dist', 'after turbo or nx has restored dist'],
      ['chalkmark report collect --report - dist', 'the report on stdout only'],
    ],
    load: () => import('../../actions/report/collect.js'),
  })
