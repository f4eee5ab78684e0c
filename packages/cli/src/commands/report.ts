import { defineCommand, newCommand } from '../command.js'
import { common } from '../options.js'

/** The commands about reports. A new one is a line in the list. */
export const report = () => {
  const group = newCommand('report').description('Reports that were made: send what waits.')
  for (const make of [flush]) group.addCommand(make())
  return group
}

const flush = () =>
  defineCommand({
    name: 'flush',
    summary: 'Send the reports that could not be delivered.',
    options: common(),
    examples: [['chalkmark report flush', 'to every sink of config and environment']],
    runsConfig: true,
    load: () => import('../actions/report-flush.js'),
  })
