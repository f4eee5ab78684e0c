/** What marking a file needs. */
import type { Dict } from '@chalkmark/mark'
import type { CodecOptions } from '../formats/format.js'
import type { Composer } from '../mark/compose.js'
import type { Batch } from './batch.js'
import type { PinCheck } from './pinned.js'

/** How a file is marked. */
export interface InsertJob {
  options: CodecOptions
  composer: Composer
  batch: Batch
  /** What stands beside the files and pins their content. */
  pins: PinCheck
  /** Whether the files inside of archives get marks too. */
  embedded?: boolean
  /** Takes warnings, one line each, without the path. */
  warn(message: string): void
  /** In a dry run: takes the text of the mark that would be written. */
  virtual?: Map<Dict, string>
}
