/**
 * Where the new content of files stands before it replaces the old content: in a temporary folder at the top of the
 * tree.
 *
 *     dist/.chalk-tmp.9f86d081884c7d65/3   becomes   dist/assets/app.js
 *
 * If the top is not writable, the new content stands in the folder of each file. The same holds for files on
 * another file system that is mounted within the tree.
 */
import { dirname, relative } from 'node:path'
import { fileFailure } from './failure.js'
import { namesOf, openBelow, type Top } from './folder.js'
import { makePrivateFolder, type PrivateFolder } from './private-folder.js'

/** Most files in one temporary folder: one `cp` can be given that many. */
const MAX_FILES = 512

/**
 * The name of the first file. The names are also the numbers of the handles that `cp` gets, after its three
 * standard streams.
 */
const FIRST = 3

/** The temporary files of one operation. */
export interface Stages {
  /**
   * A place for the new content of `path`. Nothing is there yet.
   * @param root the top of its tree.
   * @throws CodecError if there is no place for it.
   */
  place(path: string, root: Top): Staged
  /** Removes folders that are empty. */
  tidy(): void
  /** Removes what is left. */
  remove(): void
}

/** A temporary file. */
export interface Staged {
  folder: PrivateFolder
  name: string
  /** It has been put in place, or removed. */
  done(): void
  /** It stays for the next run, with the folder that it is in. */
  keep(): void
}

interface Stage {
  folder: PrivateFolder
  count: number
  waiting: number
  isKept: boolean
}

function end({ folder, isKept }: Stage): void {
  if (isKept) folder.leave()
  else folder.remove()
}

function placeIn(stage: Stage): Staged {
  stage.waiting++
  return {
    folder: stage.folder,
    name: String(FIRST + stage.count++),
    done: () => {
      stage.waiting--
    },
    keep: () => {
      stage.waiting--
      stage.isKept = true
    },
  }
}

/** A folder in a tree, for a map. @param way from the top, empty for the top itself. */
export function keyOf({ dev, ino }: Top, way = ''): string {
  return `${dev}:${ino}/${way}`
}

export function createStages(): Stages {
  /** By {@link keyOf} the folder that they are in. `undefined`: that folder cannot hold one. */
  const open = new Map<string, Stage | undefined>()
  const full = new Set<Stage>()

  function stageIn(way: string, root: Top): Stage {
    const key = keyOf(root, way)
    const there = open.get(key)
    if (there && there.count < MAX_FILES) return there
    if (there) full.add(there)
    const parent = openBelow(root, namesOf(way))
    try {
      const folder = makePrivateFolder(parent, { kind: 'files', for: root.path })
      const stage = { folder, count: 0, waiting: 0, isKept: false }
      open.set(key, stage)
      return stage
    } finally {
      parent.close()
    }
  }

  function stageAtTop(root: Top): Stage | undefined {
    const key = keyOf(root)
    if (open.has(key) && !open.get(key)) return undefined
    try {
      return stageIn('', root)
    } catch {
      // The folders below may still be writable. If not, their error says why.
      open.set(key, undefined)
      return undefined
    }
  }

  function endAll(isOver: (stage: Stage) => boolean): void {
    for (const [parent, stage] of open) {
      if (!stage || !isOver(stage)) continue
      open.delete(parent)
      end(stage)
    }
    for (const stage of full) {
      if (!isOver(stage)) continue
      full.delete(stage)
      end(stage)
    }
  }

  return {
    place(path, root) {
      try {
        return placeIn(stageAtTop(root) ?? stageIn(relative(root.path, dirname(path)), root))
      } catch (error) {
        throw fileFailure(error, `write into ${dirname(path)}`)
      }
    },
    tidy: () => endAll(({ waiting }) => waiting === 0),
    remove: () => endAll(() => true),
  }
}
