/**
 * Jujutsu, by `jj`, where no Git repository stands beside it. The commit is the parent of the one that is being
 * worked on; what that one changes counts as modified. jj is told to leave the working copy alone, since looking at
 * it would record a new commit: so files count as of jj's last own look.
 * docs.jj-vcs.dev/latest/templates; lib/src/git_backend.rs for `git_target`, lib/src/workspace.rs for `repo`
 */

import { inside } from '../../disk/paths.js'
import type { Collector } from '../collector.js'
import type { Host } from '../host.js'
import { CHECKOUT_KEYS, type CheckoutFacts, checkoutKeys, DIFF, STATUS, type ZonedTime } from './commit.js'
import { refusal, requireContained } from './contained.js'
import { type Ask, linesOf, person, programOf, wantsAny } from './program.js'

/**
 * Programs that a repository's settings name for showing diffs and pages are not used. Where two commands were at work at once, jj would
 * merge what they did, and so write commits: with `--at-op` that is an error.
 */
const ALWAYS = ['--at-op=@', '--ignore-working-copy', '--no-pager', '--color=never', '--quiet']

const FIELDS = [
  'commit_id',
  'author.name()',
  'author.email()',
  'author.timestamp().format("%s %z")',
  'committer.name()',
  'committer.email()',
  'committer.timestamp().format("%s %z")',
  'local_bookmarks.map(|ref| ref.name()).join(" ")',
  'tags.map(|ref| ref.name()).join(" ")',
  'description',
]
const TEMPLATE = FIELDS.join(' ++ "\\0" ++ ')

export const jujutsu: Collector = {
  name: 'jujutsu',
  about: 'repository',
  keys: CHECKOUT_KEYS,
  async collect(host, context) {
    const { wanted, reproducible } = context
    const found = programOf(host, context, { system: 'jujutsu', name: 'jj' })
    if (!found) return { keys: {} }
    requireContained(host, found.checkout.marker)
    requireNoOther(host, inside(found.checkout.marker, 'repo'))
    requireNoSettings(host, found.checkout.marker)
    const ask: Ask = (args) => found.ask([...args, ...ALWAYS])
    const [commit, remotes, status, patch] = await Promise.all([
      lastCommit(ask),
      ask(['git', 'remote', 'list']),
      wantsAny(wanted, STATUS) ? statusOf(ask) : {},
      wantsAny(wanted, DIFF) ? ask(['diff', '--revisions', '@', '--git']) : undefined,
    ])
    const facts = { ...commit, ...status, patch, origin: originIn(remotes) }
    return checkoutKeys(facts, found.checkout.folder, reproducible)
  },
}

/**
 * jj would write in the other repository, which may be any: in a further workspace, `repo` is a file that names it. The commits are in
 * a Git repository, which may be named by `git_target`, by a file in its place, or by one in it: gitrepository-layout(5).
 */
function requireNoOther(host: Host, repo: string): void {
  const named = host.readFile(inside(repo, 'store/git_target'))?.toString()
  const git = inside(repo, 'store/git')
  const isFolder = (path: string) => host.linkStat(path)?.kind === 'folder'
  // What jj makes, unless a Git repository of elsewhere is to be used.
  const isOwn = named === 'git' && isFolder(git) && !host.list(git).some((name) => LEADING.test(name))
  if (!isFolder(repo) || (named !== undefined && !isOwn))
    throw refusal(`${repo} names a repository elsewhere`)
}

/** Files of a Git repository that name another one. File systems may take small letters for capitals. */
const LEADING = /^(?:commondir|\.git)$/i

/** Settings of a repository or workspace, and the names under which the home folder holds them: lib/src/secure_config.rs. */
const SETTINGS = ['repo/config.toml', 'repo/config-id', 'workspace-config.toml', 'workspace-config-id']

/** jj moves such settings to the home folder, or makes files there. Which user has chosen them, it does not know. */
function requireNoSettings(host: Host, marker: string): void {
  const found = SETTINGS.map((name) => inside(marker, name)).find((path) => host.linkStat(path))
  if (found) throw refusal(`${found} holds or names settings, which jj would write to the home folder`)
}

async function lastCommit(ask: Ask): Promise<CheckoutFacts> {
  const text = await ask(['log', '--revisions', '@-', '--no-graph', '--limit', '1', '--template', TEMPLATE])
  const [
    id,
    author,
    authorEmail,
    authored,
    committer,
    committerEmail,
    committed,
    bookmarks = '',
    tags = '',
    message,
  ] = text.split('\0')
  // The root, of which every first commit is a child.
  if (!id || /^0+$/.test(id)) return {}
  return {
    id,
    author: person(author, authorEmail),
    authored: momentOf(authored),
    committer: person(committer, committerEmail),
    committed: momentOf(committed),
    branch: bookmarks.split(' ')[0],
    tag: tags.split(' ').at(-1),
    message,
  }
}

/** `1700000000 +0100` */
function momentOf(text = ''): ZonedTime | undefined {
  const [, seconds, sign, hours, minutes] = /^(\d+) ([+-])(\d\d):?(\d\d)$/.exec(text) ?? []
  if (seconds === undefined) return undefined
  const offset = Number(hours) * 60 + Number(minutes)
  return { timestamp: Number(seconds) * 1000, offset: sign === '-' ? -offset : offset }
}

/** `M file`, `A file`, `D file`, and for files that were moved or copied `R a/{old => new}/file`, of which one name may be empty. */
async function statusOf(ask: Ask) {
  const modified: string[] = []
  const missing: string[] = []
  for (const line of linesOf(await ask(['diff', '--revisions', '@', '--summary']))) {
    const isMoved = /^[RC] /.test(line)
    const named = line.slice(2)
    const path = isMoved ? newName(named) : named
    ;(line.startsWith('D ') ? missing : modified).push(path)
  }
  return { modified, missing }
}

/** Of `a/{old => new}/file`, in which one of the names may be empty, `a/new/file`. */
function newName(named: string): string {
  const begin = named.indexOf('{')
  const arrow = named.indexOf(' => ', begin)
  const end = named.indexOf('}', arrow)
  if (begin < 0 || arrow < 0 || end < 0) return named
  const name = named.slice(arrow + ' => '.length, end)
  const rest = named.slice(end + 1)
  return named.slice(0, begin) + name + (name === '' ? rest.replace(/^\//, '') : rest)
}

/** `origin https://…`, one a line. */
function originIn(text: string): string | undefined {
  const remotes = linesOf(text).map((line) => line.split(/\s+/, 2) as [string, string])
  return (remotes.find(([name]) => name === 'origin') ?? remotes[0])?.[1]
}
