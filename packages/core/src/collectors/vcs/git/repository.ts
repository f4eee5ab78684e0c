/**
 * Finds the repository that a folder belongs to and reads what can be read without git: gitrepository-layout(5).
 *
 * git itself is asked for everything else. This code avoids a process if there is no repository, and gives the
 * commit if git is not installed, as in many container images.
 *
 * The few small files are read synchronously. git can be started only when they are known, and beside a busy
 * bundler a handful of turns of the event loop can take as long as its whole build.
 */
import { delimiter, dirname, isAbsolute, resolve } from 'node:path'
import { inside } from '../../../disk/paths.js'
import type { Host } from '../../host.js'
import { type GitConfig, parseGitConfig } from './config.js'

export interface Repository {
  /** Holds HEAD. */
  gitDir: string
  /** Holds config, refs and objects. The same folder as `gitDir` unless this is an additional worktree. */
  commonDir: string
  /** Root of the working tree; none in a bare repository. */
  worktree?: string
  /** Where the search ended: its `.git`, or the bare repository. Undefined if the environment names the repository. */
  foundAt?: string
  /** What git needs in its environment to take this repository. */
  env: Record<string, string>
}

/**
 * The repository of `from`, searched upwards as git does (with GIT_DIR, GIT_WORK_TREE, GIT_CEILING_DIRECTORIES).
 * @returns undefined if there is none.
 * @throws Error, one line, if `.git` or GIT_DIR names a folder that is no repository.
 */
export function findRepository(host: Host, from: string): Repository | undefined {
  const { env } = host
  const found = searchUpwards(host, isAbsolute(from) ? from : resolve(from))
  const worktree = env.GIT_WORK_TREE && resolve(from, env.GIT_WORK_TREE)
  if (!env.GIT_DIR)
    return found && worktree ? { ...found, worktree, env: { GIT_WORK_TREE: worktree } } : found
  const gitDir = resolve(from, env.GIT_DIR)
  if (isGitDir(host, gitDir)) {
    // Hooks run with GIT_DIR set. Searching is safer then, since with GIT_DIR alone git takes any folder for the
    // root.
    if (found && isSame(host, found.gitDir, gitDir)) return found
    return explicitRepository(host, gitDir, worktree, resolve(from))
  }
  // A relative GIT_DIR from a hook is lost once a script changes folders.
  if (found) return found
  throw new Error(`GIT_DIR is ${env.GIT_DIR}, which is no git repository: correct or unset it`)
}

function searchUpwards(host: Host, start: string): Repository | undefined {
  const ceilings = ceilingsIn(host)
  for (let folder = start; ; folder = dirname(folder)) {
    const found = repositoryAt(host, folder)
    if (found) return found
    const parent = dirname(folder)
    if (parent === folder || ceilings.has(parent)) return undefined
  }
}

/** The folders above which no repository is looked for: GIT_CEILING_DIRECTORIES. */
export function ceilingsIn({ env }: Host): ReadonlySet<string> {
  const paths = (env.GIT_CEILING_DIRECTORIES ?? '').split(delimiter).filter(Boolean)
  return new Set(paths.map((path) => resolve(path)))
}

/**
 * The repository whose top a folder is: it holds `.git`, or is a bare repository itself.
 * @returns undefined if it is the top of none.
 * @throws Error, one line, if its `.git` names a folder that is no repository.
 */
export function repositoryAt(host: Host, folder: string): Repository | undefined {
  const gitDir = dotGit(host, folder)
  if (gitDir) {
    const commonDir = commonDirOf(host, gitDir)
    // Several worktrees may share a bare repository: `.git` beside them leads to it, and is no worktree itself.
    const bare = commonDir === gitDir && isBare(readConfig(host, inside(gitDir, 'config')))
    const foundAt = inside(folder, '.git')
    return { gitDir, commonDir, ...(!bare && { worktree: folder }), foundAt, env: {} }
  }
  if (!isGitDir(host, folder)) return undefined
  return { gitDir: folder, commonDir: commonDirOf(host, folder), foundAt: folder, env: {} }
}

/** The folder that `.git` is, or names: `gitdir: ../.git/modules/x` in submodules and further worktrees. */
function dotGit(host: Host, folder: string): string | undefined {
  const path = inside(folder, '.git')
  const kind = host.stat(path)?.kind
  if (kind === 'folder') return isGitDir(host, path) ? path : undefined
  if (kind !== 'file') return undefined
  const target = /^gitdir:(.*)$/s.exec(readText(host, path) ?? '')?.[1]?.trim()
  if (!target) return undefined
  const gitDir = resolve(folder, target)
  if (!isGitDir(host, gitDir)) throw new Error(`${path} points to ${target}, which is no git repository`)
  return gitDir
}

function explicitRepository(
  host: Host,
  gitDir: string,
  worktree: string | undefined,
  from: string,
): Repository {
  const commonDir = commonDirOf(host, gitDir)
  const config = readConfig(host, inside(commonDir, 'config'))
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

function isGitDir(host: Host, folder: string): boolean {
  if (host.stat(inside(folder, 'HEAD'))?.kind !== 'file') return false
  return host.stat(inside(commonDirOf(host, folder), 'objects'))?.kind === 'folder'
}

function commonDirOf(host: Host, gitDir: string): string {
  const path = readText(host, inside(gitDir, 'commondir'))
  return path ? resolve(gitDir, path.trim()) : gitDir
}

/** Whether two paths lead to one folder. */
export function isSame(host: Host, one: string, other: string): boolean {
  try {
    return host.realPath(one) === host.realPath(other)
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
export function readHead(host: Host, { gitDir, commonDir }: Repository): Head {
  const text = readText(host, inside(gitDir, 'HEAD'))?.trim() ?? ''
  const ref = /^ref:\s*(\S.*)$/.exec(text)?.[1]
  if (!ref) return isObjectName(text) ? { commit: text } : {}
  // Other names could lead out of the repository, to any file: git-check-ref-format(1).
  if (!ref.startsWith('refs/') || /(?:^|[\\/])\.\.(?:[\\/]|$)/.test(ref)) return {}
  const loose = readText(host, inside(commonDir, ref))?.trim()
  const commit = loose && isObjectName(loose) ? loose : packedRef(host, commonDir, ref)
  const branch = ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : undefined
  // In the reftable format HEAD holds this name, so that programs like this one do not use it.
  if (branch === '.invalid') return {}
  return { ...(branch && { branch }), ...(commit && { commit }) }
}

/** A line of packed-refs: `<id> <ref>`. The file may be large, so it is searched, not parsed. */
function packedRef(host: Host, commonDir: string, ref: string): string | undefined {
  const text = readText(host, inside(commonDir, 'packed-refs')) ?? ''
  const end = text.indexOf(` ${ref}\n`)
  const id = text.slice(text.lastIndexOf('\n', end) + 1, end)
  return end >= 0 && isObjectName(id) ? id : undefined
}

/** Whether a text is the whole name of an object: SHA-1 or SHA-256 in hex. */
export function isObjectName(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text)
}

/** A config file, or an empty one if it does not exist. */
export function readConfig(host: Host, path: string): GitConfig {
  return parseGitConfig(readText(host, path) ?? '')
}

/**
 * A file's text, or undefined if it does not exist.
 * @throws Error, one line, for a pipe or a device, which may never end.
 */
function readText(host: Host, path: string): string | undefined {
  if (host.stat(path)?.kind === 'other') throw new Error(`${path} is no regular file: not read`)
  return host.readFile(path)?.toString()
}
