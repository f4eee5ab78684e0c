import { defineCommand } from '../command.js'
import {
  allowUnchecked,
  common,
  type FetchFlags,
  files,
  HEADINGS,
  inputs,
  option,
  strict,
  under,
} from '../options.js'

export interface VerifyFlags extends FetchFlags {
  allowUnchecked?: boolean
  allowUnmarked?: boolean
  requireMarks?: boolean
}

export const verify = () =>
  defineCommand<VerifyFlags>({
    name: 'verify',
    arguments: '[paths...]',
    summary: 'Exit with 1 if a mark is missing or invalid.',
    options: [
      ...files(),
      ...inputs(),
      ...under(HEADINGS.exitCode, [
        option('--allow-unmarked', 'Artifacts without a mark are no problem.'),
        option('--report <file>', 'The report of the build. Default: chalk-report.json beside or above.'),
        option('--require-marks', 'A report excuses nothing: every artifact has to have a mark.').conflicts(
          'report',
        ),
      ]),
      ...allowUnchecked(),
      ...strict(),
      ...common(),
    ],
    examples: [
      ['chalkmark verify dist', 'in CI, before a release'],
      ['chalkmark verify https://example.com/', 'after a deploy'],
      ['chalkmark verify --allow-unmarked node_modules/some-package', 'what is marked is intact'],
    ],
    load: () => import('../actions/verify.js'),
  })
