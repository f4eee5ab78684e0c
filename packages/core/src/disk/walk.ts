/** Walks the paths that a user names and finds the files that may be artifacts. */
import { type Dirent, lstatSync, readdirSync, realpathSync, type Stats, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { isTemporary } from '../config/temporary.js'
import { CodecError } from '../error.js'
import { outputFolderOf, outputFoldersOf } from './build-output.js'
import { fileFailure, nameFailure } from './failure.js'
import { type Folder, lookUp, openBelow, type Top, topAt } from './folder.js'
import { globFilter, type Patterns } from './globs.js'
import { IGNORE_FILE, type IgnoreRules, ignoredBy, isLeftOutByDefault, withRulesOf } from './ignore-rules.js'
import { below, slashes } from './paths.js'
import { isOfThisProcess } from './private-folder.js'
import type { InTree } from './source.js'

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
  /**
   * Also gives the files of output folders that the user's globs or the built-in rules leave out. They can hold names
   * and digests of the others: source maps, manifests, `.htaccess`. A version control's folder is not walked.
   */
  withLeftOut?: boolean
  /** What the paths were found to be, by absolute path, when the run began. @default as they are found now */
  found?: FoundPaths
}

/** A file to look at. A report calls it by its path. */
export interface FoundFile extends InTree {
  /** Its path in the tree, with `/` separators. */
  name: string
  /** The folder that the user named, or that of the file which the user named, absolute: links are not resolved. */
  named: string
  allScripts: boolean
  /** The output folder that it is in, absolute. */
  output?: string
  /** It is no artifact, and only with `withLeftOut` among the files. */
  isLeftOut?: boolean
}

/** What a named path was found to be: the top of a tree, a file in that folder, or nothing. */
export type FoundPath = { top: Top; isFolder: boolean } | { failure: unknown }

/** By absolute path. */
export type FoundPaths = ReadonlyMap<string, FoundPath>

/** What a walk reports besides its files. */
export interface WalkEvents {
  /** A file or folder that is left out, and why. Folders end in a separator. */
  leftOut(path: string, reason: string): void
  /** A path that cannot be walked: missing, unreadable. */
  failed(path: string, error: Error): void
  /** Something with the name of a temporary folder, in a tree whose top is `root`. */
  temporary?(path: string, root: Top): void
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
    outputs: new Map(),
  }
  // Before the first file: as soon as our temporary folders show, somebody could swap what the other paths lead to.
  const found = options.found ?? findPaths(paths, options.cwd)
  for (const named of paths) {
    const path = resolve(options.cwd, named)
    try {
      yield* walkNamed(path, found.get(path) ?? findPath(path), tree)
    } catch (error) {
      events.failed(path, fileFailure(error, 'be read'))
    }
  }
}

/**
 * Looks up the paths that a user names, once and for all: a folder that takes the place of one of them later is not
 * walked.
 * @param cwd absolute: where relative paths start.
 */
export function findPaths(paths: readonly string[], cwd: string): FoundPaths {
  return new Map(paths.map((named) => resolve(cwd, named)).map((path) => [path, findPath(path)]))
}

function findPath(path: string): FoundPath {
  try {
    if (!statSync(lookUp(path)).isDirectory()) return { top: topAt(dirname(path)), isFolder: false }
    // A link to a folder that the user names is the top of a tree, whatever the policy for links within it.
    const isLink = lstatSync(lookUp(path)).isSymbolicLink()
    return { top: topAt(isLink ? realpathSync(lookUp(path)) : path), isFolder: true }
  } catch (failure) {
    return { failure }
  }
}

interface Tree extends WalkOptions {
  symlinks: SymlinkPolicy
  wanted: (names: readonly string[]) => boolean
  events: WalkEvents
  entered: Set<string> | undefined
  /** By folder. */
  outputs: Map<string, string | undefined>
  /** Folders of files that were named, which have been searched for temporary files. */
  searched: Set<string>
}

/** A folder on the way. */
interface Level {
  folder: string
  /** It is closed when the folder has been walked. */
  handle: Folder
  root: Top
  named: string
  rules: IgnoreRules | undefined
  allScripts: boolean
  output?: string | undefined
  isLeftOut?: boolean
}

function* walkNamed(path: string, found: FoundPath, tree: Tree): Generator<FoundFile> {
  if ('failure' in found) throw found.failure
  const { top: root, isFolder } = found
  const folder = root.path
  if (isFolder) {
    const above = outputOf(path, tree) ?? outputOf(folder, tree)
    const allScripts = tree.allScripts ?? above !== undefined
    const isIn = above !== undefined && below(above, folder) !== undefined
    const output = isIn ? above : allScripts ? folder : undefined
    const rules = rulesAbove(folder, tree.cwd)
    const handle = openBelow(root, [])
    return yield* walkFolder({ folder, handle, root, named: path, rules, allScripts, output }, tree)
  }
  const handle = openBelow(root, [])
  let target: string | undefined
  try {
    if (lstatSync(handle.at(basename(path))).isSymbolicLink())
      target = realpathSync(handle.at(basename(path)))
    if (tree.events.temporary && !tree.searched.has(folder)) {
      tree.searched.add(folder)
      for (const name of listed(handle))
        if (isTemporary(name)) tree.events.temporary(join(folder, name), root)
    }
  } finally {
    handle.close()
  }
  const output = outputOf(folder, tree)
  const file = {
    name: basename(path),
    named: dirname(path),
    allScripts: tree.allScripts ?? true,
    ...(output && { output }),
  }
  if (target === undefined) yield { path, root, ...file }
  else if (tree.symlinks === 'replace') yield { path, target, root, ...file }
  else yield { path: target, root: topAt(dirname(target)), ...file }
}

