/**
 * Runs git through simple-git, in a way that no setting of the user changes: messages in English, no prompts, no
 * locks taken, no programs started that a config names, nothing fetched.
 *
 * simple-git is loaded when the first command runs. It refuses GIT_ variables and some settings unless they are
 * allowed by name: github.com/steveukx/git-js, docs/PLUGIN-UNSAFE-ACTIONS.md.
 */
import type { ChildProcess } from 'node:child_process'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Readable } from 'node:stream'
import { withAbsolutePath } from '../../../disk/search-path.js'
import { killTree } from './kill-tree.js'

type Env = Readonly<Record<string, string | undefined>>

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
  env: Env
  /** Variables that choose the repository. */
  repositoryEnv: Env
  signal: AbortSignal
}

/** What git said on its error stream. */
export class GitError extends Error {
  override readonly name = 'GitError'
  /** Whether the program could not be started at all. */
  readonly notFound: boolean
  constructor(message: string) {
    super(message)
    this.notFound = /spawn git ENOENT/.test(message)
  }
}

/** A repository's own settings name programs; those that our commands could start are switched off. */
const SETTINGS = [
  'core.fsmonitor=false',
  // A file, and so no folder with hooks in it, on any system.
  `core.hooksPath=${process.execPath}`,
  'core.quotePath=false',
  // `git diff` would write the index, and tell a hook: it asks for no permission as `git status` does.
  'diff.autoRefreshIndex=false',
  'diff.relative=false',
  // A number that ends `git fetch` before it has asked anybody: see GIT_NO_LAZY_FETCH.
  'fetch.parallel=-1',
  'log.showSignature=false',
  'safe.bareRepository=explicit',
]

/** Bytes. Patches and lists of files beyond it would fill the memory, and no report. */
const LONGEST_OUTPUT = 64 * 1_048_576

const FIXED_ENV = {
  LC_ALL: 'C',
  // Objects that are missing are not fetched. Before git 2.45 a fetch is begun all the same: it finds a setting that it
  // refuses, and no transport that it may use. A name that an alias can have would not do: `alias.remote-none`.
  GIT_ALLOW_PROTOCOL: '(none)',
  GIT_NO_LAZY_FETCH: '1',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
}

/** Variables that say where git finds its config and repositories. Others would change what it prints or runs. */
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

/** Tells this process's commands apart: a setting that git does not know and does not mind. */
let commands = 0

/** Makes a runner for one repository. */
export function gitRunner({ cwd, env, repositoryEnv, signal }: GitRunnerOptions): GitRunner {
  const gitEnv = { ...pick(env, PASSED), ...safeDirectories(env), ...repositoryEnv, ...FIXED_ENV }
  const childEnv = { ...withAbsolutePath(withoutGuarded(env)), ...gitEnv }
  return async (args, { input, settings = [] } = {}) => {
    const { simpleGit } = await import('simple-git')
    signal.throwIfAborted()
    const chunks: Buffer[] = []
    const streams: Readable[] = []
    const started: ChildProcess[] = []
    const setting = `chalkmark.command=${++commands}`
    let length = 0
    let stop = (_reason: unknown) => {}
    const git = simpleGit({
      baseDir: cwd,
      abort: signal,
      config: [...SETTINGS, ...settings, setting],
      allowEnvironment: Object.keys(gitEnv),
      // The config files and the settings are ours or the user's own, never a project's: these switch programs off.
      unsafe: {
        allowUnsafeConfigPaths: true,
        allowUnsafeConfigEnvCount: true,
        allowUnsafeFilter: true,
        allowUnsafeFsMonitor: true,
        allowUnsafeHooksPath: true,
      },
      completion: { onClose: true, onExit: false },
      ...(input !== undefined && { input: () => input }),
      errors: (error, { exitCode, stdErr }) => {
        if (exitCode !== 0 && stdErr.length > 0) return Buffer.concat(stdErr)
        // Without a word 1 is git's "no". One that was killed says nothing either, and what it has written until then
        // may look whole.
        if (error || exitCode === 0 || exitCode === 1) return error
        return Buffer.from(`git ${args[0]} was ended from outside`)
      },
    })
      .env(childEnv)
      // Bytes, because simple-git's text has lost what is not UTF-8.
      .outputHandler((_, stdout, stderr) => {
        stdout.on('data', (chunk: Buffer) => {
          length += chunk.length
          if (length <= LONGEST_OUTPUT) chunks.push(chunk)
          else stop(new Error(`git ${args[0]} says more than 64 MB: that is left out`))
        })
        streams.push(stdout as Readable, stderr as Readable)
      })
    return new Promise((resolve, reject) => {
      // simple-git keeps its processes to itself, but Node tells of every one, before it has its arguments.
      const onSpawn = (message: unknown) => started.push((message as { process: ChildProcess }).process)
      subscribe('child_process', onSpawn)
      stop = (reason) => {
        for (const { pid, spawnargs } of started) if (pid && spawnargs.includes(setting)) killTree(pid)
        // Whatever still holds the other ends must not keep this process alive.
        for (const stream of streams) stream.destroy()
        reject(reason)
      }
      const onAbort = () => stop(signal.reason)
      signal.addEventListener('abort', onAbort, { once: true })
      git
        .raw(args)
        .then(
          () => resolve(Buffer.concat(chunks)),
          (error: Error) => reject(new GitError(error.message)),
        )
        .finally(() => {
          unsubscribe('child_process', onSpawn)
          signal.removeEventListener('abort', onAbort)
        })
    })
  }
}

/** Names that simple-git guards besides those that begin with GIT_. None matters to commands that only read. */
const GUARDED = /^(?:git_.*|editor|pager|prefix|ssh_askpass|visual)$/i

function withoutGuarded(env: Env): Env {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !GUARDED.test(name)))
}

function pick(env: Env, names: string[]): Env {
  return Object.fromEntries(names.filter((name) => env[name] !== undefined).map((name) => [name, env[name]]))
}

/** Of the settings in GIT_CONFIG_KEY_<n> only those that let git read a repository that belongs to someone else. */
function safeDirectories(env: Env): Record<string, string> {
  const folders: string[] = []
  for (let index = 0; index < Number(env.GIT_CONFIG_COUNT ?? 0); index++) {
    // git takes no count with gaps.
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
