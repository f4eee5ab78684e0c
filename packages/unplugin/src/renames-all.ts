/** When all hashed files of a build get new names. */
import type { ChalkOptions } from '@chalkmark/core/config'
import type { BuildPlace } from './build.js'

/** Whether all hashed files get new names, whatever the output is. */
export function renamesAll(
  { hashedFiles = 'stable', rename = 'auto' }: ChalkOptions,
  place: BuildPlace | undefined,
): boolean {
  const isWanted = rename === 'always' || (rename === 'auto' && place?.isPinnedLater === true)
  return hashedFiles === 'full' || (hashedFiles === 'stable' && isWanted)
}
