import { defineCommand } from '../command.js'
import type { GateFlags } from '../inputs/policy.js'
import {
  allowUnchecked,
  common,
  type FetchFlags,
  files,
  HEADINGS,
  inputs,
  option,
  repeatable,
  strict,
  under,
} from '../options.js'

export interface VerifyFlags extends FetchFlags, GateFlags {
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
        option('--require-marks', 'A report excuses nothing: every artifact has to have a mark.'),
      ]),
      ...under(HEADINGS.gate, [
        option('--report <file>', 'A file or an address: artifacts have to be those of this report.'),
        repeatable('--require <name=value>', 'What marks have to say: BRANCH=main. One of several values.'),
        option('--require-clean', 'The commit has to be all that they were built from.'),
        option('--max-age <time>', 'How old marks may be: 30d, 12h.'),
        option('--policy <file>', 'A JSON file with such demands.'),
      ]),
      ...allowUnchecked(),
      ...strict(),
      ...common(),
    ],
    examples: [
      ['chalkmark verify dist', 'in CI, before a release'],
      ['chalkmark verify https://example.com/', 'after a deploy'],
      ['chalkmark verify dist --report report.json --require BRANCH=main', 'before a deploy'],
      ['chalkmark verify --allow-unmarked node_modules/some-package', 'what is marked is intact'],
    ],
    load: () => import('../actions/verify.js'),
  })
