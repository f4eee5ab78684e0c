/**
 * What esbuild has written, without its metafile.
 *
 * A metafile tells of every input as well, which takes 3 to 5 % of a large build and its memory. Where the options say
 * which names there can be, names and time stamps tell the same: a file of such a name that was not there before the
 * build, or was another one, is esbuild's.
 */
import { readdirSync, statSync } from 'node:fs'
import { pathIn } from '../output/path.js'
import { CHUNK, entryOf, type Names } from './esbuild-names.js'

/** Looks at an output folder before and after each build. */
export interface OutputWatch {
  /** A build begins. */
  begin(): void
  /**
   * The build has ended without errors.
   * @param hasStyles whether it has read any CSS: otherwise a style sheet by an entry point's name is another program's.
   */
  end(hasStyles: boolean): Written
}

export interface Written {
  /** What it wrote, or wrote before and left: a rebuild does not write a file that would be the same again. */
  names: string[]
  /** Whether each entry point has come to something. */
  isWhole: boolean
}

/** Watches what has one of these names. */
export function watchOutputs(names: Names): OutputWatch {
  let before: Snapshot = new Map()
  let known: string[] = []
  return {
    begin() {
      before = look(names)
    },
    end(hasStyles) {
      const after = look(names)
      const isOurs = (name: string) => hasStyles || !names.styles.some((ending) => name.endsWith(ending))
      const written = [...after.keys()].filter((name) => !isSame(before.get(name), after.get(name)!))
      known = [...new Set([...known.filter((name) => after.has(name)), ...written.filter(isOurs)])]
      const entries = new Set(known.map((name) => entryOf(names, name)))
      entries.delete(CHUNK)
      return { names: known, isWhole: entries.size === names.entries }
    },
  }
}

/** How files are at one moment, by name. */
type Snapshot = ReadonlyMap<string, Seen>

interface Seen {
  /** What every write changes, however soon: in milliseconds with their fractions, bytes, and the file's number. */
  traits: readonly number[]
  /** On a file system with coarse time stamps, another write at once would give the same. */
  isVague: boolean
}

function look(names: Names): Snapshot {
  const { dir, exact, patterns } = names
  const seen = new Map<string, Seen>()
  const now = Date.now()
  const add = (name: string) => {
    const stats = statSync(pathIn(dir, name), { throwIfNoEntry: false })
    if (!stats?.isFile()) return
    const { mtimeMs, ctimeMs, size, ino } = stats
    const isVague = mtimeMs % 1000 === 0 && now - mtimeMs < VAGUE
    seen.set(name, { traits: [mtimeMs, ctimeMs, size, ino], isVague })
  }
  for (const name of exact.keys()) add(name)
  for (const folder of new Set(patterns.map((pattern) => pattern.folder))) {
    for (const base of filesIn(pathIn(dir, folder))) {
      const name = folder ? `${folder}/${base}` : base
      if (!exact.has(name) && entryOf(names, name) !== undefined) add(name)
    }
  }
  return seen
}

/** Milliseconds: more than the coarsest time stamps (FAT's, two seconds) are apart. */
const VAGUE = 3000

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    // There is none yet.
    return []
  }
}

function isSame(before: Seen | undefined, { traits }: Seen): boolean {
  return before !== undefined && !before.isVague && before.traits.every((trait, i) => trait === traits[i])
}

/**
 * What of these files is surely a build's own, though another one wrote into the folder at the same time: its entry
 * points' files, and the chunks that are named in one of those or in another such chunk.
 * @param read gives a file's bytes until it is called again.
 */
export function withoutStrangers(
  names: Names,
  files: readonly string[],
  read: (name: string) => Buffer,
): string[] {
  const isChunk = (file: string) => entryOf(names, file) === CHUNK
  const kept = new Set(files.filter((file) => !isChunk(file)))
  const rest = new Set(files.filter(isChunk))
  // What is added meanwhile is looked into as well.
  for (const file of kept) {
    if (rest.size === 0) break
    const bytes = read(file)
    for (const chunk of rest) {
      const isNamed = bytes.includes(chunk.slice(chunk.lastIndexOf('/') + 1))
      const isCompanion = kept.has(chunk.replace(/\.(?:map|LEGAL\.txt)$/, ''))
      if (!isNamed && !isCompanion) continue
      rest.delete(chunk)
      kept.add(chunk)
    }
  }
  return [...kept]
}
