/**
 * The commit that is checked out and the tags on it, in one git process: `for-each-ref` prints every ref that points at
 * HEAD together with the raw objects behind it. Two cases need `cat-file` on top: a commit that no ref points at, and
 * git before 2.34, which cannot print raw objects there.
 */
import { type GitCommit, type GitTag, parseCommit, parseTag } from './objects.js'
import { GitError, type GitRunner } from './run.js'

export interface HeadFacts {
  id: string
  commit: GitCommit
  tag?: NamedTag
}

export interface NamedTag {
  name: string
  /** Missing for a lightweight tag, which is a name and nothing else. */
  annotation?: GitTag
}

/** For each ref: name, type and id; the same for the object that a tag points at; sizes in bytes; contents. */
const FORMAT =
  '%(refname)%00%(objecttype)%00%(objectname)%00%(*objecttype)%00%(*objectname)%00%(raw:size)%00%(*raw:size)%00%(raw)%00%(*raw)'

/**
 * @param branch the branch that is checked out, if known. Then only this branch and the tags are looked at, which
 *   is faster.
 * @returns undefined before the first commit.
 */
export async function headFacts(git: GitRunner, branch: string | undefined): Promise<HeadFacts | undefined> {
  const patterns = branch === undefined ? [] : [`refs/heads/${branch}`, 'refs/tags']
  try {
    return factsOf(await refsAtHead(git, patterns))
  } catch (error) {
    if (error instanceof GitError && /malformed object name '?HEAD/.test(error.message)) return undefined
    throw error
  }
}

async function refsAtHead(git: GitRunner, patterns: string[]): Promise<RefObject[]> {
  try {
    const objects = parseRefs(await forEachRef(git, FORMAT, patterns))
    return objects.length > 0 ? objects : await catFile(git, [])
  } catch (error) {
    if (!(error instanceof GitError && /unknown field name: \*?raw/.test(error.message))) throw error
    const names = (await forEachRef(git, '%(refname)', ['refs/tags'])).toString()
    return catFile(git, names.split('\n').filter(Boolean))
  }
}

function forEachRef(git: GitRunner, format: string, patterns: string[]): Promise<Buffer> {
  return git(['for-each-ref', '--points-at=HEAD', `--format=${format}`, ...patterns])
}

interface RefObject {
  ref: string
  type: string
  id: string
  content: Buffer
  /** What a tag object points at. */
  target?: { type: string; id: string; content: Buffer }
}

function parseRefs(output: Buffer): RefObject[] {
  const objects: RefObject[] = []
  let at = 0
  const field = () => {
    const end = output.indexOf(0, at)
    if (end < 0) throw new Error('git for-each-ref: its output does not have the form that it was asked for')
    const text = output.toString('utf8', at, end)
    at = end + 1
    return text
  }
  const bytes = (size: string) => {
    const content = output.subarray(at, at + Number(size))
    // A NUL or, at the end of the record, a newline.
    at += Number(size) + 1
    return content
  }
  while (at < output.length) {
    const [ref, type, id, targetType, targetId, size, targetSize] = Array.from({ length: 7 }, field)
    const content = bytes(size!)
    const targetContent = bytes(targetSize!)
    const target = targetId ? { type: targetType!, id: targetId, content: targetContent } : undefined
    objects.push({ ref: ref!, type: type!, id: id!, content, ...(target && { target }) })
  }
  return objects
}

/** HEAD and tags from `cat-file --batch`: for each `<id> <type> <size>`, newline, content, newline. */
async function catFile(git: GitRunner, tags: string[]): Promise<RefObject[]> {
  const names = ['HEAD', ...tags]
  const input = names.map((name) => `${name}\n`).join('')
  const output = await git(['cat-file', '--batch'], { input })
  const objects: RefObject[] = []
  let at = 0
  for (const ref of names) {
    const end = output.indexOf('\n', at)
    const [id, type, size] = output.toString('latin1', at, end).split(' ')
    // `HEAD missing` before the first commit.
    if (size === undefined) return []
    const content = output.subarray(end + 1, end + 1 + Number(size))
    at = end + 1 + content.length + 1
    objects.push({ ref, type: type!, id: id!, content })
  }
  const head = objects[0]!
  return objects.map((object) => (object.type === 'tag' ? { ...object, target: head } : object))
}

function factsOf(objects: RefObject[]): HeadFacts | undefined {
  const commits = objects
    .map(({ target, ...object }) => target ?? object)
    .filter(({ type }) => type === 'commit')
  const head = commits[0]
  if (!head) return undefined
  const tag = chooseTag(objects)
  return { id: head.id, commit: parseCommit(head.content), ...(tag && { tag }) }
}

/**
 * If several tags point at the commit, chooses an annotated tag before a lightweight one, then the newest, then the
 * highest version. (The reference program ends with byte order instead, where v1.9 is above v1.10.)
 */
function chooseTag(objects: RefObject[]): NamedTag | undefined {
  const tags = objects
    .filter(({ ref }) => ref.startsWith('refs/tags/'))
    .map(({ ref, type, content }): NamedTag => {
      const name = ref.slice('refs/tags/'.length)
      return type === 'tag' ? { name, annotation: parseTag(content) } : { name }
    })
  return tags.reduce<NamedTag | undefined>(
    (best, tag) => (best && !isBetter(tag, best) ? best : tag),
    undefined,
  )
}

function isBetter(tag: NamedTag, best: NamedTag): boolean {
  if (Boolean(tag.annotation) !== Boolean(best.annotation)) return Boolean(tag.annotation)
  const difference = (tag.annotation?.tagger?.timestamp ?? 0) - (best.annotation?.tagger?.timestamp ?? 0)
  return difference === 0 ? isNewerVersion(tag.name, best.name) : difference > 0
}

/**
 * Whether one tag name stands for a later version than another: numbers by value (v1.9 < v1.10), a pre-release before its
 * release (v2-rc.1 < v2).
 */
export function isNewerVersion(name: string, than: string): boolean {
  return compareVersions(name, than) > 0
}

function compareVersions(one: string, other: string): number {
  const [a, b] = [one, other].map((name) => name.split(/(\d+)/)) as [string[], string[]]
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const [x = '', y = ''] = [a[index], b[index]]
    if (x === y) continue
    // The numbers have odd indices.
    if (index % 2 === 1 && x && y) return compareNumbers(x, y)
    if (x.startsWith('-') !== y.startsWith('-') && (x === '' || y === '')) return x === '' ? 1 : -1
    return x < y ? -1 : 1
  }
  return 0
}

/** By value, and `01` after `1`, so that no two names are equal. */
function compareNumbers(x: string, y: string): number {
  const difference = BigInt(x) - BigInt(y)
  return difference === 0n ? x.length - y.length : difference > 0n ? 1 : -1
}
