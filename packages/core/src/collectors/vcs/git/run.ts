/**
 * Runs git through simple-git, in a way that no setting of the user changes: messages in English, no prompts, no
 * locks taken, no programs started that a config names, nothing fetched.
 *
 * simple-git is loaded when the first command runs. It refuses GIT_ variables and some settings unless they are
 * allowed by name: github.com/steveukx/git-js, docs/PLUGIN-UNSAFE-ACTIONS.md. It ends git with SIGINT, as Ctrl+C
 * does (docs/PLUGIN-ABORT-CONTROLLER.md). A script in place of git may ignore that. Its output is then not waited
 * for, but it keeps running.
 */
import type { Readable } from 'node:stream'
import { withAbsolutePath } from '../../../disk/search-path.js'
import { type Env, type Host, LONGEST_OUTPUT } from '../../host.js'

/** Runs one command and gives what it wrote. Rejects with a {@link GitError}, or with the signal's reason. */
export type GitRunner = (args: string[], options?: GitCommandOptions) => Promise<Buffer>

export interface GitCommandOptions {
  /** For git's standard input. */
  input?: string
  /** `key=value`, for this command. */
  settings?: readonly string[]
}

export interface GitRunnerOptions {
  cwd: string
  /** Variables that choose the repository. */
  repositoryEnv: Env
  signal: AbortSignal
}

/** What git said on its error stream. */
export class GitError extends Error {
  override readonly name = 'GitError'
}

/**
 * A setting that means nothing to git. It makes git print something, since simple-git waits 50 ms if git prints
 * nothing.
 */
export const FOUND_ALWAYS = 'chalkmark.found'

/** A repository's own settings can name programs. Those that our commands could start are switched off. */
const SETTINGS = [
  `${FOUND_ALWAYS}=always`,
  'core.fsmonitor=false',
  'core.quotePath=false',
  // `git diff` would write the index and run a hook, and it does not obey GIT_OPTIONAL_LOCKS as `git status` does.
  'diff.autoRefreshIndex=false',
  'diff.relative=false',
  // A number that ends `git fetch` before it has asked anybody: see GIT_NO_LAZY_FETCH.
  'fetch.parallel=-1',
  'log.showSignature=false',
  'safe.bareRepository=explicit',
]

/**
 * Variables with the same settings, for a program that starts git by itself.
 * @param env what it gets else: the repositories of other users that git may read stay.
 * @param program a file, which is no folder with hooks in it.
 */
export function settingsForOthers(env: Env, program: string): Env {
  const { GIT_CONFIG_COUNT: count = '0', ...allowed } = safeDirectories(env)
  const { LC_ALL: _, ...fixed } = FIXED_ENV
  const variables: Record<string, string> = { ...fixed, ...allowed }
  let next = Number(count)
  for (const setting of [...SETTINGS, `core.hooksPath=${program}`]) {
    const end = setting.indexOf('=')
    variables[`GIT_CONFIG_KEY_${next}`] = setting.slice(0, end)
    variables[`GIT_CONFIG_VALUE_${next}`] = setting.slice(end + 1)
    next++
  }
  return { ...variables, GIT_CONFIG_COUNT: String(next) }
}

/** The config files and settings that we pass are ours or the user's, never the project's. They switch programs off. */
const ALLOWED = {
  allowUnsafeConfigPaths: true,
  allowUnsafeConfigEnvCount: true,
  // Paths with blanks, as Windows has them.
  allowUnsafeCustomBinary: true,
  allowUnsafeFilter: true,
  allowUnsafeFsMonitor: true,
  allowUnsafeHooksPath: true,
}

const FIXED_ENV = {
  LC_ALL: 'C',
  // Objects that are missing are not fetched. Before git 2.45 a fetch is begun all the same: it finds a setting that it
  // refuses, and no transport that it may use. A name that an alias can have would not do: `alias.remote-none`.
  GIT_ALLOW_PROTOCOL: '(none)',
  GIT_NO_LAZY_FETCH: '1',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
}

/**
 * Variables that say where git finds its config and repositories. Other variables could change what git prints or
 * runs.
 */
const PASSED = [
  'GIT_CEILING_DIRECTORIES',
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_SYSTEM',
  'GIT_CONFIG_NOSYSTEM',
  'GIT_DISCOVERY_ACROSS_FILESYSTEM',
]

/** Whether arguments or settings are few and short enough: Windows takes 32,767 characters. */
export function fitsCommandLine(args: readonly string[]): boolean {
  return args.reduce((length, argument) => length + argument.length + 5, 0) <= 24_000
}

