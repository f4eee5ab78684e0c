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
import { CHUNK, type Names, understand } from './esbuild-names.js'

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
  const read = reader()
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
      const fresh = new Set(written.map((name) => mainOf(names, name)))
      fresh.delete(undefined)
      const left = known.filter((name) => after.has(name) && !fresh.has(mainOf(names, name)))
      const all = new Set([...left, ...written])
      const { clear, isWhole } = withoutDoubt(names, [...all].filter(isOurs))
      known = withoutStrangers(names, clear, (name) => read(pathIn(names.dir, name)))
      return { names: known, isWhole }
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
      if (!exact.has(name) && understand(names, name)) add(name)
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

/** What an entry point has one of: its script, its style sheet. Undefined for anything else. */
function mainOf(names: Names, file: string): string | undefined {
  const of = understand(names, file)?.of
  return of && !COMPANION.test(file) ? `${of}\n${extname(file)}` : undefined
}

/** What comes beside a script or a style sheet. */
const COMPANION = /\.(?:map|LEGAL\.txt)$/

/** Leaves out the files of entry points that have several with a hash: another build has entry points of these names. */
function withoutDoubt(names: Names, files: readonly string[]): { clear: string[]; isWhole: boolean } {
  const mains = new Set<string>()
  const entries = new Set<string>()
  const doubtful = new Set<string>()
  for (const file of files) {
    const { of, hash } = understand(names, file)!
    if (of === CHUNK) continue
    entries.add(of)
    const main = mainOf(names, file)
    if (hash === '' || main === undefined) continue
    if (mains.has(main)) doubtful.add(of)
    mains.add(main)
  }
  const clear =
    doubtful.size === 0 ? [...files] : files.filter((file) => !doubtful.has(understand(names, file)!.of))
  return { clear, isWhole: entries.size === names.entries && doubtful.size === 0 }
}

/**
 * Leaves out chunks that no file of the build names, by the hash of theirs: another build of another process wrote them.
 * The style sheet of a chunk is named nowhere; it has the chunk's name.
 * @param read gives a file's bytes until it is called again.
 */
function withoutStrangers(names: Names, files: readonly string[], read: (name: string) => Buffer): string[] {
  const kept = new Set<string>()
  const companions: string[] = []
  /** Chunks that are not named yet, by their hash. */
  const rest = new Map<string, string>()
  const styles: string[] = []
  for (const file of files) {
    const { of, hash } = understand(names, file)!
    if (COMPANION.test(file)) companions.push(file)
    else if (of !== CHUNK) kept.add(file)
    else if (names.styles.some((ending) => file.endsWith(ending))) styles.push(file)
    else rest.set(hash, file)
  }
  // What is added meanwhile is looked into as well.
  for (const file of kept) {
    if (rest.size === 0) break
    const bytes = read(file)
    for (const [hash, chunk] of rest) {
      if (!bytes.includes(hash)) continue
      rest.delete(hash)
      kept.add(chunk)
    }
  }
  const chunks = new Set([...kept].map((file) => understand(names, file)!).map(({ name }) => name))
  for (const file of styles) if (chunks.has(understand(names, file)!.name)) kept.add(file)
  for (const file of companions) if (kept.has(file.replace(COMPANION, ''))) kept.add(file)
  return [...kept]
}
