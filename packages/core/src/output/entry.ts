/** A file on its way through the output step. */
import type { Splice } from '../bytes/source.js'
import { applySplices } from '../bytes/splices.js'
import { reasonOf } from '../error.js'
import type { DigestForm } from './digests.js'
import { bytesOf, type Change, type End, type OutputFile } from './files/file.js'
import { spliceText } from './mark-bytes.js'

/** Shared by all files that nothing pins: most, in most builds. */
const NONE_PINNED: ReadonlyMap<string, DigestForm> = new Map()
const NO_PINS: ReadonlySet<string> = new Set()

export class Entry {
  readonly file: OutputFile
  /** Whether it shall be marked. */
  readonly claimed: boolean
  /** Whether the step looks into it at all: not into images. */
  readonly #isRead: boolean
  #pinned: Map<string, DigestForm> | undefined
  #pins: Set<string> | undefined
  #held: string | Uint8Array | undefined
  #unreadable: string | undefined
  #rewritten: string | Uint8Array | undefined
  #mark: readonly Splice[] | undefined
  #end: End | undefined

  constructor(file: OutputFile, { claimed, isRead }: { claimed: boolean; isRead: boolean }) {
    this.file = file
    this.claimed = claimed
    this.#isRead = isRead
  }

  /** A digest of it stands in those other files. */
  pin(digest: string, form: DigestForm, others: readonly Entry[]): void {
    this.#pinned ??= new Map()
    this.#pinned.set(digest, form)
    for (const other of others) {
      other.#pins ??= new Set()
      other.#pins.add(digest)
    }
  }

  /** Its digests that stand in other files, as they were, and how they are written. */
  get pinned(): ReadonlyMap<string, DigestForm> {
    return this.#pinned ?? NONE_PINNED
  }

  /** Digests of other files that stand in this one. */
  get pins(): ReadonlySet<string> {
    return this.#pins ?? NO_PINS
  }

  /** Its content without its mark; undefined for files that the step does not look into, or cannot. */
  get content(): string | Uint8Array | undefined {
    if (!this.#isRead || this.#unreadable !== undefined) return undefined
    if (this.#rewritten !== undefined) return this.#rewritten
    if (this.#held !== undefined) return this.#held
    try {
      const content = this.file.read()
      if (!this.file.isOnDisk) this.#held = content
      return content
    } catch (error) {
      this.#unreadable = reasonOf(error)
      return undefined
    }
  }

  /** Why it cannot be read, if that was tried and failed. */
  get unreadable(): string | undefined {
    return this.#unreadable
  }

  /** References and digests in it have followed others. */
  rewrite(content: string | Uint8Array): void {
    this.#rewritten = content
  }

  /** It gets its mark by these edits of its content, which is `bytes`. */
  mark(edits: readonly Splice[], bytes: Uint8Array): void {
    this.#mark = edits
    if (this.file.isOnDisk && this.#rewritten === undefined) this.#end = endOf(edits, bytes)
  }

  /** All that it holds in the end. */
  get marked(): string | Uint8Array {
    const content = this.content ?? this.file.read()
    if (!this.#mark) return content
    return typeof content === 'string' ? spliceText(content, this.#mark) : applySplices(content, this.#mark)
  }

  /** What became of it under its new name; undefined if nothing did. */
  change(name: string): Change | undefined {
    if (name === this.file.name && this.#rewritten === undefined && !this.#mark) return undefined
    const entry = this
    return {
      name,
      end: this.#end,
      get content() {
        return entry.marked
      },
    }
  }

  /** The bytes of its final content, whose digests stand in other files. */
  get markedBytes(): Buffer {
    return bytesOf(this.marked)
  }
}

/** Bytes. Marks stand at a file's end; what is changed further off makes a new file. */
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
