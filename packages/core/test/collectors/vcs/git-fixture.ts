import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { expect } from 'vitest'
import type { Collected } from '../../../src/collectors/collector.js'
import type { Env } from '../../../src/collectors/host.js'
import { type Facts, runCollectors } from '../../../src/collectors/run.js'
import { git } from '../../../src/collectors/vcs/git/index.js'
import { asking, withSignal } from '../worlds.js'

export const AUTHORED = '2026-11-22T09:51:46.000+05:30'
export const COMMITTED = '2026-11-22T00:21:50.000-04:00'

/** A temporary folder with real repositories in it, and an environment that nothing of the machine's leaks into. */
export class Fixture {
  readonly folder = realpathSync.native(mkdtempSync(join(tmpdir(), 'chalkmark-git-')))
  readonly env: Record<string, string> = {
    ...Object.fromEntries(
      ['PATH', 'Path', 'SystemRoot'].flatMap((name) =>
        process.env[name] ? [[name, process.env[name]]] : [],
      ),
    ),
    HOME: join(this.folder, 'home'),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CEILING_DIRECTORIES: dirname(this.folder),
  }

  constructor() {
    mkdirSync(this.env.HOME!)
    writeFileSync(
      join(this.env.HOME!, '.gitconfig'),
      '[user]\n\tname = A U Thor\n\temail = author@example.com\n[init]\n\tdefaultBranch = main\n[protocol "file"]\n\tallow = always\n',
    )
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts)
  }

  /** Writes a file, relative to the folder. */
  write(path: string, text: string | Uint8Array): string {
    const file = this.path(path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    return file
  }

  /** Runs git in a folder below. */
  git(folder: string, ...args: string[]): string {
    return this.run(folder, args)
  }

  run(
    folder: string,
    args: string[],
    options: { env?: Record<string, string>; input?: string | Uint8Array } = {},
  ): string {
    const env = {
      ...this.env,
      GIT_AUTHOR_DATE: AUTHORED,
      GIT_COMMITTER_NAME: 'C O Mitter',
      GIT_COMMITTER_EMAIL: 'committer@example.com',
      GIT_COMMITTER_DATE: COMMITTED,
      ...options.env,
    }
    return execFileSync('git', args, {
      cwd: this.path(folder),
      env,
      input: options.input,
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'pipe'],
    }).trimEnd()
  }

  /** A repository with one commit that holds `file.txt`. */
  repository(name: string, message = 'Begin'): string {
    mkdirSync(this.path(name), { recursive: true })
    this.git(name, 'init', '-q')
    this.write(join(name, 'file.txt'), 'one\n')
    this.git(name, 'add', '.')
    this.git(name, 'commit', '-q', '-m', message)
    return this.path(name)
  }

  /** A `git` on a PATH of its own, as a shell script. `{git}` is the real one. */
  fakeGit(script: string): string {
    const real = execFileSync('sh', ['-c', 'command -v git'], { env: this.env, encoding: 'utf8' }).trim()
    const file = this.write(
      `bin-${Math.random().toString(36).slice(2)}/git`,
      `#!/bin/sh\n${script.replaceAll('{git}', real)}\n`,
    )
    chmodSync(file, 0o755)
    return `${dirname(file)}${delimiter}${this.env.PATH}`
  }

  /** What the git collector says in a folder. */
  collect(
    folder: string,
    more: { env?: Env; reproducible?: boolean; wanted?: string[]; timeout?: number } = {},
  ): Promise<Facts> {
    const { wanted = EVERYTHING, timeout = 20_000, ...rest } = more
    const asked = asking(wanted, {
      ...rest,
      root: this.path(folder),
      env: { ...this.env, ...rest.env },
    })
    return runCollectors([git], ...asked, timeout)
  }

  /** The same, but its time is up when something has come about, and not before. */
  async collectUntil(folder: string, env: Env, hasCome: () => boolean): Promise<Collected> {
    const [host, question] = asking(EVERYTHING, { root: this.path(folder), env: { ...this.env, ...env } })
    const controller = new AbortController()
    const collected = git.collect(host, withSignal(question, controller.signal))
    await expect.poll(hasCome).toBe(true)
    controller.abort(new Error('time is up'))
    return collected
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

export const EVERYTHING = git.keys.filter((key) => !key.startsWith('_'))
