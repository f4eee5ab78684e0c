/**
 * Fossil, by `fossil`. Hooks in the repository (TH1) are switched off. Fossil notes in the checkout's database which
 * files it has looked at; there is no way to ask it without that.
 * fossil-scm.org/home/help: timeline, changes, extras, remote, diff
 */
import { isUtf8 } from 'node:buffer'
import { dirname, parse, resolve } from 'node:path'
import { inside } from '../../disk/paths.js'
import type { Collector } from '../collector.js'
import type { Host } from '../host.js'
import { CHECKOUT_KEYS, checkoutKeys, DIFF, STATUS } from './commit.js'
import { hasAtOrAbove, refusal, requireSettled } from './contained.js'
import type { Checkout } from './nearest.js'
import { type Ask, linesOf, type ProgramOfSystem, programOf, wantsAny } from './program.js'

export const fossil: Collector = {
  name: 'fossil',
  about: 'repository',
  keys: CHECKOUT_KEYS,
  async collect(host, context) {
    const { wanted, reproducible } = context
    const found = programOf(host, context, { system: 'fossil', name: 'fossil' })
    if (!found) return { keys: {} }
    requireOnly(host, found.checkout)
    requireSettled(host, found.checkout.marker)
    await requirePlain(found)
    const repository = await repositoryOf(found)
    requireSettled(host, repository)
    const ask: Ask = ([command, ...args]) => found.ask([command!, '--no-th-hook', ...args])
    // One after the other: each locks the checkout's database.
    const commit = await lastCommit(ask)
    const origin = await ask(['remote'])
    const status = wantsAny(wanted, STATUS) ? await statusOf(ask) : {}
    const patch = wantsAny(wanted, DIFF) ? await ask(['diff', '--internal']) : undefined
    const facts = { ...commit, ...status, patch, origin: remoteIn(origin) }
    return checkoutKeys(facts, found.checkout.folder, reproducible)
  },
}

/** fossil prefers some names to others, and looks further up where it does not like what it finds. */
const DATABASES = ['_FOSSIL_', '.fslckout', '.fos']

function requireOnly(host: Host, { folder, marker }: Checkout): void {
  const beside = DATABASES.map((name) => inside(folder, name)).find(
    (path) => path !== marker && host.linkStat(path),
  )
  const above = dirname(folder)
  if (beside || (above !== folder && DATABASES.some((name) => hasAtOrAbove(host, above, name))))
    throw refusal(`${marker} is not the only checkout of Fossil there and above`)
}

/**
 * Asks the checkout's database as any database. `-safe`, since 2.18: else what a table demands of its values could call `edit()`, a
 * function of the shell that starts a program, where fossil was built with the SQLite of the system. sqlite.org/cli.html, "The --safe command-line option"
 */
function askDatabase({ checkout: { folder, marker }, ask }: ProgramOfSystem, query: string): Promise<string> {
  // In a folder of the checkout, fossil would open the repository first.
  return ask(['sql', '-safe', '--no-repository', '--readonly', marker, query], parse(folder).root)
}

/**
 * What is computed in a database can be different each time: views, columns and virtual tables. A trigger can change what is
 * stored when fossil notes something. So the repository that was looked at would not be the one that fossil opens. Of
 * fossil itself is only a trigger on new rows of `vmerge` (src/schema.c).
 */
const PLAIN = ['TABLE ', 'INDEX ', 'UNIQUE INDEX ', 'TRIGGER vmerge_ck1 AFTER INSERT ON vmerge\n']
const OTHERS = `SELECT
  (SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok') +
  (SELECT count(*) - count(DISTINCT rootpage) FROM sqlite_master WHERE rootpage > 0) +
  (SELECT count(*) FROM sqlite_master WHERE ${PLAIN.map((text) => `sql NOT LIKE 'CREATE ${text}%'`).join(' AND ')}) +
  (SELECT count(*) FROM pragma_table_xinfo('vvar') WHERE hidden <> 0)`

/**
 * A damaged database, such as one in which two tables are on one page, changes the one when fossil writes to the other.
 * @throws Error, one line, if the checkout's database is damaged, or holds more than tables and their indexes.
 */
async function requirePlain(found: ProgramOfSystem): Promise<void> {
  const said = await askDatabase(found, OTHERS)
  if (said.trim() !== '0')
    throw refusal(`${found.checkout.marker} is damaged, or computes what it holds, by views or triggers`)
}

/** Where the repository of a checkout is, which only the checkout's database knows. */
async function repositoryOf(found: ProgramOfSystem): Promise<string> {
  const { folder, marker } = found.checkout
  const said = await askDatabase(found, "SELECT hex(CAST(value AS TEXT)) FROM vvar WHERE name = 'repository'")
  const bytes = Buffer.from(/^'?([\dA-F]+)'?$/.exec(said.trim())?.[1] ?? '', 'hex')
  const path = bytes.toString()
  // fossil takes a backslash for a slash (src/file.c), and other bytes name another file than their text does.
  if (!isUtf8(bytes) || /^$|[\0\\]/.test(path))
    throw refusal(`${marker} names no repository that can be looked at`)
  return resolve(folder, path)
}

/** Hash, user, time, branch, tags, comment. The comment is the last, as it may be anything. */
const FORMAT = '%H%n%a%n%d%n%b%n%t%n%c'

async function lastCommit(ask: Ask) {
  const text = await ask(['timeline', 'current', '-n', '1', '-t', 'ci', '-W', '0', '-F', FORMAT])
  const [id = '', author, time, branch, tags = '', ...comment] = text.split(/\r?\n/)
  // A checkout of no commit: what stands there is a line for people.
  if (!/^[\da-f]{40,64}$/.test(id)) return {}
  const moment = { timestamp: Date.parse(`${time?.replace(' ', 'T')}Z`), offset: 0 }
  const end = comment.findIndex((line) => /^(?:---|\+\+\+) /.test(line))
  return {
    id,
    author,
    authored: moment,
    committed: moment,
    branch,
    // The branch is a tag, too.
    tag: tags
      .split(', ')
      .filter((tag) => tag !== '' && tag !== branch)
      .at(-1),
    message: comment.slice(0, end < 0 ? undefined : end).join('\n'),
  }
}

/** `off` if there is none. */
function remoteIn(text: string): string | undefined {
  const address = text.trim().split(/\s/)[0]
  return address === 'off' || address === '' ? undefined : address
}

const MISSING = new Set(['MISSING', 'DELETED'])

async function statusOf(ask: Ask) {
  const modified: string[] = []
  const missing: string[] = []
  for (const line of linesOf(await ask(['changes']))) {
    const [, state, path] = /^([A-Z_]+)\s+(.+)$/s.exec(line) ?? []
    if (path !== undefined) (MISSING.has(state!) ? missing : modified).push(path)
  }
  return { modified, missing, untracked: linesOf(await ask(['extras'])) }
}
