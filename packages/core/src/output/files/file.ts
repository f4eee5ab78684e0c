/** What the output step sees of a bundler's output: the same for every bundler. */

/** One emitted file, before it is written or just after. */
export interface OutputFile {
  /** Name in the output folder, with `/` separators. */
  readonly name: string
  /**
   * The content hashes that the bundler put into the name, as they stand there; empty if there are none.
   * Known from the bundler's own templates or asset info, never from the name's look.
   */
  readonly hashes: readonly string[]
  /**
   * The file's content. May be costly (a copy out of the bundler's memory): read once, unless `isOnDisk` or a compressed
   * file stands beside it.
   */
  read(): string | Uint8Array
  /** Its content is read from the disk as often as it is needed, into memory that the next file's takes again. */
  readonly isOnDisk?: boolean
  /** True for a file that is in the output in compressed form only: nothing of this name is written. */
  readonly absent?: boolean
}

/** How other files name a hashed file, which decides what has to follow when it is renamed. */
export type Reference =
  /** By its whole name, as rollup's and esbuild's output does. */
  | 'name'
  /** By its hash alone, as webpack's runtime does: it puts names together from a table of hashes. */
  | 'hash'

/** What became of one file. */
export interface Change {
  /** Its new name; the old one if it was not renamed. */
  name: string
  /** All that it holds now. Put together when it is asked for. */
  readonly content: string | Uint8Array
  /** How its bytes differ from what they were, if they do so near the end only. */
  readonly end?: End | undefined
}

/** The changed end of a file. */
export interface End {
  /** Offset in bytes: everything before it is as it was. */
  readonly from: number
  /** What stood behind it, to the file's end. */
  readonly before: Buffer
  /** What stands there now. */
  readonly after: Buffer
}

/** The new names of renamed files, by their old ones. */
export function renamedIn(changes: ReadonlyMap<string, Change>): Map<string, string> {
  const renamed = new Map<string, string>()
  for (const [old, { name }] of changes) if (name !== old) renamed.set(old, name)
  return renamed
}

/** Text of a file's content as bytes, without a copy where it is bytes already. */
export function bytesOf(content: string | Uint8Array): Buffer {
  if (typeof content === 'string') return Buffer.from(content)
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength)
}

/** The extensions of what a bundler emits and a codec can mark. */
const MARKABLE = /\.(?:[cm]?[jt]sx?|css|html?|svg|wasm)$/i
/** Whether a codec may claim a file of this name. */
export function isMarkable(name: string): boolean {
  return MARKABLE.test(name)
}

/** Whether a file of this name is JavaScript, TypeScript or CSS. */
export function isCode(name: string): boolean {
  return /\.(?:[cm]?[jt]sx?|css)$/i.test(name)
}

/** Source maps hold whole sources, in which a digest stands by chance only; references in them do follow. */
export function isMap(name: string): boolean {
  return name.endsWith('.map')
}
