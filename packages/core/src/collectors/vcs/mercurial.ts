/**
 * Mercurial, by `hg`. The repository's own settings name programs (extensions, hooks, aliases), so hg does not read
 * them; only the address of the remote is taken from them, as a text. The user's settings are not read either. hg
 * writes caches, locks and what it knows of the files in `.hg`, and there is no way to ask it without that.
 * HGRCSKIPREPO: mercurial/rcutil.py, since 5.3; `hg help environment` for the other variables.
 */
import { inside } from '../../disk/paths.js'
import type { Collector } from '../collector.js'
import type { Host } from '../host.js'
import { CHECKOUT_KEYS, checkoutKeys, DIFF, STATUS } from './commit.js'
import { refusal, requireContained } from './contained.js'
import { type Ask, programOf, wantsAny } from './program.js'

const ENVIRONMENT = { HGPLAIN: '1', HGRCPATH: '', HGRCSKIPREPO: '1', HGENCODING: 'utf-8', CHGDISABLE: '1' }

/** Earlier ones may read the repository's settings all the same. */
const OLDEST = [5, 4]

/**
 * `.hg/requires` switches these on, whatever the settings are: mercurial/localrepo.py, autoextensions. They would keep
 * files in the home folder or ask servers. A repository that needs one is then an error. The last: nested repositories.
 */
const WITHOUT = ['extensions.git=!', 'extensions.largefiles=!', 'extensions.lfs=!', 'subrepos.allowed=no']

/** Of a repository without a commit. */
const NULL_ID = /^0+$/

export const mercurial: Collector = {
  name: 'mercurial',
  about: 'repository',
  keys: CHECKOUT_KEYS,
  async collect(host, context) {
    const { wanted, reproducible } = context
    const found = programOf(host, context, { system: 'mercurial', name: 'hg', own: ENVIRONMENT })
    if (!found) return { keys: {} }
    const { checkout } = found
    requireContained(host, checkout.marker)
    // hg would write in the other folder, which may be any.
    const shared = inside(checkout.marker, 'sharedpath')
    if (host.linkStat(shared)) throw refusal(`${shared} names a repository elsewhere`)
    const ask: Ask = (args) => found.ask([...args, ...WITHOUT.flatMap((setting) => ['--config', setting])])
    await requireVersion(ask)
    const [commit, status, patch] = await Promise.all([
      lastCommit(ask),
      wantsAny(wanted, STATUS) ? statusOf(ask) : {},
      wantsAny(wanted, DIFF) ? ask(['diff', '--git', '--noninteractive']) : undefined,
    ])
    const origin = originIn(host, checkout.folder)
    const facts = { ...commit, ...status, patch, origin }
    return checkoutKeys(facts, checkout.folder, reproducible)
  },
}

async function requireVersion(ask: Ask): Promise<void> {
  const [, major, minor = '0'] = /version (\d+)\.(\d+)/.exec(await ask(['version', '--quiet'])) ?? []
  if (Number(major) > OLDEST[0]! || (Number(major) === OLDEST[0] && Number(minor) >= OLDEST[1]!)) return
  throw new Error(`hg is older than ${OLDEST.join('.')}, and would run what a repository names: update it`)
}

interface Revision {
  branch?: string
  bookmarks?: string[]
  /** Seconds since 1970-01-01 UTC, and seconds west of UTC. */
  date?: [number, number]
  desc?: string
  node?: string
  tags?: string[]
  user?: string
}

async function lastCommit(ask: Ask) {
  const [revision] = JSON.parse(await ask(['log', '--rev', '.', '--template', 'json'])) as Revision[]
  if (!revision?.node || NULL_ID.test(revision.node)) return { branch: revision?.branch }
  const { node, branch, desc, user, date, tags = [] } = revision
  const moment = date && { timestamp: date[0] * 1000, offset: -date[1] / 60 }
  return {
    id: node,
    branch,
    // `tip` is the newest commit of all.
    tag: tags.filter((tag) => tag !== 'tip').at(-1),
    message: desc,
    author: user,
    authored: moment,
    committed: moment,
  }
}

async function statusOf(ask: Ask) {
  const all = JSON.parse(await ask(['status', '--template', 'json'])) as { path: string; status: string }[]
  const having = (letters: string) =>
    all.filter(({ status }) => letters.includes(status)).map(({ path }) => path)
  return { modified: having('MA'), missing: having('R!'), untracked: having('?') }
}

/** `default` of `[paths]` in .hg/hgrc. */
function originIn(host: Host, folder: string): string | undefined {
  const text = host.readFile(inside(folder, '.hg/hgrc'))?.toString() ?? ''
  let section = ''
  for (const line of text.split(/\r?\n/)) {
    section = /^\[([^\]]+)\]/.exec(line)?.[1]?.trim() ?? section
    const address = section === 'paths' ? /^default\s*=(.*)$/.exec(line)?.[1]?.trim() : undefined
    // `bundle:` is a file of this machine, and `union:` two: `hg help urls`
    if (address) return /^(?:bundle|union):/i.test(address) ? undefined : address
  }
  return undefined
}
