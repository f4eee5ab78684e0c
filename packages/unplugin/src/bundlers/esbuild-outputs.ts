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
  files: readonly NamedFile[]
  /** Whether each entry point has come to something, and to one thing. */
  isWhole: boolean
}

export interface NamedFile extends Named {
  /** Its name in the output folder, with `/`. */
  file: string
}

/** Watches what has one of these names. */
export function watchOutputs(names: Names): OutputWatch {
  let before: ReadonlyMap<string, Seen> = new Map()
  let known = new Set<string>()
  return {
    begin() {
      before = new Map(look(names).map((seen) => [seen.file, seen]))
    },
    end(hasStyles) {
      const after = look(names).filter((seen) => hasStyles || !isStyle(names, seen))
      const written = after.filter((seen) => !isSame(before.get(seen.file), seen))
      const fresh = new Set(written.map(mainOf))
      fresh.delete(undefined)
      const left = after.filter(
        (seen) => known.has(seen.file) && !fresh.has(mainOf(seen)) && isSame(before.get(seen.file), seen),
      )
      const { clear, isWhole } = withoutDoubt(names, [...left, ...written])
      const files = withoutStrangers(names, clear)
      known = new Set(files.map(({ file }) => file))
      return { files, isWhole }
    },
  }
}

/** How a file is at one moment. */
interface Seen extends NamedFile {
  /** What every write changes, however soon: in milliseconds with their fractions, bytes, and the file's number. */
  traits: readonly number[]
  /** On a file system with coarse time stamps, another write at once would give the same. */
  isVague: boolean
}

function look(names: Names): Seen[] {
  const { dir, exact, patterns } = names
  const seen: Seen[] = []
  const now = Date.now()
  const add = (file: string) => {
    const named = understand(names, file)
    const stats = named && statSync(pathIn(dir, file), { throwIfNoEntry: false })
    if (!stats?.isFile()) return
    const { mtimeMs, ctimeMs, size, ino } = stats
    const isVague = mtimeMs % 1000 === 0 && now - mtimeMs < VAGUE
    seen.push({ file, ...named!, traits: [mtimeMs, ctimeMs, size, ino], isVague })
  }
  for (const file of exact.keys()) add(file)
  for (const folder of new Set(patterns.map((pattern) => pattern.folder))) {
    for (const base of filesIn(pathIn(dir, folder))) {
      const file = folder ? `${folder}/${base}` : base
      if (!exact.has(file)) add(file)
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

function isStyle({ styles }: Names, { file }: NamedFile): boolean {
  return styles.some((ending) => file.endsWith(ending))
}

/** What comes beside a script or a style sheet. */
const COMPANION = /\.(?:map|LEGAL\.txt)$/

/** What an entry point has one of: its script, its style sheet. Undefined for anything else. */
function mainOf({ file, of }: NamedFile): string | undefined {
  return of !== CHUNK && !COMPANION.test(file) ? `${of}\n${extname(file)}` : undefined
}

/** Leaves out the files of entry points that have several with a hash: another build has entry points of these names. */
function withoutDoubt(names: Names, files: readonly NamedFile[]): { clear: NamedFile[]; isWhole: boolean } {
  const mains = new Set<string>()
  const entries = new Set<string>()
  const doubtful = new Set<string>()
  for (const named of files) {
    const { of, hash } = named
    if (of === CHUNK) continue
    entries.add(of)
    const main = mainOf(named)
    if (hash === '' || main === undefined) continue
    if (mains.has(main)) doubtful.add(of)
    mains.add(main)
  }
  const clear = files.filter(({ of }) => !doubtful.has(of))
  return { clear, isWhole: entries.size === names.entries && doubtful.size === 0 }
}

/**
 * Leaves out chunks that no file of the build names, by the hash of theirs: another build of another process wrote them.
 * The style sheet of a chunk is named nowhere; it has the chunk's name.
 */
function withoutStrangers(names: Names, files: readonly NamedFile[]): NamedFile[] {
  const kept: NamedFile[] = []
  const companions: NamedFile[] = []
  const styles: NamedFile[] = []
  /** Chunks that are not named yet. */
  let rest: NamedFile[] = []
  for (const named of files) {
    if (COMPANION.test(named.file)) companions.push(named)
    else if (named.of !== CHUNK) kept.push(named)
    else if (isStyle(names, named)) styles.push(named)
    else rest.push(named)
  }
  const read = reader()
  // What is added meanwhile is looked into as well.
  for (const { file } of kept) {
    if (rest.length === 0) break
    const bytes = read(pathIn(names.dir, file))
    rest = rest.filter((chunk) => {
      const isNamed = bytes.includes(chunk.hash)
      if (isNamed) kept.push(chunk)
      return !isNamed
    })
  }
  const chunks = new Set(kept.map(({ name }) => name))
  kept.push(...styles.filter(({ name }) => chunks.has(name)))
  const mains = new Set(kept.map(({ file }) => file))
  kept.push(...companions.filter(({ file }) => mains.has(file.replace(COMPANION, ''))))
  return kept
}
