import { defineCommand } from '../../command.js'
import { common } from '../../options.js'

export const flush = () =>
  defineCommand({
    name: 'flush',
    summary: 'Send the reports that could not be delivered.',
    options: common(),
    examples: [['chalkmark report flush', 'to every sink of config and environment']],
    runsConfig: true,
    load: () => import('../../actions/report/flush.js'),
  })
