/**
 * Subversion, by `svn`. Only commands that need no server are used, since an address in the checkout could name a
 * program (`svn+ssh`, tunnels): so the message of the last commit is not known. The user's settings are not read.
 * svn looks further up if `.svn` holds no `wc.db`.
 * svnbook.red-bean.com, "svn info", "svn status"
 */

import { inside } from '../../disk/paths.js'
import type { Collector } from '../collector.js'
import { CHECKOUT_KEYS, checkoutKeys, DIFF, STATUS, type ZonedTime } from './commit.js'
import { requireContainedTree, requireSettled } from './contained.js'
import { type Ask, programOf, wantsAny } from './program.js'

export const subversion: Collector = {
  name: 'subversion',
  about: 'repository',
  keys: CHECKOUT_KEYS,
  async collect(host, context) {
    const { wanted, reproducible } = context
    const found = programOf(host, context, { system: 'subversion', name: 'svn' })
    if (!found) return { keys: {} }
    const { checkout, program } = found
    requireSettled(host, inside(checkout.marker, 'wc.db'))
    requireContainedTree(host, checkout.folder, '.svn')
    // A folder that cannot be: below the program itself. svn makes one where there could be one.
    const ask: Ask = ([command, ...args]) =>
      found.ask([command!, '--non-interactive', '--config-dir', `${program}/none`, ...args])
    const [info, status, patch] = await Promise.all([
      ask(['info', '--xml', '.']),
      ask(['status', '--xml', '--verbose', '--ignore-externals', '.']),
      wantsAny(wanted, DIFF) ? ask(['diff', '--internal-diff', '.']) : undefined,
    ])
    const { changes, ...commit } = readStatus(status)
    const facts = {
      ...readInfo(info),
      ...commit,
      ...(wantsAny(wanted, STATUS) && changes),
      patch,
    }
    return checkoutKeys(facts, checkout.folder, reproducible)
  },
}

function readInfo(xml: string) {
  const url = element(xml, 'url')
  // By convention: ^/trunk, ^/branches/NAME, ^/tags/NAME
  const path = decoded(element(xml, 'relative-url') ?? '')
  const [, kind, name] = /(?:^|\/)(trunk|branches|tags)(?:\/([^/]+))?/.exec(path) ?? []
  return {
    origin: url,
    branch: kind === 'trunk' ? 'trunk' : kind === 'branches' ? name : undefined,
    tag: kind === 'tags' ? name : undefined,
  }
}

/**
 * The newest revision of what is checked out, with its author and date, and which files differ. After a commit the
 * folders above are of an older revision, so all entries are looked at.
 */
function readStatus(xml: string) {
  const changes = { modified: [] as string[], missing: [] as string[], untracked: [] as string[] }
  let newest = 0
  let last = ''
  for (const [, attributes, entry] of xml.matchAll(/<entry\s+([^>]*)>([\s\S]*?)<\/entry>/g)) {
    const path = attribute(attributes!, 'path')!
    const [, state = ''] = /<wc-status([^>]*)>/.exec(entry!) ?? []
    const item = attribute(state, 'item')
    if (item === 'unversioned') changes.untracked.push(path)
    else if (item === 'missing' || item === 'deleted') changes.missing.push(path)
    else if (item !== 'normal' && item !== 'external' && item !== 'ignored') changes.modified.push(path)
    else if (attribute(state, 'props') === 'modified') changes.modified.push(path)
    const [, commit = '', inner = ''] = /<commit([^>]*)>([\s\S]*?)<\/commit>/.exec(entry!) ?? []
    const revision = Number(attribute(commit, 'revision') ?? 0)
    if (revision >= newest) [newest, last] = [revision, inner]
  }
  const moment = momentOf(element(last, 'date'))
  if (newest === 0) return { changes }
  return { changes, id: String(newest), author: element(last, 'author'), authored: moment, committed: moment }
}

/** `2026-11-30T16:24:09.343433Z` */
function momentOf(text: string | undefined): ZonedTime | undefined {
  return text === undefined ? undefined : { timestamp: Date.parse(text), offset: 0 }
}

function element(xml: string, name: string): string | undefined {
  const text = new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(xml)?.[1]
  return text === undefined ? undefined : unescaped(text)
}

function attribute(attributes: string, name: string): string | undefined {
  const text = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1]
  return text === undefined ? undefined : unescaped(text)
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }

function unescaped(text: string): string {
  return text.replace(/&(lt|gt|quot|apos|amp|#\d+|#x[\da-f]+);/gi, (_, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()]!
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
    return code <= 0x10ffff ? String.fromCodePoint(code) : ''
  })
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
