/** Collects the files of output folders, which are worked on together once all of them are known. */
import type { FoundFile } from '../disk/walk.js'
import { CodecError } from '../error.js'
import type { CodecOptions } from '../formats/format.js'
import { addLeftOut, type Outcome } from '../report/outcome.js'
import { NO_FORMAT, type SeenBefore, type Visited } from './files.js'
import { offer, type WebFile } from './web-file.js'

export interface WebOutputs {
  /** By output folder. */
  readonly byFolder: ReadonlyMap<string, readonly WebFile[]>
  /**
   * @returns undefined if the file is to be worked on by itself.
   * @throws CodecError if it cannot be opened.
   */
  take(file: FoundFile): Visited | undefined
}

export function collectOutputs(options: CodecOptions, outcome: Outcome, seenBefore: SeenBefore): WebOutputs {
  const byFolder = new Map<string, WebFile[]>()

  function take(file: FoundFile, output: string): Visited | undefined {
    const offered = offer(file, options, seenBefore)
    if (offered === 'other') return undefined
    if ('sameAs' in offered) return { leftOut: `the same file as ${offered.sameAs}` }
    const { taken } = offered
    const others = byFolder.get(output)
    if (others) others.push(taken)
    else byFolder.set(output, [taken])
    if (!taken.isArtifact && !file.isLeftOut) addLeftOut(outcome, file.path, NO_FORMAT)
    return {}
  }

  return {
    byFolder,
    take(file) {
      if (file.output === undefined) return undefined
      try {
        return take(file, file.output)
      } catch (error) {
        if (!(file.isLeftOut && error instanceof CodecError)) throw error
        outcome.warnings.push(`${file.path}: names and digests in it are not followed: ${error.message}`)
        return {}
      }
    },
  }
}
