import { Argument } from 'commander'
import { defineCommand } from '../command.js'
import { common } from '../options.js'

export const completion = () =>
  defineCommand({
    name: 'completion',
    summary: 'Print a script that teaches the shell these commands.',
    options: common(),
    examples: [['eval "$(chalkmark completion bash)"', 'in ~/.bashrc']],
    load: () => import('../actions/completion.js'),
  }).addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']))
