import { newCommand } from '../../command.js'
import { collect } from './collect.js'
import { convert } from './convert.js'
import { diff } from './diff.js'
import { flush } from './flush.js'
import { merge } from './merge.js'
import { query } from './query.js'
import { show } from './show.js'

/** The commands about reports. A new one is a file, and a name in the list. */
export const report = () => {
  const group = newCommand('report').description(
    'Reports that were made: look, search, compare, convert, collect, and send what waits.',
  )
  for (const make of [show, query, diff, merge, convert, collect, flush]) group.addCommand(make())
  return group
}