/** The output folder that a folder is or is in. It is found out once for all files that are named. */
function outputOf(folder: string, { cwd, outputs }: Tree): string | undefined {
  if (!outputs.has(folder)) outputs.set(folder, outputFolderOf(folder, cwd))
  return outputs.get(folder)
}

/** The names in a folder; none if it may be entered but not listed. */
function listed(folder: Folder): string[] {
  try {
    return readdirSync(folder.at('.'))
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
  try {
    yield* walkOpen(level, tree)
  } finally {
    level.handle.close()
  }
}

function* walkOpen(level: Level, tree: Tree): Generator<FoundFile> {
  const { folder, handle } = level
  const { events, entered } = tree
  let entries: Dirent[]
  let rules: IgnoreRules | undefined
  try {
    if (entered) {
      const real = realpathSync(handle.at('.'))
      if (entered.has(real)) return events.leftOut(folder + sep, 'it has been walked already')
      entered.add(real)
    }
    entries = readdirSync(handle.at('.'), { withFileTypes: true })
    const hasRules = entries.some(({ name }) => name === IGNORE_FILE)
    rules = hasRules ? withRulesOf(folder, level.rules, handle.at(IGNORE_FILE)) : level.rules
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
    const reason = level.isLeftOut ? undefined : ignoredBy(rules, folder, entry.name, isFolder)
    if (reason !== undefined) events.leftOut(isFolder ? path + sep : path, reason)
    const isLeftOut = level.isLeftOut || reason !== undefined
    if (isLeftOut && !(reason === undefined || mayRefer(entry.name, reason, level, tree))) continue
    if (isFolder) {
      const isOutput = outputs?.includes(path) === true
      const output = level.output ?? (isOutput ? path : undefined)
      const allScripts = level.allScripts || isOutput
      const inner = opened(path, () => handle.open(entry.name), events)
      const { root, named } = level
      if (inner) yield* walkFolder({ ...inner, root, named, rules, allScripts, output, isLeftOut }, tree)
    } else {
      yield* walkEntry(entry, path, { ...level, rules, isLeftOut }, tree)
    }
  }
}

/**
 * Linux's PATH_MAX. No program can name what is farther down, and neither Node's recursion nor the number of open
 * files is without end.
 */
const LONGEST_PATH = 4096

/** Opens a folder to walk. @returns undefined if that fails, which it reports. */
function opened(
  folder: string,
  open: () => Folder,
  { failed }: WalkEvents,
): Pick<Level, 'folder' | 'handle'> | undefined {
  try {
    if (Buffer.byteLength(folder) > LONGEST_PATH)
      throw new CodecError('ENAMETOOLONG', 'cannot be listed: its path is too long')
    return { folder, handle: open() }
  } catch (error) {
    failed(folder, nameFailure(folder, fileFailure(error, 'be listed')))
    return undefined
  }
}

const NEVER_WALKED = new Set(['node_modules', '.git', '.hg', '.svn', '.jj'])

/** Whether something that is no artifact may hold names and digests of those that are. */
function mayRefer(name: string, reason: string, { output }: Level, { withLeftOut }: Tree): boolean {
  return withLeftOut === true && output !== undefined && isLeftOutByDefault(reason) && !NEVER_WALKED.has(name)
}

function* walkEntry(entry: Dirent, path: string, level: Level, tree: Tree): Generator<FoundFile> {
  if (entry.isSymbolicLink()) yield* walkLink(path, level, tree)
  else if (entry.isFile()) yield* offer(path, { path, ...level }, tree)
  else if (!level.isLeftOut) tree.events.leftOut(path, 'it is no regular file')
}

function* walkLink(path: string, level: Level, tree: Tree): Generator<FoundFile> {
  const { symlinks, events } = tree
  const { handle } = level
  if (level.isLeftOut) return
  if (symlinks === 'skip') return events.leftOut(path, SKIPPED_LINK)
  let target: string
  let stats: Stats
  let root: Top
  try {
    target = realpathSync(handle.at(basename(path)))
    stats = statSync(target)
    root = topAt(stats.isDirectory() ? target : dirname(target))
  } catch (error) {
    return events.failed(path, fileFailure(error, 'follow the symbolic link'))
  }
  if (!stats.isDirectory()) {
    const file = symlinks === 'follow' ? { path: target, root } : { path, target }
    yield* offer(path, { ...level, ...file }, tree)
  } else if (symlinks === 'follow') {
    const top = opened(target, () => openBelow(root, []), events)
    if (top) yield* walkFolder({ ...level, ...top, root }, tree)
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
  {
    path,
    target,
    root,
    named: namedFolder,
    allScripts,
    output,
    isLeftOut,
  }: Omit<FoundFile, 'name' | 'output'> & Pick<Level, 'root' | 'output'>,
  { cwd, wanted, events, withLeftOut }: Tree,
): Generator<FoundFile> {
  const name = slashes(relative(root.path, path))
  const nameHere = slashes(relative(cwd, named))
  const isUnwanted = !isLeftOut && !wanted([name, nameHere])
  if (isUnwanted) events.leftOut(named, 'include and exclude leave it out')
  if (isUnwanted && !(withLeftOut && output !== undefined)) return
  yield {
    path,
    name,
    root,
    named: namedFolder,
    allScripts,
    ...(target !== undefined && { target }),
    // A link that is followed may lead out of it.
    ...(output !== undefined && below(output, path) !== undefined && { output }),
    ...((isLeftOut || isUnwanted) && { isLeftOut: true }),
  }
}
