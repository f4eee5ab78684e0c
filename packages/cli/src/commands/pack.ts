import { defineCommand } from '../command.js'
import { common, durable, embedded, HEADINGS, marks, option, strict, under } from '../options.js'

export interface PackFlags {
  output: string
}

export const pack = () =>
  defineCommand<PackFlags>({
    name: 'pack',
    arguments: '<dir>',
    summary: 'Pack a folder as a marked zip that is the same each time.',
    options: [
      ...under(HEADINGS.writing, [
        option('-o, --output <file.zip>', 'The archive to write.').makeOptionMandatory(),
      ]),
      ...durable(),
      ...marks(),
      ...embedded(),
      ...strict(),
      ...common(),
    ],
    examples: [['chalkmark pack dist -o function.zip', 'for a serverless deploy']],
    runsConfig: true,
    load: () => import('../actions/pack.js'),
  })
