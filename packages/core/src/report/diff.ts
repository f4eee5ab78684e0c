/**
 * Two builds compared by their reports. Files are matched by their paths in the output, then by HASH, and then by what is
 * left of a name without the hash in it.
 *
 * HASH is of the content without the mark, so times and ids in marks make no difference.
 */
import type { Dict, Value } from '@chalkmark/mark'
import { hashesByLook } from '../disk/looks-hashed.js'
import { type FactDifference, factDifferences } from './diff-facts.js'
import { outputFiles, type ReportedFile } from './output-files.js'

/** `unknown`: on both sides, and neither report has a digest of it. */
export type FileState = 'same' | 'changed' | 'renamed' | 'added' | 'gone' | 'unknown'

export interface FileDifference {
  state: FileState
  /** Its path in the output: in B, or in A if it is gone. */
  name: string
  a?: ReportedFile
  b?: ReportedFile
  /** Of a file whose name has a hash of its content, and of one that was moved: its name in A. */
  nameInA?: string
  /** Why it counts as changed, if not because HASH differs; why it is unknown. */
  why?: string
}

export interface ReportDifference {
  /** Sorted by name. */
  files: FileDifference[]
  facts: FactDifference[]
  /** Whether no file differs. */
  isSame: boolean
}

/**
 * Compares the reports of two builds.
 * @param a host reports. Those of one side count together, such as those of a client's and a server's build.
 */
export function diffReports(a: readonly Dict[], b: readonly Dict[]): ReportDifference {
  const files = diffFiles(outputFiles(a), outputFiles(b))
  return {
    files,
    facts: factDifferences(a, b),
    isSame: files.every(({ state }) => state === 'same' || state === 'unknown'),
  }
}

function diffFiles(a: readonly ReportedFile[], b: readonly ReportedFile[]): FileDifference[] {
  const left = new Map(a.map((file) => [file.name, file]))
  const right = new Map(b.map((file) => [file.name, file]))
  const found: FileDifference[] = []
  const pair = (one: ReportedFile, other: ReportedFile) => {
    left.delete(one.name)
    right.delete(other.name)
    found.push(comparison(one, other))
  }
  for (const [name, one] of [...left]) {
    const other = right.get(name)
    if (other) pair(one, other)
  }
  for (const keyOf of [contentKey, hashlessName(a, b)])
    for (const [one, other] of onlyPairs([...left.values()], [...right.values()], keyOf)) pair(one, other)
  for (const one of left.values()) found.push({ state: 'gone', name: one.name, a: one })
  for (const other of right.values()) found.push({ state: 'added', name: other.name, b: other })
  return found.sort((one, other) => (one.name < other.name ? -1 : 1))
}

type KeyOf = (file: ReportedFile) => string | undefined

const contentKey: KeyOf = ({ hash, sha256 }) => hash ?? sha256

/** A name with a star in the place of the hash that a bundler has put in. */
function hashlessName(a: readonly ReportedFile[], b: readonly ReportedFile[]): KeyOf {
  const hashes = hashesByLook([...a, ...b].map(({ name }) => name))
  return ({ name }) => {
    const hash = hashes.get(name)
    if (hash === undefined) return undefined
    const at = name.lastIndexOf(hash)
    return `${name.slice(0, at)}*${name.slice(at + hash.length)}`
  }
}

/** The files that have a key which no other file of the same side has. What could be several is not guessed. */
function onlyPairs(
  a: readonly ReportedFile[],
  b: readonly ReportedFile[],
  keyOf: KeyOf,
): [ReportedFile, ReportedFile][] {
  const others = byKey(b, keyOf)
  return [...byKey(a, keyOf)].flatMap(([key, [one, ...more]]) => {
    const [other, ...further] = others.get(key) ?? []
    const isOnly = more.length === 0 && further.length === 0
    return one && other && isOnly ? [[one, other] as [ReportedFile, ReportedFile]] : []
  })
}

function byKey(files: readonly ReportedFile[], keyOf: KeyOf): Map<string, ReportedFile[]> {
  const found = new Map<string, ReportedFile[]>()
  for (const file of files) {
    const key = keyOf(file)
    if (key === undefined) continue
    const others = found.get(key)
    if (others) others.push(file)
    else found.set(key, [file])
  }
  return found
}

function comparison(a: ReportedFile, b: ReportedFile): FileDifference {
  const { state, why } = compared(a, b)
  const moved = a.name !== b.name
  return {
    state: state === 'same' && moved ? 'renamed' : state,
    name: b.name,
    a,
    b,
    ...(moved && { nameInA: a.name }),
    ...(why !== undefined && { why }),
  }
}

/** By HASH, if both sides have it and it can be believed, or else by the strongest that both have. */
function compared(a: ReportedFile, b: ReportedFile): Pick<FileDifference, 'state' | 'why'> {
  const forged = [a.isForged && 'A', b.isForged && 'B'].filter((side) => side !== false)
  if (forged.length === 0 && a.hash !== undefined && b.hash !== undefined) {
    if (a.hash !== b.hash) return { state: 'changed' }
    const areBytesOther =
      a.contentHash !== undefined && b.contentHash !== undefined && a.contentHash !== b.contentHash
    if (areBytesOther)
      return { state: 'changed', why: 'HASH is the same, but bytes that it leaves out differ' }
    return { state: 'same' }
  }
  if (a.sha256 !== undefined && a.sha256 === b.sha256) return { state: 'same' }
  if (forged.length > 0)
    return { state: 'changed', why: `its mark does not belong to its content in ${forged.join(' and ')}` }
  if (a.isMarked !== b.isMarked) return { state: 'changed', why: whoMarked(a, b) }
  if (a.id !== undefined && b.id !== undefined) return { state: a.id === b.id ? 'same' : 'changed' }
  if (!a.isMarked && a.sha256 !== undefined && b.sha256 !== undefined) return { state: 'changed' }
  return { state: 'unknown', why: 'the reports do not have the digests that tell' }
}

function whoMarked(a: ReportedFile, b: ReportedFile): string {
  const [marked, unmarked] = a.isMarked ? [a, b] : [b, a]
  const isElseSame = marked.preChalkHash !== undefined && marked.preChalkHash === unmarked.sha256
  return `only ${a.isMarked ? 'A' : 'B'} has marked it${isElseSame ? '; else it is the same' : ''}`
}

/** As JSON, for programs. */
export function differenceAsDict({ files, facts, isSame }: ReportDifference): Dict {
  return {
    same: isSame,
    files: files.map(({ a, b, ...rest }) => ({
      ...rest,
      ...(a && { a: { ...a } as Dict }),
      ...(b && { b: { ...b } as Dict }),
    })) as Value[],
    facts: facts.map((fact) => ({ ...fact })) as Value[],
  }
}
