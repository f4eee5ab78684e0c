import { defineCommand } from '../command.js'
import { common, files, HEADINGS, repeatableOrNone, strict, under } from '../options.js'

export interface FindFlags {
  /** Paths; `true` for those beside the files. */
  reports?: readonly string[] | true
}

export const find = () =>
  defineCommand<FindFlags>({
    name: 'find',
    arguments: '<paths...>',
    summary: 'Tell which commit, build and people files come from, by reports.',
    options: [
      ...under(HEADINGS.reports, [
        repeatableOrNone(
          '--report [file]',
          'reports',
          'A report, or a folder of them. Default: chalk-report.json beside the files.',
        ),
      ]),
      ...files(),
      ...strict(),
      ...common(),
    ],
    examples: [
      ['chalkmark find dist/index.html', 'by the chalk-report.json beside the project'],
      ['chalkmark find --report reports app.jar', 'by all reports in a folder'],
      ['chalkmark find --json dist', 'everything that reports say of what was built'],
    ],
    load: () => import('../actions/find.js'),
  })
