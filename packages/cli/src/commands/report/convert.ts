import { defineCommand } from '../../command.js'
import { choice, common, HEADINGS, option, repeatable, strict, under } from '../../options.js'

/** The formats of core. The help must not load it. */
export const FORMATS = ['checksums', 'honeycomb-marker', 'sentry-release', 'opentelemetry'] as const

export interface ConvertFlags {
  to: (typeof FORMATS)[number]
  output?: string
  project?: readonly string[]
}

export const convert = () =>
  defineCommand<ConvertFlags>({
    name: 'convert',
    arguments: '<paths...>',
    summary: 'Write reports in a form that other systems read.',
    options: [
      ...under(HEADINGS.writing, [
        choice('--to', FORMATS, 'Which form.').makeOptionMandatory(),
        repeatable('--project <slug>', 'sentry-release: a project that the release is of.'),
        option('-o, --output <file>', 'Where to. Default: stdout.'),
      ]),
      ...strict(),
      ...common(),
    ],
    examples: [
      ['chalkmark report convert --to checksums chalk-report.json -o SHA256SUMS', 'for sha256sum -c'],
      ['chalkmark report convert --to sentry-release --project web chalk-report.json', "for Sentry's API"],
    ],
    load: () => import('../../actions/report/convert.js'),
  })
