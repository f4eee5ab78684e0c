/**
 * What esbuild has written, without its metafile.
 *
 * A metafile tells of every input as well, which takes 3 to 5 % of a large build and its memory. Where the options say
 * which names there can be, names and time stamps tell the same: a file of such a name that was not there before the
 * build, or was another one, is esbuild's.
 */
import { readdirSync, statSync } from 'node:fs'
import { extname } from 'node:path'
import { pathIn } from '../output/path.js'
import { reader } from '../output/write.js'
import { CHUNK, type Named, type Names, understand } from './esbuild-names.js'

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
  /** Whether each entry point has come to something, and to one thing. */
  isWhole: boolean
}

/** Watches what has one of these names. */
export function watchOutputs(names: Names): OutputWatch {
  let before: Files = new Map()
  let known = new Set<string>()
  return {
    begin() {
      before = look(names)
    },
    end(hasStyles) {
      const after = [...look(names)].filter(([name]) => hasStyles || !isStyle(names, name))
      const written = after.filter(([name, file]) => !isSame(before.get(name), file))
      const fresh = new Set(written.map(([name, { of }]) => mainOf(name, of)))
      fresh.delete(undefined)
      const left = after.filter(([name, { of }]) => known.has(name) && !fresh.has(mainOf(name, of)))
      const { clear, isWhole } = withoutDoubt(names, new Map([...left, ...written]))
      known = withoutStrangers(names, clear)
      return { names: [...known], isWhole }
    },
  }
}

/** How files are at one moment, by name. */
type Files = ReadonlyMap<string, Seen>

interface Seen extends Named {
  /** What every write changes, however soon: in milliseconds with their fractions, bytes, and the file's number. */
  traits: readonly number[]
  /** On a file system with coarse time stamps, another write at once would give the same. */
  isVague: boolean
}

function look(names: Names): Files {
  const { dir, exact, patterns } = names
  const seen = new Map<string, Seen>()
  const now = Date.now()
  const add = (name: string) => {
    const named = understand(names, name)
    const stats = named && statSync(pathIn(dir, name), { throwIfNoEntry: false })
    if (!stats?.isFile()) return
    const { mtimeMs, ctimeMs, size, ino } = stats
    const isVague = mtimeMs % 1000 === 0 && now - mtimeMs < VAGUE
    seen.set(name, { ...named!, traits: [mtimeMs, ctimeMs, size, ino], isVague })
  }
  for (const name of exact.keys()) add(name)
  for (const folder of new Set(patterns.map((pattern) => pattern.folder))) {
    for (const base of filesIn(pathIn(dir, folder))) {
      const name = folder ? `${folder}/${base}` : base
      if (!seen.has(name)) add(name)
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

function isStyle({ styles }: Names, name: string): boolean {
  return styles.some((ending) => name.endsWith(ending))
}

/** What comes beside a script or a style sheet. */
const COMPANION = /\.(?:map|LEGAL\.txt)$/

/** What an entry point has one of: its script, its style sheet. Undefined for anything else. */
function mainOf(name: string, of: string): string | undefined {
  return of !== CHUNK && !COMPANION.test(name) ? `${of}\n${extname(name)}` : undefined
}

/** Leaves out the files of entry points that have several with a hash: another build has entry points of these names. */
function withoutDoubt(names: Names, files: Files): { clear: Files; isWhole: boolean } {
  const mains = new Set<string>()
  const entries = new Set<string>()
  const doubtful = new Set<string>()
  for (const [name, { of, hash }] of files) {
    if (of === CHUNK) continue
    entries.add(of)
    const main = mainOf(name, of)
    if (hash === '' || main === undefined) continue
    if (mains.has(main)) doubtful.add(of)
    mains.add(main)
  }
  const clear = new Map([...files].filter(([, { of }]) => !doubtful.has(of)))
  return { clear, isWhole: entries.size === names.entries && doubtful.size === 0 }
}

/**
 * Leaves out chunks that no file of the build names, by the hash of theirs: another build of another process wrote them.
 * The style sheet of a chunk is named nowhere; it has the chunk's name.
 */
function withoutStrangers(names: Names, files: Files): Set<string> {
  const kept = new Set<string>()
  const companions: string[] = []
  const styles: string[] = []
  /** Chunks that are not named yet, by their hash. */
  const rest = new Map<string, string>()
  for (const [name, { of, hash }] of files) {
    if (COMPANION.test(name)) companions.push(name)
    else if (of !== CHUNK) kept.add(name)
    else if (isStyle(names, name)) styles.push(name)
    else rest.set(hash, name)
  }
  const read = reader()
  // What is added meanwhile is looked into as well.
  for (const name of kept) {
    if (rest.size === 0) break
    const bytes = read(pathIn(names.dir, name))
    for (const [hash, chunk] of rest) {
      if (!bytes.includes(hash)) continue
      rest.delete(hash)
      kept.add(chunk)
    }
  }
  const chunks = new Set([...kept].map((name) => files.get(name)!.name))
  for (const name of styles) if (chunks.has(files.get(name)!.name)) kept.add(name)
  for (const name of companions) if (kept.has(name.replace(COMPANION, ''))) kept.add(name)
  return kept
}
