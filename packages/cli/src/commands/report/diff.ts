import { defineCommand } from '../../command.js'
import { common, strict } from '../../options.js'

export const diff = () =>
  defineCommand({
    name: 'diff',
    arguments: '<paths...>',
    summary: 'Compare the reports of two builds: which files and facts differ.',
    options: [...strict(), ...common()],
    examples: [
      ['chalkmark report diff old.json new.json', 'exit code 1 if any file differs'],
      ['chalkmark report diff a/reports b/reports --json', 'all reports of two folders, for programs'],
    ],
    load: () => import('../../actions/report/diff.js'),
  })
