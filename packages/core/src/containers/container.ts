/**
 * The interface to artifacts that hold other files: a ZIP, a tar, a container image.
 *
 * A codec knows such an artifact's own mark; a container knows the files in it. As a codec does, it reads through a
 * {@link Source} and answers with {@link Splice}s.
 */
import type { Source, Splice } from '../bytes/source.js'
import type { ArchiveLimits } from '../formats/bomb.js'
import type { Candidate, Codec } from '../formats/format.js'

/** One file in a container. Folders are not listed. */
export interface Entry {
  /** Its path in the container, with `/` between the parts and none in front. */
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
  /** The beginning of a file, for codecs to decide by: some kilobytes, or all of it if it is not compressed. */
  peek(entry: Entry): Source
  /** Whether some programs find something else at the file's path, or find the file at another path. */
  isAmbiguous(entry: Entry): boolean
  /** The codec that the container's HASH asks to look into a file; undefined if the file counts as it is. */
  codecOf(entry: Entry, source: Source): Codec | undefined
  /** SHA-256, lower-case hex, of the bytes with which a file of this content counts in the container's HASH. */
  counts(entry: Entry, content: Uint8Array): Promise<string>
  /** @throws CodecError `CORRUPT` if a checksum in the container does not fit the file's content. */
  checkIntact(entry: Entry, content: Uint8Array): void
  /** Why the files in it must keep their content, if they must. */
  readonly kept?: string | undefined
  /** Gives the file other content, once `edits` are applied. @throws CodecError if that is not possible. */
  replace(entry: Entry, content: Uint8Array): void
  /** The edits that carry out all `replace` calls. */
  edits(): Splice[]
}

/** One kind of container. */
export interface ContainerFormat {
  /** The codec that marks artifacts of this kind. */
  readonly codec: Codec
  /** Whether the file is of this kind, judged by its bytes. */
  claims(source: Source): boolean
  /** @throws CodecError if it cannot be read. */
  open(candidate: Candidate, limits?: ArchiveLimits): Container
}
