/** A repository whose author means harm: every file has drivers, and a program leaves a trace wherever it is started. */
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { git } from '../../../src/collectors/vcs/git/index.js'
import { Fixture } from './git-fixture.js'

/** What is said of the remotes that start a program: `ext::…`. */
export const REMOTE_LEFT_OUT =
  "git: the address of the repository's remote is left out, as it is of a remote helper (helper::address), and only the helper knows its parts"

/** githooks(5). */
export const HOOKS =
  'applypatch-msg pre-applypatch post-applypatch pre-commit pre-merge-commit prepare-commit-msg commit-msg post-commit pre-rebase post-checkout post-merge pre-push pre-receive update proc-receive post-receive post-update reference-transaction push-to-checkout pre-auto-gc post-rewrite sendemail-validate fsmonitor-watchman p4-changelist p4-prepare-changelist p4-post-changelist p4-pre-submit post-index-change'.split(
    ' ',
  )

export class HostileFixture extends Fixture {
  readonly traces = this.path('traces')
  /** Passes on what it is given, but for `stop`. */
  readonly program = this.script('program', `echo "$0 $*" > "${this.traces}/$$"\n[ "$1" = stop ] || cat`)

  constructor() {
    super()
    this.forget()
  }

  script(path: string, text: string): string {
    const file = this.write(path, `#!/bin/sh\n${text}\n`)
    chmodSync(file, 0o755)
    return file
  }

  /** What was started since all was forgotten. */
  started(): string[] {
    return readdirSync(this.traces).map((name) => readFileSync(join(this.traces, name), 'utf8').trim())
  }

  forget(): void {
    rmSync(this.traces, { recursive: true, force: true })
    mkdirSync(this.traces)
  }

  /** Collects everything that can be known, secrets included. */
  collectAll(folder: string, env: Record<string, string> = {}) {
    return this.collect(folder, { wanted: [...git.keys], env })
  }

  /** A repository in which git has something to look at: a touched file, a changed one and one that is gone. */
  prepared(name: string): string {
    rmSync(this.path(name), { recursive: true, force: true })
    this.repository(name)
    this.write(`${name}/.gitattributes`, '* filter=evil diff=evil merge=evil\n')
    for (const file of ['touched', 'changed', 'gone']) this.write(`${name}/${file}`, 'one\n')
    this.git(name, 'add', '.')
    this.git(name, 'commit', '-qm', 'Two')
    this.git(name, 'tag', '-a', 'v1', '-m', 'One')
    this.git(name, 'remote', 'add', 'evil', `ext::${this.program} stop`)
    this.spoil(name)
    this.forget()
    return name
  }

  /** Gives git something to look at. */
  spoil(folder: string): void {
    this.write(`${folder}/changed`, 'another\n')
    rmSync(this.path(folder, 'gone'), { force: true })
    this.touch(`${folder}/touched`)
  }

  /** Gives a file another time, with which git takes a look at its content. */
  touch(path: string, seconds = 1e9): void {
    utimesSync(this.path(path), seconds, seconds)
  }

  /** Hooks of every name. */
  addHooks(folder: string): void {
    for (const name of HOOKS) this.script(join(folder, name), `exec ${this.program} ${name}`)
  }

  /** Plain git, which does what the repository says. */
  plainGit(folder: string, args: string[], env: Record<string, string> = {}): void {
    try {
      execFileSync('git', args, {
        cwd: this.path(folder),
        env: { ...this.env, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: 60_000,
      })
    } catch {
      // It may complain of what the program said.
    }
  }

  removeObject(folder: string, name: string): void {
    const id = this.git(folder, 'rev-parse', name)
    rmSync(this.path(folder, '.git/objects', id.slice(0, 2), id.slice(2)), { force: true })
  }
}
