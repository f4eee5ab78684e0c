import { defineCommand } from '../command.js'
import {
  allowUnchecked,
  common,
  type FetchFlags,
  files,
  HEADINGS,
  inputs,
  option,
  strict,
  under,
} from '../options.js'

export interface ExtractFlags extends FetchFlags {
  allowUnchecked?: boolean
  envVars?: boolean
}

export const extract = () =>
  defineCommand<ExtractFlags>({
    name: 'extract',
    arguments: '[paths...]',
    summary: 'Read marks, check them, and print what they say.',
    options: [
      ...files(),
      ...inputs(),
      ...under(HEADINGS.inputs, [
        option('--env-vars', 'Certificates and marks in environment variables, too.'),
      ]),
      ...allowUnchecked(),
      ...strict(),
      ...common(),
    ],
    examples: [
      ['chalkmark extract dist', 'a table of every mark'],
      ['chalkmark extract --json /usr/local/bin/tool', 'everything that one mark says'],
      ['chalkmark extract https://example.com/', 'a page and all that it loads'],
      ['chalkmark extract app.jar!/lib/util.jar', 'an archive in an archive'],
      ['curl … | chalkmark extract --name app.js -', 'what comes from another program'],
      ['chalkmark extract --env-vars certs', 'and what environment variables hold'],
    ],
    load: () => import('../actions/extract.js'),
  })
