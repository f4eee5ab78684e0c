import { defineCommand } from '../command.js'
import { common, durable, embedded, files, marks, strict } from '../options.js'

export const config = () =>
  defineCommand({
    name: 'config',
    summary: 'Show the options that hold here, and where each comes from.',
    options: [...marks(), ...files(), ...embedded(), ...durable(), ...strict(), ...common()],
    examples: [['chalkmark config', 'flags over config file over defaults']],
    runsConfig: true,
    load: () => import('../actions/config.js'),
  })
