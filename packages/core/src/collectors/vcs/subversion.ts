/**
 * Subversion, by the database of the checkout. `svn` is not started: it opens databases wherever that one leads it,
 * further down, through links and further up, and SQLite deletes what a journal beside such a database names. So what only
 * `svn` or the server could tell is not known: the message of the last commit, files without version control, and a patch.
 */
import { inside } from '../../disk/paths.js'
import { DIRTY } from '../../keys/catalogue.js'
import type { Collector } from '../collector.js'
import type { Host } from '../host.js'
import { CHECKOUT_KEYS, checkoutKeys, STATUS, type ZonedTime } from './commit.js'
import { requireSettled } from './contained.js'
import { checkoutOf, wantsAny } from './program.js'
import { changesIn } from './subversion-changes.js'
import { type Noted, readNodes } from './subversion-nodes.js'

export const subversion: Collector = {
  name: 'subversion',
  about: 'repository',
  keys: CHECKOUT_KEYS,
  collect(host, context) {
    const checkout = checkoutOf(host, context.root, 'subversion')
    if (!checkout) return { keys: {} }
    const noted = readDatabase(host, inside(checkout.marker, 'wc.db'))
    const changes = wantsAny(context.wanted, STATUS)
      ? changesIn(host, checkout.folder, noted.nodes)
      : undefined
    const facts = { ...placeOf(noted), ...commitOf(noted), ...changes }
    const { keys, errors = [] } = checkoutKeys(facts, checkout.folder, context.reproducible)
    const doubtful = changes?.doubtful ?? []
    if (doubtful.length === 0) return { keys, errors }
    // Another file's change is one, whatever these are.
    if (keys[DIRTY] === false) delete keys[DIRTY]
    const files = doubtful.length === 1 ? `${doubtful[0]} has` : `${doubtful.length} files have`
    const doubt = `${files} another time than at the last checkout, and cannot be compared for keywords, line ends or size, so whether a change was made is not known; svn cleanup notes the new time`
    return { keys, errors: [...errors, doubt] }
  },
}

function readDatabase(host: Host, path: string): Noted {
  requireSettled(host, path)
  const bytes = host.readFile(path)
  if (!bytes) throw new Error(`${path} is no regular file`)
  try {
    return readNodes(bytes)
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}: the facts of the repository are left out`)
  }
}

function placeOf({ repository, path }: Noted) {
  // By convention: ^/trunk, ^/branches/NAME, ^/tags/NAME
  const [, kind, name] = /(?:^|\/)(trunk|branches|tags)(?:\/([^/]+))?/.exec(path) ?? []
  return {
    origin: path === '' ? repository : `${repository}/${escaped(path)}`,
    branch: kind === 'trunk' ? 'trunk' : kind === 'branches' ? name : undefined,
    tag: kind === 'tags' ? name : undefined,
  }
}

function commitOf({ revision, author, date }: Noted) {
  // Of a repository without a commit.
  if (revision === 0) return {}
  const moment: ZonedTime | undefined =
    date === undefined ? undefined : { timestamp: Math.floor(date / 1000), offset: 0 }
  return { id: String(revision), author, authored: moment, committed: moment }
}

/** A path as in the repository's address: `encodeURI` leaves these as they are. */
function escaped(path: string): string {
  return encodeURI(path).replace(/[;?#]/g, encodeURIComponent)
}
