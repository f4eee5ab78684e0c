/** A file on its way through the output step. */
import { isUtf8 } from 'node:buffer'
import type { Splice } from '../bytes/source.js'
import { applySplices } from '../bytes/splices.js'
import { reasonOf } from '../error.js'
import { type Algorithm, digestOf } from './digests.js'
import { bytesOf, type Change, type End, type OutputFile } from './files/file.js'
import { spliceText } from './mark-bytes.js'

const NOTHING_NEEDED: ReadonlySet<OutputEntry> = new Set()

/** The largest file that is looked into for the names and digests of others, in bytes. */
const MAX_TEXT = 16 << 20

export class OutputEntry {
  readonly file: OutputFile
  /** A digest of it stands in another file. */
  isPinned = false
  /** Its bytes are compared, or its address holds a version. */
  isCompared = false
  /** It has a valid mark already, which is to stay. */
  isKept = false
  #leftOut: string | undefined
  #isDisclaimed = false
  #needed: Set<OutputEntry> | undefined
  #held: string | Uint8Array | undefined
  #unreadable: string | undefined
  /** It is neither text nor to be marked, such as an image. */
  #isOther = false
  #rewritten: string | Uint8Array | undefined
  #mark: readonly Splice[] | undefined
  #end: End | undefined
  #digests: Map<Algorithm, Buffer> | undefined

  /** @param leftOut why it is not to be marked; undefined if it is. */
  constructor(file: OutputFile, leftOut: string | undefined) {
    this.file = file
    this.#leftOut = leftOut
  }

  /** Whether it is to be marked. */
  get claimed(): boolean {
    return this.#leftOut === undefined
  }

  /** Why it is not to be marked. */
  get leftOut(): string | undefined {
    return this.#leftOut
  }

  /** Says that it is not to be marked after all, which is no error. */
  leaveOut(reason: string): void {
    this.#leftOut ??= reason
  }

  /** Says that it must not be marked after all, which is an error. */
  disclaim(reason: string): void {
    if (!this.claimed) return
    this.#leftOut = reason
    this.#isDisclaimed = true
  }

  /** Why it must not be marked after all. */
  get disclaimed(): string | undefined {
    return this.#isDisclaimed ? this.#leftOut : undefined
  }

  /** Records that a digest of the other file stands in this one. */
  needs(other: OutputEntry): void {
    this.#needed ??= new Set()
    this.#needed.add(other)
  }

  /** The files whose digests stand in this one. */
  get needed(): ReadonlySet<OutputEntry> {
    return this.#needed ?? NOTHING_NEEDED
  }

  /** Its content without its mark; undefined if it cannot be read, or if it is neither text nor to be marked. */
  get content(): string | Uint8Array | undefined {
    if (this.#isOther || this.#unreadable !== undefined) return undefined
    if (this.#rewritten !== undefined) return this.#rewritten
    if (this.#held !== undefined) return this.#held
    try {
      const content = this.file.read()
      if (!this.claimed && !isText(content)) {
        this.#isOther = true
        return undefined
      }
      if (!this.file.isOnDisk) this.#held = content
      return content
    } catch (error) {
      this.#unreadable = reasonOf(error)
      return undefined
    }
  }

  /** As {@link textOf} its content. */
  get text(): string | undefined {
    return textOf(this.content)
  }

  /** Sets the text after names and digests in it were updated. */
  rewriteText(rewrite: (text: string) => string): void {
    const { content } = this
    const text = textOf(content)
    if (content === undefined || text === undefined) return
    const after = rewrite(text)
    if (after === text) return
    this.#digests = undefined
    this.#rewritten = typeof content === 'string' ? after : Buffer.from(after, encodingOf(content))
  }

  /** Whether names or digests in it were updated. */
  get isRewritten(): boolean {
    return this.#rewritten !== undefined
  }

  /** Why it cannot be read, if that was tried and failed. */
  get unreadable(): string | undefined {
    return this.#unreadable
  }

  /** Sets the edits that put in its mark. `bytes` is its content. */
  mark(edits: readonly Splice[], bytes: Uint8Array): void {
    this.#mark = edits
    this.#digests = undefined
    if (this.file.isOnDisk && this.#rewritten === undefined) this.#end = endOf(edits, bytes)
  }

  /** Its final content. */
  get marked(): string | Uint8Array {
    const content = this.content ?? this.file.read()
    if (!this.#mark) return content
    return typeof content === 'string' ? spliceText(content, this.#mark) : applySplices(content, this.#mark)
  }

  /** How it changed, under its new name; undefined if it did not. */
  change(name: string): Change | undefined {
    if (name === this.file.name && this.#rewritten === undefined && !this.#mark) return undefined
    const entry = this
    return {
      name,
      end: this.#end,
      isLinked: this.isPinned || this.isRewritten || name !== this.file.name,
      get content() {
        return entry.marked
      },
    }
  }

  /** The digest of its final content, which stands in other files. It is computed once, since each page may hold it. */
  digest(algorithm: Algorithm): Buffer {
    this.#digests ??= new Map()
    const digest = this.#digests.get(algorithm) ?? digestOf(this.marked, algorithm)
    this.#digests.set(algorithm, digest)
    return digest
  }
}

/**
 * A file's content as text that may hold names and digests of other files, whatever its own name. In a text that is
 * not UTF-8, each byte is a letter.
 */
export function textOf(content: string | Uint8Array | undefined): string | undefined {
  if (content === undefined || typeof content === 'string') return content
  return isText(content) ? bytesOf(content).toString(encodingOf(content)) : undefined
}

/** Whether it is text, by its content: it holds no NUL and is not too large. */
function isText(content: string | Uint8Array): boolean {
  if (content.length > MAX_TEXT) return false
  return typeof content === 'string' || !content.includes(0)
}

function encodingOf(content: Uint8Array): 'utf8' | 'latin1' {
  return isUtf8(content) ? 'utf8' : 'latin1'
}

/** Bytes. Marks stand at a file's end. If anything further from the end changes, the whole file is written anew. */
const LONGEST_END = 65_536

function endOf(edits: readonly Splice[], bytes: Uint8Array): End | undefined {
  const from = edits[0]?.at ?? bytes.length
  if (bytes.length - from > LONGEST_END) return undefined
  const before = Buffer.from(bytes.subarray(from))
  const after = applySplices(
    before,
    edits.map((edit) => ({ ...edit, at: edit.at - from })),
  )
  return { from, before, after }
}
