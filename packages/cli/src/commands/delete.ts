import { defineCommand } from '../command.js'
import { common, dryRun, durable, embedded, files, strict } from '../options.js'

export interface DeleteFlags {
  dryRun?: boolean
}

export const remove = () =>
  defineCommand<DeleteFlags>({
    name: 'delete',
    arguments: '[paths...]',
    summary: 'Take marks out.',
    options: [...files(), ...embedded(), ...dryRun(), ...durable(), ...strict(), ...common()],
    examples: [['chalkmark delete dist', 'the files as they were before marking']],
    load: () => import('../actions/delete.js'),
  })