/** Makes a runner for one repository. */
export function gitRunner(host: Host, { cwd, repositoryEnv, signal }: GitRunnerOptions): GitRunner {
  const { env } = host
  const binary = host.findProgram('git')
  const gitEnv = { ...pick(env, PASSED), ...safeDirectories(env), ...repositoryEnv, ...FIXED_ENV }
  return async (args, { input, settings = [] } = {}) => {
    if (!binary) throw new Error('git was not found on the PATH: install it to have the facts of the commit')
    const { simpleGit } = await import('simple-git')
    signal.throwIfAborted()
    const stop = new AbortController()
    signal.addEventListener('abort', () => stop.abort(signal.reason), { once: true })
    const output = limitedOutput(stop, `git ${args[0]}`)
    const git = simpleGit({
      baseDir: cwd,
      binary,
      abort: stop.signal,
      // git's own program is a file on every system, so it is no folder with hooks in it.
      config: [...SETTINGS, `core.hooksPath=${binary}`, ...settings],
      allowEnvironment: Object.keys(gitEnv),
      unsafe: ALLOWED,
      completion: { onClose: true, onExit: false },
      ...(input !== undefined && { input: () => input }),
      errors: (error, { exitCode, stdErr }) => {
        if (exitCode !== 0 && stdErr.length > 0) return Buffer.concat(stdErr)
        // Exit code 1 without a message is git's "no". A killed git prints no message either, and its output so far
        // may look complete.
        if (error || exitCode === 0 || exitCode === 1) return error
        return Buffer.from(`git ${args[0]} was ended from outside`)
      },
    })
      .env({ ...withAbsolutePath(withoutGuarded(env)), ...gitEnv })
      .outputHandler(output.take)
    const done = git.raw(args).then(output.bytes, (error: Error) => {
      throw new GitError(error.message)
    })
    return Promise.race([done, rejectedBy(stop.signal)])
  }
}

/** Takes a command's output as bytes, because simple-git's text has lost what is not UTF-8, and limits its size. */
function limitedOutput(stop: AbortController, command: string) {
  const chunks: Buffer[] = []
  let length = 0
  return {
    bytes: () => Buffer.concat(chunks),
    take(_: string, stdout: NodeJS.ReadableStream, stderr: NodeJS.ReadableStream): void {
      stdout.on('data', (chunk: Buffer) => {
        length += chunk.length
        if (length <= LONGEST_OUTPUT) chunks.push(chunk)
        else stop.abort(new Error(`${command} says more than 64 MB: that is left out`))
      })
      // Whatever still holds the other ends must not keep this process alive.
      const close = () => {
        for (const stream of [stdout, stderr]) (stream as Readable).destroy()
      }
      stop.signal.addEventListener('abort', close, { once: true })
    },
  }
}

/** A promise that an aborted signal rejects with its reason. */
function rejectedBy(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

/**
 * Other names that simple-git refuses besides those that begin with GIT_. Commands that only read need none of
 * them.
 */
const GUARDED = /^(?:git_.*|editor|pager|prefix|ssh_askpass|visual)$/i

function withoutGuarded(env: Env): Env {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !GUARDED.test(name)))
}

function pick(env: Env, names: string[]): Env {
  return Object.fromEntries(names.filter((name) => env[name] !== undefined).map((name) => [name, env[name]]))
}

/** Of the settings in GIT_CONFIG_KEY_<n>, only those that let git read a repository of another user. */
function safeDirectories(env: Env): Record<string, string> {
  const folders: string[] = []
  for (let index = 0; index < Number(env.GIT_CONFIG_COUNT ?? 0); index++) {
    // git accepts no gaps in the numbers.
    if (env[`GIT_CONFIG_KEY_${index}`] === undefined) break
    const folder = env[`GIT_CONFIG_VALUE_${index}`]
    if (env[`GIT_CONFIG_KEY_${index}`]?.toLowerCase() === 'safe.directory' && folder !== undefined)
      folders.push(folder)
  }
  if (folders.length === 0) return {}
  const passed: Record<string, string> = { GIT_CONFIG_COUNT: String(folders.length) }
  for (const [index, folder] of folders.entries()) {
    passed[`GIT_CONFIG_KEY_${index}`] = 'safe.directory'
    passed[`GIT_CONFIG_VALUE_${index}`] = folder
  }
  return passed
}
