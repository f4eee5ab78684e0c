/**
 * The address of the repository that a working copy came from: of the remote `origin`, else of the one that the
 * branch follows, else of the only one. Read from the config files without git. git is asked only if files include
 * others on conditions that only git can evaluate.
 *
 * A path is no origin: nobody else finds a repository by it, and it names folders and people of this machine.
 */
import { inside } from '../../../disk/paths.js'
import { isLocal, type Remote, remoteAddress } from '../../../redact/index.js'
import type { Env, Host } from '../../host.js'
import { addValue, askConfig, type GitConfig } from './config.js'
import { type Repository, readConfig } from './repository.js'
import type { GitRunner } from './run.js'

/** @returns the address without credentials or why it is left out, undefined if there is no remote but a folder, or no way to choose between several. */
export async function originUri(
  host: Host,
  repository: Repository,
  branch: string | undefined,
  git: GitRunner,
): Promise<Remote | undefined> {
  const files = configFiles(repository, host.env).map((path) => readConfig(host, path))
  const config = merge(files)
  const url = remoteUrl(hasInclude(config) ? await askConfig(git, KEYS) : config, branch)
  return url && !isLocal(url) ? remoteAddress(url) : undefined
}

/**
 * Every file that git reads, the one with the lowest precedence first. The place of the system's file differs;
 * these are the usual ones.
 */
function configFiles({ commonDir, gitDir }: Repository, env: Env): string[] {
  const home = env.HOME || env.USERPROFILE
  const system = /^(?:1|true|yes|on)$/i.test(env.GIT_CONFIG_NOSYSTEM ?? '')
    ? []
    : [env.GIT_CONFIG_SYSTEM || '/etc/gitconfig']
  const xdg = env.XDG_CONFIG_HOME || (home && inside(home, '.config'))
  const global = env.GIT_CONFIG_GLOBAL
    ? [env.GIT_CONFIG_GLOBAL]
    : [xdg && inside(xdg, 'git/config'), home && inside(home, '.gitconfig')].filter(
        (path) => path !== undefined,
      )
  return [...system, ...global, inside(commonDir, 'config'), inside(gitDir, 'config.worktree')].filter(
    Boolean,
  )
}

function merge(files: GitConfig[]): GitConfig {
  const merged: GitConfig = new Map()
  for (const file of files)
    for (const [key, values] of file) for (const value of values) addValue(merged, key, value)
  return merged
}

function hasInclude(config: GitConfig): boolean {
  return [...config.keys()].some((key) => key === 'include.path' || key.startsWith('includeif.'))
}

/** The keys that matter here. */
const KEYS = 'remote\\..*\\.url|branch\\..*\\.remote|url\\..*\\.insteadof'

function remoteUrl(config: GitConfig, branch: string | undefined): string | undefined {
  const remotes = new Map<string, string>()
  for (const [key, values] of config) {
    const name = /^remote\.(.+)\.url$/s.exec(key)?.[1]
    // git fetches from the first address. An empty address removes those before it.
    const url = values.slice(values.lastIndexOf('') + 1)[0]
    if (name && url) remotes.set(name, url)
  }
  const followed = branch === undefined ? undefined : config.get(`branch.${branch}.remote`)?.at(-1)
  const only = remotes.size === 1 ? [...remotes.values()][0] : undefined
  const url = remotes.get('origin') ?? (followed && remotes.get(followed)) ?? only
  return url && rewrite(url, config)
}

/** `url.<base>.insteadOf = <prefix>`: the longest prefix that fits wins. */
function rewrite(url: string, config: GitConfig): string {
  let longest = ''
  let rewritten = url
  for (const [key, prefixes] of config) {
    const base = /^url\.(.*)\.insteadof$/s.exec(key)?.[1]
    if (base === undefined) continue
    for (const prefix of prefixes) {
      if (prefix.length <= longest.length || !url.startsWith(prefix)) continue
      longest = prefix
      rewritten = base + url.slice(prefix.length)
    }
  }
  return rewritten
}
