/**
 * The output folder as a marked archive. Loaded only by builds that want one, since it imports the code that packs
 * and marks archives.
 */
import type { Dict } from '@chalkmark/core'
import { type BuildFacts, beginSession, type Marking, pack, sourceDate } from '@chalkmark/core/operations'

export interface ArchiveRequest {
  /** The output folder, absolute. */
  folder: string
  /** The archive, absolute. What is there is replaced. */
  output: string
  root: string
  env: NodeJS.ProcessEnv
  /** The facts for its mark and its report. */
  known: BuildFacts
  /**
   * Saves the report, with the archive's object for `_CHALKS`, before the mark goes in. If it throws, the archive
   * is not marked.
   */
  save(chalk: Dict): void
}

/**
 * Packs a folder and marks the archive.
 * @returns problems, one line each. The archive has been written, even if it could not be marked.
 * @throws the file system's error if it cannot be written. An older archive is then still there.
 */
export async function packOutput(request: ArchiveRequest): Promise<string[]> {
  const { folder, output, root, env, known, save } = request
  const { leftOut } = await pack({ folder, output, time: sourceDate(env) })
  const session = beginSession({
    root,
    env,
    known,
    save: (chalks) => {
      for (const chalk of chalks) save(chalk)
    },
  })
  const marking = await session.mark(output).catch(
    (error: Error): Marking => ({
      marked: false,
      code: 'FAILED',
      message: error.message,
    }),
  )
  const { warnings } = await session.finish()
  return [
    ...[...leftOut].map(([path, reason]) => `${path} is not in the archive: ${reason}`),
    ...(marking.marked ? [] : [`${output}: not marked: ${marking.message}`]),
    ...warnings,
  ]
}
