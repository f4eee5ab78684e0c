/** For `chalkmark.config.ts`: the type of its options. */
import type { CommandOptions } from './config/options.js'

export type { ChalkOptions, HashedFiles, KeyContext, KeyValue } from '@chalkmark/core/config'
export type { CommandOptions } from './config/options.js'

/** Returns its argument. With it, editors know the options in a config that is plain JavaScript. */
export function defineConfig(options: CommandOptions): CommandOptions {
  return options
}
