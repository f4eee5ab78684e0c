import { defineCommand } from '../command.js'
import { common, HEADINGS, option, under } from '../options.js'

export interface KeysFlags {
  markdown?: boolean
}

export const keys = () =>
  defineCommand<KeysFlags>({
    name: 'keys',
    arguments: '[names...]',
    summary: 'Explain the keys of marks and reports.',
    options: [
      ...under(HEADINGS.marks, [
        option('--markdown', 'Print all keys with their sources as a Markdown page.'),
      ]),
      ...common(),
    ],
    examples: [
      ['chalkmark keys COMMIT_ID', 'one key'],
      ['chalkmark keys --json', 'all of them, for programs'],
    ],
    load: () => import('../actions/keys.js'),
  })
