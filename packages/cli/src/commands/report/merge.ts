import { defineCommand } from '../../command.js'
import { common, HEADINGS, option, strict, under } from '../../options.js'

export interface MergeFlags {
  output?: string
}

export const merge = () =>
  defineCommand<MergeFlags>({
    name: 'merge',
    arguments: '<paths...>',
    summary: 'Put reports into one file, none twice, by time.',
    options: [
      ...under(HEADINGS.writing, [
        option(
          '-o, --output <file>',
          'Where to; with .jsonl or .ndjson a report on each line. Default: stdout.',
        ),
      ]),
      ...strict(),
      ...common(),
    ],
    examples: [
      ['chalkmark report merge ci/*/chalk-report.json -o release.json', 'of several jobs'],
      ['chalkmark report merge s3://bucket/reports/ old.jsonl -o all.jsonl', 'a log of all'],
    ],
    load: () => import('../../actions/report/merge.js'),
  })
