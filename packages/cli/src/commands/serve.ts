import { defineCommand } from '../command.js'
import { option } from '../options.js'

export const serve = () =>
  defineCommand({
    name: 'serve',
    summary: 'Mark the archives of one build, as a build tool asks for them.',
    options: [option('--stdio', 'Over standard input and output.').makeOptionMandatory()],
    examples: [['chalkmark serve --stdio', 'JSON-RPC on stdin and stdout, for the Gradle and Maven plugins']],
    load: () => import('../actions/serve.js'),
  })
