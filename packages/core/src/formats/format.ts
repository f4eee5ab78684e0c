/**
 * What every codec is made of.
 *
 * A codec knows one artifact format: whether a file is one, where its mark is, and which bytes change when a
 * mark goes in or out. It reads through a {@link Source} and answers with lists of splices; it never opens, writes
 * or renames a file. Applying splices, hashing and writing is the core's job.
 */
import type { Source } from '../bytes/source.js'
import type { Artifact, MaybePromise } from './artifact.js'
import type { Allowance, ArchiveLimits } from './bomb.js'

/** A file as a codec first sees it. */
export interface Candidate {
  /** Path or bundle file name with `/` separators; codecs look at its last part only. */
  name: string
  source: Source
  /**
   * The file whose name is this one's plus `suffix`, if there is one. For formats whose mark is kept in a file of
   * its own; left out where there is no such file to look for, as in a bundle or an archive.
   */
  beside?(suffix: string): Source | undefined
}

/** How the caller wants formats to be read. */
export interface CodecOptions {
  /**
   * Claim every text file whose extension a text codec knows, not only those with a shebang.
   * Bundler output and build folders: true. Source trees: false, as the reference program does.
   */
  allScripts?: boolean
  /**
   * The file was made just now, as by a bundler. A mark in it that does not fit is then that of an input, wherever it
   * stands.
   */
  isFresh?: boolean
  /**
   * Which archives are claimed. `common`: zip, jar, war, ear and the models that are ZIP files. `all`: whl, vsix,
   * nupkg and apk too, whose tools look closer at what is in them.
   * @default 'common'
   */
  archives?: 'common' | 'all'
  /** What an archive may unpack to before it is refused as a decompression bomb. */
  limits?: ArchiveLimits
  /** Set for a file inside of an archive: what that one may still cost. Codecs of archives spend it. */
  allowance?: Allowance
}

/** One format. */
export interface Codec {
  /** Short name for reports and errors: `text`, `elf`, `zip`. */
  readonly name: string
  /**
   * How much a byte costs to read, compared with one of a format of which only some bytes are looked at.
   * @default 1
   */
  readonly weight?: number
  /**
   * Whether the file is of this format, by its name and first bytes; cheap, never throws.
   * @returns the ARTIFACT_TYPE, or undefined.
   */
  claims(candidate: Candidate, options: CodecOptions): string | undefined
  /**
   * Reads a file that the codec has claimed.
   * @throws CodecError if the file cannot be read as this format at all.
   */
  read(candidate: Candidate, options: CodecOptions): MaybePromise<Artifact>
}

/** The first of the codecs that claims a file. */
export function claimedBy(
  codecs: readonly Codec[],
  candidate: Candidate,
  options: CodecOptions,
): Codec | undefined {
  return codecs.find((codec) => codec.claims(candidate, options) !== undefined)
}
