import { defineCommand } from '../command.js'
import { common } from '../options.js'

export const keys = () =>
  defineCommand({
    name: 'keys',
    arguments: '[names...]',
    summary: 'Explain the keys of marks and reports.',
    options: common(),
    examples: [
      ['chalkmark keys COMMIT_ID', 'one key'],
      ['chalkmark keys --json', 'all of them, for programs'],
    ],
    load: () => import('../actions/keys.js'),
  })
