/** Walks the paths that a user names and finds the files that may be artifacts. */
import { type Dirent, lstatSync, readdirSync, realpathSync, type Stats, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { isBuildOutput, outputFoldersOf } from './build-output.js'
import { fileFailure } from './failure.js'
import { globFilter, type Patterns } from './globs.js'
import { IGNORE_FILE, type IgnoreRules, ignoredBy, withRulesOf } from './ignore-rules.js'
import { below, slashes } from './paths.js'
import { isOfThisProcess, isTemporary } from './private-folder.js'

/** What happens to a symbolic link within a tree. */
export type SymlinkPolicy = 'skip' | 'follow' | 'replace'

export interface WalkOptions {
  /** Absolute: where relative paths start. */
  cwd: string
  include?: Patterns
  exclude?: Patterns
  /**
   * `follow`: the file that it points to is marked, also outside of the tree. `replace`: a marked copy of that file
   * takes the link's place. A path that a user names is always followed.
   * @default 'skip'
   */
  symlinks?: SymlinkPolicy
  /**
   * Whether text files count by their extension alone.
   * @default true in folders that a build made, and for files that are named themselves
   */
  allScripts?: boolean
}

/** A file to look at. */
export interface FoundFile {
  /** Where it is and what a report calls it, absolute. */
  path: string
  /** Where its content is read from if not at `path`: the file behind a link that will be replaced. */
  target?: string
  /** Its path in the tree, with `/` separators. */
  name: string
  /** The top of its tree, absolute: the folder that was named, or the folder of the file that was. */
  root: string
  allScripts: boolean
}

/** What a walk reports besides its files. */
export interface WalkEvents {
  /** A file or folder that is left out, and why. Folders end in a separator. */
  leftOut(path: string, reason: string): void
  /** A path that cannot be walked: missing, unreadable. */
  failed(path: string, error: Error): void
  /** Something with the name of a temporary folder, in a tree whose top is `root`. */
  temporary?(path: string, root: string): void
}

const SKIPPED_LINK = 'symbolic links are skipped; take them in with --symlinks follow or replace'

/**
 * The files below `paths`, folder by folder, sorted by name. A path that is a file itself is never left out by a
 * rule. Only the folders on the way to the current file are in memory.
 */
export function* walk(
  paths: readonly string[],
  options: WalkOptions,
  events: WalkEvents,
): Generator<FoundFile> {
  const tree: Tree = {
    ...options,
    symlinks: options.symlinks ?? 'skip',
    wanted: globFilter(options.include, options.exclude),
    events,
    // Folders are remembered only if links can lead back to them.
    entered: options.symlinks === 'follow' ? new Set() : undefined,
    searched: new Set(),
  }
  for (const named of paths) {
    try {
      yield* walkNamed(resolve(options.cwd, named), tree)
    } catch (error) {
      events.failed(resolve(options.cwd, named), fileFailure(error, 'be read'))
    }
  }
}

interface Tree extends WalkOptions {
  symlinks: SymlinkPolicy
  wanted: (names: readonly string[]) => boolean
  events: WalkEvents
  entered: Set<string> | undefined
  /** Folders of files that were named, which have been searched for temporary files. */
  searched: Set<string>
}

/** A folder on the way. */
interface Level {
  folder: string
  root: string
  rules: IgnoreRules | undefined
  allScripts: boolean
}

function* walkNamed(path: string, tree: Tree): Generator<FoundFile> {
  const link = lstatSync(path).isSymbolicLink()
  const stats = statSync(path)
  if (stats.isDirectory()) {
    // A link to a folder that the user names is the top of a tree, whatever the policy for links within it.
    const folder = link ? realpathSync(path) : path
    const allScripts = tree.allScripts ?? (isBuildOutput(path, tree.cwd) || isBuildOutput(folder, tree.cwd))
    return yield* walkFolder({ folder, root: folder, rules: rulesAbove(folder, tree.cwd), allScripts }, tree)
  }
  const root = dirname(path)
  if (tree.events.temporary && !tree.searched.has(root)) {
    tree.searched.add(root)
    for (const name of listed(root)) if (isTemporary(name)) tree.events.temporary(join(root, name), root)
  }
  const allScripts = tree.allScripts ?? true
  if (!link) yield { path, name: basename(path), root, allScripts }
  else if (tree.symlinks === 'replace') {
    yield { path, target: realpathSync(path), name: basename(path), root, allScripts }
  } else {
    const target = realpathSync(path)
    yield { path: target, name: basename(path), root: dirname(target), allScripts }
  }
}

/** The names in a folder; none if it may be entered but not listed. */
function listed(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** The rules of the folders from `cwd` down to the one that holds `folder`. */
function rulesAbove(folder: string, cwd: string): IgnoreRules | undefined {
  const way = below(cwd, folder)
  if (!way) return undefined
  let rules: IgnoreRules | undefined
  let level = cwd
  for (const part of way.split(sep)) {
    rules = withRulesOf(level, rules)
    level = join(level, part)
  }
  return rules
}

function* walkFolder(level: Level, tree: Tree): Generator<FoundFile> {
  const { folder } = level
  const { events, entered } = tree
  let entries: Dirent[]
  let rules: IgnoreRules | undefined
  try {
    if (entered) {
      const real = realpathSync(folder)
      if (entered.has(real)) return events.leftOut(folder + sep, 'it has been walked already')
      entered.add(real)
    }
    entries = readdirSync(folder, { withFileTypes: true })
    rules = entries.some(({ name }) => name === IGNORE_FILE) ? withRulesOf(folder, level.rules) : level.rules
  } catch (error) {
    return events.failed(folder, fileFailure(error, 'be listed'))
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  const outputs =
    tree.allScripts === undefined && !level.allScripts && entries.some(({ name }) => name === 'package.json')
      ? outputFoldersOf(folder)
      : undefined

  for (const entry of entries) {
    const path = join(folder, entry.name)
    const isFolder = entry.isDirectory()
    if (isTemporary(entry.name)) {
      if (isOfThisProcess(path)) continue
      events.temporary?.(path, level.root)
      events.leftOut(isFolder ? path + sep : path, 'it is called like temporary files of a run')
      continue
    }
    const reason = ignoredBy(rules, folder, entry.name, isFolder)
    if (reason !== undefined) {
      events.leftOut(isFolder ? path + sep : path, reason)
    } else if (isFolder) {
      const allScripts = level.allScripts || outputs?.includes(path) === true
      yield* walkFolder({ folder: path, root: level.root, rules, allScripts }, tree)
    } else {
      yield* walkEntry(entry, path, { ...level, rules }, tree)
    }
  }
}

function* walkEntry(entry: Dirent, path: string, level: Level, tree: Tree): Generator<FoundFile> {
  if (entry.isSymbolicLink()) yield* walkLink(path, level, tree)
  else if (entry.isFile()) yield* offer(path, { path, ...level }, tree)
  else tree.events.leftOut(path, 'it is no regular file')
}

function* walkLink(path: string, level: Level, tree: Tree): Generator<FoundFile> {
  const { symlinks, events } = tree
  if (symlinks === 'skip') return events.leftOut(path, SKIPPED_LINK)
  let target: string
  let stats: Stats
  try {
    target = realpathSync(path)
    stats = statSync(target)
  } catch (error) {
    return events.failed(path, fileFailure(error, 'follow the symbolic link'))
  }
  if (!stats.isDirectory()) {
    const file = symlinks === 'follow' ? { path: target, root: dirname(target) } : { path, target }
    yield* offer(path, { ...level, ...file }, tree)
  } else if (symlinks === 'follow') {
    yield* walkFolder({ ...level, folder: target, root: target }, tree)
  } else {
    events.leftOut(path, 'it is a symbolic link to a folder')
  }
}

/**
 * The file, unless the user's globs leave it out. The globs are matched with the name in the tree, which may be
 * that of a link.
 */
function* offer(
  named: string,
  { path, target, root, allScripts }: Omit<FoundFile, 'name'> & Pick<Level, 'root'>,
  { cwd, wanted, events }: Tree,
): Generator<FoundFile> {
  const name = slashes(relative(root, path))
  const nameHere = slashes(relative(cwd, named))
  if (!wanted([name, nameHere])) return events.leftOut(named, 'include and exclude leave it out')
  yield { path, name, root, allScripts, ...(target !== undefined && { target }) }
}
