/**
 * What the database of a Subversion checkout notes, since format 29 (Subversion 1.7).
 * Subversion's subversion/libsvn_wc/wc-metadata.sql: NODES, ACTUAL_NODE, REPOSITORY; wc_db.h, svn_wc__db_status_t
 */
import { rowsOf, type Stored } from './sqlite.js'

/** A file or folder of a checkout. */
export interface Node {
  /** Whether it has to be on the disk; otherwise it was deleted, or is not checked out. */
  isHere: boolean
  isDeleted: boolean
  /** Whether something else than its content was changed: it was added or moved, or has other properties, or a conflict. */
  isChanged: boolean
  isFolder: boolean
  /** SHA-1 of the content in the repository, in hexadecimal; undefined for a folder. */
  sha1: string | undefined
  /** Whether line ends or keywords in the file are not those in the repository. */
  isTranslated: boolean
  /** Bytes and microseconds since 1970-01-01 UTC, of the file when it was last known to be unchanged. */
  size: Stored
  time: Stored
}

export interface Noted {
  /** Address of the repository, escaped as in a URL. */
  repository: string
  /** Of the checkout in the repository, as it is. */
  path: string
  /** The newest revision of all that is checked out. After a commit the folders above are of an older one. */
  revision: number
  author: string | undefined
  /** Microseconds since 1970-01-01 UTC. */
  date: number | undefined
  /** By path below the checkout, with `/`. */
  nodes: Map<string, Node>
}

const COLUMNS = [
  'local_relpath',
  'op_depth',
  'repos_id',
  'repos_path',
  'presence',
  'kind',
  'checksum',
  'properties',
  'changed_revision',
  'changed_date',
  'changed_author',
  'translated_size',
  'last_mod_time',
  'file_external',
]

/** What changes a file on its way into the working copy: svnbook.red-bean.com, "File Portability", "Keyword Substitution". */
const TRANSLATING = ['svn:eol-style', 'svn:keywords', 'svn:special']

/**
 * @param bytes `wc.db`.
 * @throws Error, one line, as {@link rowsOf}, or if it does not note where the checkout is from.
 */
export function readNodes(bytes: Buffer): Noted {
  const nodes = new Map<string, Node>()
  const depths = new Map<string, number>()
  const noted: Noted = { repository: '', path: '', revision: 0, author: undefined, date: undefined, nodes }
  let repository: Stored = null
  for (const row of rowsOf(bytes, 'NODES', COLUMNS)) {
    const [path, depth, id, there, presence, , , , revision, date, author, , , external] = row
    if (typeof path !== 'string' || typeof depth !== 'number') continue
    // A file of another place.
    if (external !== null) continue
    if (depth === 0 && path === '') [repository, noted.path] = [id!, text(there) ?? '']
    if (depth === 0 && presence === 'normal' && typeof revision === 'number' && revision >= noted.revision)
      Object.assign(noted, {
        revision,
        author: text(author),
        date: typeof date === 'number' ? date : undefined,
      })
    // Changes lie above what is checked out, and changes of a folder above those of one that holds it.
    if (depth < (depths.get(path) ?? 0)) continue
    depths.set(path, depth)
    nodes.set(path, nodeIn(row, path, depth))
  }
  for (const [id, root] of rowsOf(bytes, 'REPOSITORY', ['id', 'root']))
    if (id === repository) noted.repository = text(root) ?? ''
  if (noted.repository === '') throw new Error('it does not say which repository the checkout is of')
  markChanged(bytes, nodes)
  return noted
}

function nodeIn(row: readonly Stored[], path: string, depth: number): Node {
  const [, , , , presence, kind, checksum, properties, , , , size = null, time = null] = row
  const isHere = presence === 'normal' || presence === 'incomplete'
  const names = properties instanceof Uint8Array ? Buffer.from(properties).toString('latin1') : ''
  return {
    isHere,
    isDeleted: presence === 'base-deleted' || (depth > 0 && presence === 'not-present'),
    // What came with a folder that was copied or moved is not named beside it.
    isChanged: isHere && depth > 0 && path.split('/').length === depth,
    isFolder: kind === 'dir',
    sha1: /^\$sha1\$([\da-f]{40})$/.exec(text(checksum) ?? '')?.[1],
    isTranslated: TRANSLATING.some((name) => names.includes(name)),
    size,
    time,
  }
}

/** Those whose properties were changed, and those with conflicts. */
function markChanged(bytes: Buffer, nodes: ReadonlyMap<string, Node>): void {
  for (const [path, ...notes] of rowsOf(bytes, 'ACTUAL_NODE', [
    'local_relpath',
    'properties',
    'conflict_data',
  ])) {
    const node = typeof path === 'string' ? nodes.get(path) : undefined
    if (node?.isHere && notes.some((note) => note !== null)) node.isChanged = true
  }
}

function text(value: Stored | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}
