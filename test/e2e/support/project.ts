/** Throw-away projects: a copy of a playground, or files written by a test, in a git repository of their own. */
import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { devNull } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Within this package, so that what it depends on is found from there. */
const TEMPORARY = fileURLToPath(new URL('../../.tmp', import.meta.url))
const PLAYGROUND = fileURLToPath(new URL('../../../playground', import.meta.url))

/** A commit to make. */
export interface CommitOptions {
  /** @default 'Draw the first line' */
  message?: string
  /** `Name <address>` @default 'Ada Example <ada@example.com>' */
  author?: string
  /** Of author and committer, as git reads it. @default '2026-01-02T03:04:05Z' */
  date?: string
  branch?: string
}

export interface Project {
  /** The repository's root, absolute. */
  root: string
  /** Where the build runs: the playground's folder in it, or the root. */
  dir: string
  path(name: string): string
  read(name: string): string
  /** Writes a file of the project; folders on the way are made. */
  write(name: string, content: string | Uint8Array): void
  /** Commits everything. @returns the commit's id. */
  commit(options?: CommitOptions): string
  remove(): void
}

export interface PlaygroundOptions extends CommitOptions {
  /** The options that `chalk()` gets in the config; false takes the plugin out. @default as in the playground */
  chalk?: object | false
}

/** Copies a playground and the program that it builds, and commits the copy. */
export function copyPlayground(name: string, { chalk, ...commit }: PlaygroundOptions = {}): Project {
  const root = temporaryFolder(name)
  for (const part of ['app', name]) {
    cpSync(join(PLAYGROUND, part), join(root, part), { recursive: true, filter: isSource })
  }
  const dir = join(root, name)
  const dependencies = join(PLAYGROUND, name, 'node_modules')
  if (existsSync(dependencies)) symlinkSync(dependencies, join(dir, 'node_modules'), 'junction')
  if (chalk !== undefined) configure(dir, chalk)
  return newProject(root, dir, commit)
}

/** Writes these files (name → content) and commits them. */
export function writeProject(
  name: string,
  files: Readonly<Record<string, string | Uint8Array>>,
  commit: CommitOptions = {},
): Project {
  const root = temporaryFolder(name)
  for (const [file, content] of Object.entries(files)) write(join(root, file), content)
  return newProject(root, root, commit)
}

/** Everything but what an earlier build in the playground left there. */
function isSource(path: string): boolean {
  return !['node_modules', 'dist', '.git', 'chalk-report.json'].includes(basename(path))
}

/** Puts options into the `chalk()` of a project's config, or takes the call out. */
export function configure(dir: string, options: object | false): void {
  let calls = 0
  for (const name of readdirSync(dir)) {
    if (!/\.[cm]?[jt]s$/.test(name)) continue
    const path = join(dir, name)
    const text = readFileSync(path, 'utf8')
    const changed = text.replace(/\bchalk\(\)(,\s*)?/g, (_call, comma = '') => {
      calls++
      return options ? `chalk(${JSON.stringify(options)})${comma}` : ''
    })
    if (changed !== text) writeFileSync(path, changed)
  }
  if (calls === 0) throw new Error(`${dir}: no config with chalk() in it`)
}

function temporaryFolder(name: string): string {
  mkdirSync(TEMPORARY, { recursive: true })
  return mkdtempSync(join(TEMPORARY, `${name}-`))
}

function newProject(root: string, dir: string, options: CommitOptions): Project {
  const project: Project = {
    root,
    dir,
    path: (name) => join(dir, name),
    read: (name) => readFileSync(join(dir, name), 'utf8'),
    write: (name, content) => write(join(dir, name), content),
    commit: (options = {}) => commit(root, options),
    remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 5 }),
  }
  // Without a trailing slash: in a copy it is a link and not a folder.
  writeFileSync(join(root, '.gitignore'), 'node_modules\ndist\nchalk-report.json\n')
  git(root, ['init', '--quiet', '--initial-branch=main'])
  git(root, ['config', 'core.autocrlf', 'false'])
  project.commit(options)
  return project
}

function commit(root: string, options: CommitOptions): string {
  const { message = 'Draw the first line', author = 'Ada Example <ada@example.com>', branch } = options
  const date = options.date ?? '2026-01-02T03:04:05Z'
  const [, name = '', email = ''] = /^(.*) <(.*)>$/s.exec(author) ?? []
  const who = {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
    GIT_COMMITTER_DATE: date,
  }
  if (branch !== undefined) git(root, ['checkout', '--quiet', '-B', branch])
  git(root, ['add', '--all'])
  git(root, ['commit', '--quiet', '--allow-empty', '--no-verify', '--file=-'], who, message)
  return git(root, ['rev-parse', 'HEAD']).trim()
}

/** Runs git without the settings of this machine and of a repository around. */
function git(root: string, args: string[], env: Record<string, string> = {}, input = ''): string {
  const inherited = Object.entries(process.env).filter(([name]) => !name.toUpperCase().startsWith('GIT_'))
  return execFileSync('git', args, {
    cwd: root,
    encoding: 'utf8',
    input,
    env: {
      ...Object.fromEntries(inherited),
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: devNull,
      ...env,
    },
  })
}

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}
