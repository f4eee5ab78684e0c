/**
 * Finds the repository that a folder belongs to and reads what needs no git for: gitrepository-layout(5).
 *
 * git itself decides whatever git can be asked for. This serves to start no process where there is no repository, and
 * to give the commit where there is no git, as in many container images.
 *
 * The few small files are read at once, not asynchronously: git can only be started when they are known, and a bundler
 * that is busy would let a handful of turns of the event loop take as long as its whole build.
 */
import { realpathSync } from 'node:fs'
import { delimiter, dirname, isAbsolute, resolve } from 'node:path'
import { inside } from '../../../disk/inside.js'
import { readPlainFile } from '../../../disk/plain.js'
import { statOf } from '../../stat-of.js'
import { type GitConfig, parseGitConfig } from './config.js'

export interface Repository {
  /** Holds HEAD. */
  gitDir: string
  /** Holds config, refs and objects. The same folder unless there are several worktrees. */
  commonDir: string
  /** Root of the working tree; none in a bare repository. */
  worktree?: string
  /** Where the search ended: its `.git`, or the bare repository. Undefined if the environment names the repository. */
  foundAt?: string
  /** What git needs in its environment to take this repository. */
  env: Record<string, string>
}

type Env = Readonly<Record<string, string | undefined>>

/**
 * The repository of `from`, searched upwards as git does (with GIT_DIR, GIT_WORK_TREE, GIT_CEILING_DIRECTORIES).
 * @returns undefined if there is none.
 * @throws Error, one line, if `.git` or GIT_DIR names a folder that is no repository.
 */
export function findRepository(from: string, env: Env): Repository | undefined {
  const found = searchUpwards(isAbsolute(from) ? from : resolve(from), env)
  const worktree = env.GIT_WORK_TREE && resolve(from, env.GIT_WORK_TREE)
  if (!env.GIT_DIR)
    return found && worktree ? { ...found, worktree, env: { GIT_WORK_TREE: worktree } } : found
  const gitDir = resolve(from, env.GIT_DIR)
  if (isGitDir(gitDir)) {
    // Hooks run with GIT_DIR set. To search is safer then: with GIT_DIR alone git takes any folder for the root.
    if (found && isSame(found.gitDir, gitDir)) return found
    return explicitRepository(gitDir, worktree, resolve(from))
  }
  // A relative GIT_DIR from a hook is lost once a script changes folders.
  if (found) return found
  throw new Error(`GIT_DIR is ${env.GIT_DIR}, which is no git repository: correct or unset it`)
}

function searchUpwards(start: string, env: Env): Repository | undefined {
  const ceilings = new Set(
    (env.GIT_CEILING_DIRECTORIES ?? '')
      .split(delimiter)
      .filter(Boolean)
      .map((path) => resolve(path)),
  )
  for (let folder = start; ; folder = dirname(folder)) {
    const gitDir = dotGit(folder)
    if (gitDir) {
      const commonDir = commonDirOf(gitDir)
      // Several worktrees may share a bare repository: `.git` beside them leads to it, and is no worktree itself.
      const bare = commonDir === gitDir && isBare(readConfig(inside(gitDir, 'config')))
      const foundAt = inside(folder, '.git')
      return { gitDir, commonDir, ...(!bare && { worktree: folder }), foundAt, env: {} }
    }
    if (isGitDir(folder)) return { gitDir: folder, commonDir: commonDirOf(folder), foundAt: folder, env: {} }
    const parent = dirname(folder)
    if (parent === folder || ceilings.has(parent)) return undefined
  }
}

/** The folder that `.git` is, or names: `gitdir: ../.git/modules/x` in submodules and further worktrees. */
function dotGit(folder: string): string | undefined {
  const path = inside(folder, '.git')
  const entry = statOf(path)
  if (entry?.isDirectory()) return isGitDir(path) ? path : undefined
  if (!entry?.isFile()) return undefined
  const target = /^gitdir:\s*(.*?)\s*$/s.exec(readText(path) ?? '')?.[1]
  if (!target) return undefined
  const gitDir = resolve(folder, target)
  if (!isGitDir(gitDir)) throw new Error(`${path} points to ${target}, which is no git repository`)
  return gitDir
}

function explicitRepository(gitDir: string, worktree: string | undefined, from: string): Repository {
  const commonDir = commonDirOf(gitDir)
  const config = readConfig(inside(commonDir, 'config'))
  const configured = config.get('core.worktree')?.at(-1)
  const root = worktree ?? (configured ? resolve(gitDir, configured) : isBare(config) ? undefined : from)
  return {
    gitDir,
    commonDir,
    ...(root && { worktree: root }),
    env: { GIT_DIR: gitDir, ...(worktree && { GIT_WORK_TREE: worktree }) },
  }
}

function isBare(config: GitConfig): boolean {
  return config.get('core.bare')?.at(-1)?.toLowerCase() === 'true'
}

function isGitDir(folder: string): boolean {
  const head = statOf(inside(folder, 'HEAD'))
  if (!head?.isFile()) return false
  const objects = statOf(inside(commonDirOf(folder), 'objects'))
  return objects?.isDirectory() ?? false
}

function commonDirOf(gitDir: string): string {
  const path = readText(inside(gitDir, 'commondir'))
  return path ? resolve(gitDir, path.trim()) : gitDir
}

/** Whether two paths lead to one folder. */
export function isSame(one: string, other: string): boolean {
  try {
    return realpathSync(one) === realpathSync(other)
  } catch {
    return false
  }
}

/** What HEAD says: the branch, or a commit where none is checked out. */
export interface Head {
  branch?: string
  /** Not set before the first commit, and in repositories whose refs only git can read (reftable). */
  commit?: string
}

/** Follows HEAD through the files of a repository. */
export function readHead({ gitDir, commonDir }: Repository): Head {
  const text = readText(inside(gitDir, 'HEAD'))?.trim() ?? ''
  const ref = /^ref:\s*(\S.*)$/.exec(text)?.[1]
  if (!ref) return isObjectName(text) ? { commit: text } : {}
  // Others would lead out of the repository, to a file of whatever content: git-check-ref-format(1).
  if (!ref.startsWith('refs/') || /(?:^|[\\/])\.\.(?:[\\/]|$)/.test(ref)) return {}
  const loose = readText(inside(commonDir, ref))?.trim()
  const commit = loose && isObjectName(loose) ? loose : packedRef(commonDir, ref)
  const branch = ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : undefined
  // What HEAD holds in the reftable format, to keep programs like this one from believing it.
  if (branch === '.invalid') return {}
  return { ...(branch && { branch }), ...(commit && { commit }) }
}

/** A line of packed-refs: `<id> <ref>`. The file may be large, so it is not taken apart. */
function packedRef(commonDir: string, ref: string): string | undefined {
  const text = readText(inside(commonDir, 'packed-refs')) ?? ''
  const end = text.indexOf(` ${ref}\n`)
  const id = text.slice(text.lastIndexOf('\n', end) + 1, end)
  return end >= 0 && isObjectName(id) ? id : undefined
}

function isObjectName(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text)
}

/** A config file, or an empty one if it does not exist. */
export function readConfig(path: string): GitConfig {
  return parseGitConfig(readText(path) ?? '')
}

/**
 * A file's text, or undefined if it does not exist.
 * @throws Error, one line, for a pipe or a device, which may never end.
 */
function readText(path: string): string | undefined {
  const stat = statOf(path)
  if (stat && !stat.isFile() && !stat.isDirectory()) throw new Error(`${path} is no regular file: not read`)
  try {
    return readPlainFile(path)?.toString()
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return undefined
    throw error
  }
}
