/** A file on its way through the output step. */
import { applySplices, type Splice, spliceText } from '@chalkmark/core'
import type { DigestForm } from './digests.js'
import { bytesOf, type Change, type End, type OutputFile } from './file.js'

export class Entry {
  readonly file: OutputFile
  /** Whether it shall be marked. */
  readonly claimed: boolean
  /** Its digests that stand in other files, as they were, and how they are written. */
  readonly pinned = new Map<string, DigestForm>()
  /** Digests of other files that stand in this one. */
  readonly pins = new Set<string>()
  /** Whether the step looks into it at all: not into images. */
  readonly #isRead: boolean
  #held: string | Uint8Array | undefined
  #rewritten: string | Uint8Array | undefined
  #mark: readonly Splice[] | undefined

  constructor(file: OutputFile, { claimed, isRead }: { claimed: boolean; isRead: boolean }) {
    this.file = file
    this.claimed = claimed
    this.#isRead = isRead
  }

  /** Its content without its mark; undefined for files that the step does not look into. */
  get content(): string | Uint8Array | undefined {
    if (!this.#isRead) return undefined
    if (this.#rewritten !== undefined) return this.#rewritten
    if (this.file.isOnDisk) return this.file.read()
    this.#held ??= this.file.read()
    return this.#held
  }

  /** References and digests in it have followed others. */
  rewrite(content: string | Uint8Array): void {
    this.#rewritten = content
  }

  /** It gets its mark by these edits of its content. */
  mark(edits: readonly Splice[]): void {
    this.#mark = edits
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
      end: this.#rewritten === undefined && this.#mark ? endOf(this.#mark) : undefined,
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

function endOf(edits: readonly Splice[]): End {
  const from = edits[0]?.at ?? 0
  return {
    from,
    replace: (old) =>
      applySplices(
        old,
        edits.map((edit) => ({ ...edit, at: edit.at - from })),
      ),
  }
}
