/** The commands, in the order of the help. A new one is a file here, a line below, and its action in ../actions. */
import { completion } from './completion.js'
import { config } from './config.js'
import { remove } from './delete.js'
import { env } from './env.js'
import { exec } from './exec.js'
import { extract } from './extract.js'
import { find } from './find.js'
import { insert } from './insert.js'
import { keys } from './keys.js'
import { pack } from './pack.js'
import { report } from './report/index.js'
import { serve } from './serve.js'
import { verify } from './verify.js'

/** Each makes its command. */
export const COMMANDS = [
  insert,
  extract,
  find,
  remove,
  verify,
  pack,
  report,
  env,
  exec,
  serve,
  keys,
  config,
  completion,
]
