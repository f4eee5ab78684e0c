/**
 * Where temporary files stand: in a folder of their own at the top of the tree, `.chalk-tmp.PID.MACHINE`, laid out like
 * the tree.
 *
 *     dist/.chalk-tmp.4711.9f86d081/assets/app.js   becomes   dist/assets/app.js
 *
 * One folder for all of them, so that a process that was killed leaves one thing behind, which the next one to come by
 * finds and removes. Where the top cannot be written to, the temporary files of a folder stand in that folder itself;
 * so do, in the end, those for another file system that is mounted in the tree.
 */
import { mkdirSync, rmSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileFailure } from './failure.js'
import { makerSuffix } from './maker.js'

const NAME = /^\.chalk-tmp(\.\d+\.[0-9a-f]{8})$/

/** Whether a folder's name is that of temporary files. */
export function isStage(name: string): boolean {
  return NAME.test(name)
}

/** The temporary files of one operation. */
export interface Stages {
  /**
   * The path of the temporary file for `path`, whose folder is there then.
   * @param root the top of its tree.
   * @throws CodecError if there is no place for it.
   */
  place(path: string, root: string): StagedPath
  /** Removes what is left. */
  remove(): void
  /** From now on nothing is removed: the next run will need it. */
  keep(): void
}

/** A temporary file's path, in parts. */
export interface StagedPath {
  /** Below this folder the stage is laid out like the tree. */
  base: string
  /** The stage's folder. */
  stage: string
  /** The path of the file below `base`, and of the temporary one below `stage`. */
  name: string
  /** The temporary file. */
  temporary: string
}

export function createStages(): Stages {
  /** By the folder that they are in. `undefined`: that folder cannot hold one. */
  const stages = new Map<string, string | undefined>()
  const folders = new Set<string>()
  let isKept = false

  function stageAtTop(root: string): string | undefined {
    if (!stages.has(root)) {
      let stage: string | undefined
      try {
        stage = makeStage(root)
      } catch {
        // The folders below may be writable all the same; if not, they say why.
      }
      stages.set(root, stage)
    }
    return stages.get(root)
  }

  function stageIn(folder: string): string {
    const stage = stages.get(folder) ?? makeStage(folder)
    stages.set(folder, stage)
    return stage
  }

  return {
    place(path, root) {
      try {
        const atTop = stageAtTop(root)
        const base = atTop ? root : dirname(path)
        const stage = atTop ?? stageIn(base)
        const name = relative(base, path)
        const temporary = join(stage, name)
        const folder = dirname(temporary)
        if (!folders.has(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 })
        folders.add(folder)
        return { base, stage, name, temporary }
      } catch (error) {
        throw fileFailure(error, `write into ${dirname(path)}`)
      }
    },
    keep() {
      isKept = true
    },
    remove() {
      if (isKept) return
      for (const stage of stages.values()) if (stage) rmSync(stage, { recursive: true, force: true })
      stages.clear()
      folders.clear()
    },
  }
}

function makeStage(folder: string): string {
  const stage = join(folder, `.chalk-tmp${makerSuffix()}`)
  mkdirSync(stage, { recursive: true, mode: 0o700 })
  return stage
}
