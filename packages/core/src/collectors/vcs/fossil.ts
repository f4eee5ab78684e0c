/**
 * Fossil, by `fossil`. Hooks in the repository (TH1) are switched off. Fossil notes in the checkout's database which
 * files it has looked at; there is no way to ask it without that.
 * fossil-scm.org/home/help: timeline, changes, extras, remote, diff
 */
import type { Collector } from '../collector.js'
import { CHECKOUT_KEYS, checkoutKeys, DIFF, STATUS } from './commit.js'
import { type Ask, linesOf, programOf, wantsAny } from './program.js'

export const fossil: Collector = {
  name: 'fossil',
  about: 'repository',
  keys: CHECKOUT_KEYS,
  async collect(host, context) {
    const { wanted, reproducible } = context
    const found = programOf(host, context, { system: 'fossil', name: 'fossil' })
    if (!found) return { keys: {} }
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

/** Hash, user, time, branch, tags, comment. The comment is the last, as it may be anything. */
const FORMAT = '%H%n%a%n%d%n%b%n%t%n%c'

async function lastCommit(ask: Ask) {
  const text = await ask(['timeline', 'current', '-n', '1', '-t', 'ci', '-W', '0', '-F', FORMAT])
  const [id, author, time, branch, tags = '', ...comment] = text.split(/\r?\n/)
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
    const [, state, path] = /^([A-Z_]+)\s+(.+)$/.exec(line) ?? []
    if (path !== undefined) (MISSING.has(state!) ? missing : modified).push(path)
  }
  return { modified, missing, untracked: linesOf(await ask(['extras'])) }
}
