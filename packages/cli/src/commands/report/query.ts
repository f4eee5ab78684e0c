import { defineCommand } from '../../command.js'
import { common, HEADINGS, repeatable, strict, under } from '../../options.js'

/** Each is a list: an option that is given twice means either. */
export interface QueryFlags {
  commit?: readonly string[]
  id?: readonly string[]
  path?: readonly string[]
  hash?: readonly string[]
  /** `NAME=VALUE` each. */
  key?: readonly string[]
}

export const query = () =>
  defineCommand<QueryFlags>({
    name: 'query',
    arguments: '<paths...>',
    summary: 'Look for artifacts in reports, by commit, id, path, hash or key.',
    options: [
      ...under(HEADINGS.query, [
        repeatable('--commit <id>', 'Of this commit, or one that begins so.'),
        repeatable('--id <id>', 'With this CHALK_ID or METADATA_ID, or in the report with this _ACTION_ID.'),
        repeatable('--path <glob>', 'With such a path; without a slash in every folder.'),
        repeatable('--hash <hex>', 'With this digest of content or file, or one that begins so.'),
        repeatable('--key <name=value>', 'With this value of a key.'),
      ]),
      ...strict(),
      ...common(),
    ],
    examples: [
      ['chalkmark report query --commit 3f2a91c reports', 'what was built from a commit'],
      ['chalkmark report query --path "*.html" --key BRANCH=main log.jsonl', 'pages of a branch'],
      ['chalkmark report query --id 6GSP6R-V6CR-R3GE-3368WP s3://bucket/reports/', 'of a mark'],
    ],
    load: () => import('../../actions/report/query.js'),
  })
