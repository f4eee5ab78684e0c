import { defineCommand } from '../../command.js'
import { common, HEADINGS, option, under } from '../../options.js'

export interface ShowFlags {
  /** Where the page goes; `-` is stdout. */
  html?: string
}

export const show = () =>
  defineCommand<ShowFlags>({
    name: 'show',
    arguments: '[paths...]',
    summary: 'Show reports: a table, or a page for browsers.',
    options: [
      ...under(HEADINGS.reports, [
        option('--html <file>', 'Write one page that needs nothing else; - is stdout.'),
      ]),
      ...common(),
    ],
    examples: [
      ['chalkmark report show', 'chalk-report.json of this folder'],
      ['chalkmark report show --html report.html reports', 'all reports in a folder, as one page'],
    ],
    load: () => import('../../actions/report/show.js'),
  })
