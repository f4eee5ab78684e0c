/** A bundler's output as the output step sees it, the same for every bundler. */
import { asBuffer } from '../../bytes/fields.js'

/** One emitted file, before it is written or just after. */
export interface OutputFile {
  /** Name in the output folder, with `/` separators. */
  readonly name: string
  /**
   * The content hashes that the bundler put into the name, as they stand there; empty if there are none.
   * Known from the bundler's own templates or asset info. Only the command, which has no bundler to ask, goes by the
   * name's look (looks-hashed.ts).
   */
  readonly hashes: readonly string[]
  /**
   * The file's content. May be costly (a copy out of the bundler's memory): read once, unless `isOnDisk` or a compressed
   * file stands beside it.
   */
  read(): string | Uint8Array
  /** Its content is read from the disk whenever it is needed, into memory that is reused for the next file. */
  readonly isOnDisk?: boolean
  /** Whether it is an artifact. By default its name's extension says so. */
  readonly isArtifact?: boolean
  /** True for a file that is in the output in compressed form only: nothing of this name is written. */
  readonly absent?: boolean
  /** The hashes in its name stand for its mark, too, so it needs no new name. */
  readonly isFinal?: boolean
  /**
   * Another plugin has made it from the bundler's files: names and digests in it follow theirs, and it is compressed
   * again if it holds one of them. It gets no mark, and the report does not name it.
   */
  readonly onlyFollows?: boolean
  /** Whether it is a copy of a source file. Asked only of files that could be marked; see {@link isData}. */
  isCopy?(): boolean
}

/** How other files refer to a hashed file. This decides what has to be updated when it is renamed. */
export type Reference =
  /** By its whole name, as rollup's and esbuild's output does. */
  | 'name'
  /** By its hash alone, as webpack's runtime does: it puts names together from a table of hashes. */
  | 'hash'

/** The change of one file. */
export interface Change {
  /** Its new name; the old one if it was not renamed. */
  name: string
  /** Its new content. Built when it is read. */
  readonly content: string | Uint8Array
  /** It is removed from the output. */
  readonly isGone?: boolean
  /** Its content depends on that of other files, or theirs on its own: all of them change, or none. */
  readonly isLinked?: boolean | undefined
  /** How its bytes differ from the old ones, if only those near the end do. */
  readonly end?: End | undefined
}

/** The changed end of a file. */
export interface End {
  /** Offset in bytes. Everything before it is unchanged. */
  readonly from: number
  /** The old bytes from there to the file's end. */
  readonly before: Buffer
  /** The new bytes from there to the file's end. */
  readonly after: Buffer
}

/** The new names of renamed files, by their old ones. */
export function renamedIn(changes: ReadonlyMap<string, Change>): Map<string, string> {
  const renamed = new Map<string, string>()
  for (const [old, { name }] of changes) if (name !== old) renamed.set(old, name)
  return renamed
}

/** A file's content as bytes. Bytes are not copied. */
export function bytesOf(content: string | Uint8Array): Buffer {
  if (typeof content === 'string') return Buffer.from(content)
  return asBuffer(content)
}

/** The extensions of emitted files that a codec can mark. */
const MARKABLE = /\.(?:[cm]?[jt]sx?|css|html?|svg|wasm)$/i
/** Whether a codec may claim a file of this name. */
export function isMarkable(name: string): boolean {
  return MARKABLE.test(name)
}

/** Whether a file of this name is a page. */
export function isPageName(name: string): boolean {
  return /\.x?html?$/i.test(name)
}

/**
 * Whether a file is data for the program: a copy of a source file, such as a template or a code sample, which the
 * program fetches, shows or puts into a page. The bundler has not made it, and a mark would be more nodes or more
 * text there. WebAssembly is never read as text, and engines skip the mark.
 */
export function isData(file: OutputFile): boolean {
  return !file.name.endsWith('.wasm') && file.isCopy?.() === true
}

/** Whether a file of this name is JavaScript, TypeScript or CSS. */
export function isCode(name: string): boolean {
  return /\.(?:[cm]?[jt]sx?|css)$/i.test(name)
}

/**
 * Whether a file is a source map. It holds whole sources, in which a digest stands only by chance. References in it
 * are updated.
 */
export function isMap(name: string): boolean {
  return name.endsWith('.map')
}
