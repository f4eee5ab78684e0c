/**
 * What artifacts are that hold other files: a ZIP, a tar, a container image.
 *
 * A codec knows such an artifact's own mark; a container knows the files in it. As a codec does, it reads through a
 * {@link Source} and answers with {@link Splice}s.
 */
import type { Source, Splice } from '../bytes/source.js'
import type { ArchiveLimits } from '../formats/bomb.js'
import type { Candidate, Codec } from '../formats/format.js'

/** One file in a container. Folders are none. */
export interface Entry {
  /** Its path in the container, with `/` and without one in front. */
  readonly path: string
  /** Length of its content, in bytes. */
  readonly size: number
  /** Whether it is a plain file: not a link or a device, whose content is not what a program sees there. */
  readonly isRegular: boolean
}

/** An open container. */
export interface Container {
  /** Its files, in the order in which they stand there. */
  readonly entries: readonly Entry[]
  /** The whole content of a file. @throws CodecError `CORRUPT` */
  read(entry: Entry): Uint8Array
  /** The beginning of a file, for codecs to see whose it is: some kilobytes, or all of it where it is not compressed. */
  peek(entry: Entry): Source
  /** Whether some programs find something else at the file's path, or the file at another one. */
  isAmbiguous(entry: Entry): boolean
  /** Which codec has to look into a file, by the rules of the container's HASH; undefined for one that counts as it is. */
  codecOf(entry: Entry, source: Source): Codec | undefined
  /** SHA-256, lower-case hex, of what a file of this content counts with in the container's HASH. */
  counts(entry: Entry, content: Uint8Array): Promise<string>
  /** @throws CodecError `CORRUPT` if a checksum in the container does not fit the file's content. */
  checkIntact(entry: Entry, content: Uint8Array): void
  /** Why no file may get other content, if none may. */
  readonly kept?: string | undefined
  /** The file is to get other content. @throws CodecError if it cannot. */
  replace(entry: Entry, content: Uint8Array): void
  /** The edits that give all those files their other content. */
  edits(): Splice[]
}

/** One kind of container. */
export interface ContainerFormat {
  /** The codec that marks artifacts of this kind. */
  readonly codec: Codec
  /** Whether the file is one, by its bytes. */
  claims(source: Source): boolean
  /** @throws CodecError if it cannot be read. */
  open(candidate: Candidate, limits?: ArchiveLimits): Container
}
