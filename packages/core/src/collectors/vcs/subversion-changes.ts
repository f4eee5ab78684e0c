/**
 * Which files of a Subversion checkout are not as they were checked out. The folders of the disk are gone through, without
 * following links, and compared with what the database notes: no path is taken from it.
 */
import { createHash } from 'node:crypto'
import { inside } from '../../disk/paths.js'
import type { FileStatus, Host } from '../host.js'
import type { Node } from './subversion-nodes.js'

export interface Changes {
  modified: string[]
  missing: string[]
  /** Files of which it is not known: they have another time than noted, and do not look as in the repository or are too many bytes. */
  doubtful: string[]
}

/** @param folder the root of the checkout, absolute. */
export function changesIn(host: Host, folder: string, nodes: ReadonlyMap<string, Node>): Changes {
  const changes: Changes = { modified: [], missing: [], doubtful: [] }
  const budget = { left: COMPARED }
  const found = new Set([''])
  const waiting = ['']
  for (let above = waiting.pop(); above !== undefined; above = waiting.pop()) {
    for (const name of host.list(inside(folder, above))) {
      const path = above === '' ? name : `${above}/${name}`
      const node = nodes.get(path)
      const status = node?.isHere ? host.linkStat(inside(folder, path)) : undefined
      if (!node || !status) continue
      found.add(path)
      if (node.isFolder && status.kind === 'folder') waiting.push(path)
      const state = node.isChanged
        ? 'modified'
        : stateOf(host, inside(folder, path), { node, status, budget })
      if (state) changes[state].push(path)
    }
  }
  for (const [path, node] of nodes)
    if (node.isDeleted || (node.isHere && !found.has(path))) changes.missing.push(path)
  for (const paths of Object.values(changes)) paths.sort()
  return changes
}

/** Bytes. Longer files are not read: {@link Host.readFile}. */
const LONGEST = 1 << 26

/** Bytes that are read of all files together. Sparse files can pretend any size. */
const COMPARED = 1 << 28

interface Known {
  node: Node
  status: FileStatus
  budget: { left: number }
}

/** @returns undefined if it is as it was checked out. */
function stateOf(host: Host, path: string, { node, status, budget }: Known): keyof Changes | undefined {
  if (node.isFolder) return status.kind === 'folder' ? undefined : 'modified'
  // A link is a file with this text: `svn:special`.
  const target = status.kind === 'other' ? host.readLink(path) : undefined
  if (target !== undefined) return sha1Of(`link ${target}`) === node.sha1 ? undefined : 'modified'
  if (status.kind !== 'file') return 'modified'
  const isSameSize = status.size === node.size
  if (isSameSize && status.changedAt / 1000n === microseconds(node.time)) return undefined
  if (!node.isTranslated && typeof node.size === 'number' && !isSameSize) return 'modified'
  if (status.size > Math.min(LONGEST, budget.left)) return 'doubtful'
  budget.left -= status.size
  const content = host.readFile(path)
  if (content && sha1Of(content) === node.sha1) return undefined
  return node.isTranslated ? 'doubtful' : 'modified'
}

function microseconds(time: Node['time']): bigint | undefined {
  return typeof time === 'number' && Number.isInteger(time) ? BigInt(time) : undefined
}

function sha1Of(content: string | Buffer): string {
  return createHash('sha1').update(content).digest('hex')
}
