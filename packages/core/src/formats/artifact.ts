/** An artifact, as the codec of its format reads it. */
import type { Dict } from '@chalkmark/mark'
import type { Splice } from '../bytes/source.js'

export type MaybePromise<T> = T | Promise<T>

/** A mark as it was found in an artifact. */
export interface FoundMark {
  /** Offset of the mark's `{` in the artifact, if the mark stands there as plain bytes. */
  at?: number
  /** The mark's exact text. */
  text: Uint8Array
  /** The mark, parsed. */
  dict: Dict
  /**
   * How the format spells a mark's text in this place, if it needs more escapes than every mark has. Only that
   * spelling is valid.
   */
  written?(text: Uint8Array): Uint8Array
  /** Set where the reference program writes no mark: its spelling is not valid there. */
  onlyOurs?: boolean
  /**
   * Set if the mark was read but is invalid whatever its values are, for example because its comment ends inside
   * it. One line that says why, without the path.
   */
  broken?: string
  /**
   * Set if the mark would be valid without what stands behind it: something was appended. It cannot be taken out, and
   * the next mark goes behind all of it.
   */
  extended?: boolean
}

/**
 * Another rule for HASH of an artifact: HASH, lower-case hex, and what it does not cover, one line each. Undefined: the
 * rule does not apply to the artifact.
 */
export type OtherHash = () => MaybePromise<{ hash: string; uncovered: readonly string[] } | undefined>

/** An artifact, read: its type, its mark and the edits that the format allows. */
export interface Artifact {
  /** The value of ARTIFACT_TYPE, such as `ELF` or `JavaScript`. */
  type: string
  /** The mark that the artifact carries, if any. A placeholder is not a mark. */
  mark?: FoundMark
  /**
   * Set if the artifact has no mark of its own but one that does not fit: that of a file that it was made from, or its
   * own from before a change. One line that says so.
   */
  foreign?: string
  /** The edits that turn the input into its normal form, in ascending order and without overlap. */
  normalForm: Splice[]
  /** For formats whose HASH is not the SHA-256 of the normal form's bytes: computes it (lower-case hex). */
  hash?(): MaybePromise<string>
  /**
   * For formats whose HASH leaves out more bytes than the mark: the edits that take only the mark out of the input.
   * The result is the same before and after marking; X-CONTENT-HASH is its SHA-256.
   */
  contentForm?(): MaybePromise<Splice[]>
  /**
   * What neither HASH nor X-CONTENT-HASH covers in this file, one line each, such as a signature that was added
   * after marking. The report and `verify` name it.
   */
  uncovered?: readonly string[]
  /**
   * A part that may be made anew after marking and that HASH does not cover, such as a code signature; one line. If
   * X-CONTENT-HASH then differs, or cannot be compared, the part is named as not covered and the mark stays valid.
   */
  remade?: string
  /**
   * What else HASH of the mark may be over, because of what its writer did not know or a signer did afterwards. Asked
   * in this order where CHALK_ID of the mark does not fit HASH. The first that fits makes the mark valid.
   */
  otherHashes?: readonly OtherHash[]
  /** For formats whose `_CURRENT_HASH` is not the plain SHA-256 of the file: computes it for this input. */
  currentHash?(): MaybePromise<string>
  /** The same for this input with `mark` in it, for formats that can compute it faster than by reading the new file. */
  currentHashWith?(mark: Uint8Array): MaybePromise<string>
  /**
   * Set for a format that cannot hold a mark: the suffix of the file beside the artifact that holds it, such as
   * `.chalk`. The edits of `insert` and `remove` are then edits of *that* file. A missing one counts as empty, and
   * one that the edits leave empty is removed. `normalForm` is still about the artifact itself.
   */
  sidecar?: string
  /** Facts about the artifact for the report, such as the `_X509_*` keys. */
  report?: Dict
  /** What a user who marks the artifact should know, in one line, such as that it is a signed jar. */
  note?: string
  /**
   * Set if the program that wrote the mark hashes this content in a way that cannot be repeated, so that CHALK_ID
   * may differ although nothing was changed. One line for the report. If the ids differ, the mark is then
   * unchecked: neither valid nor invalid.
   */
  uncheckable?: string
  /**
   * The edits that put `mark` (a complete mark's text) in, replacing one that is there.
   * @throws CodecError if the artifact cannot be marked safely; it can still be read.
   */
  insert(mark: Uint8Array): MaybePromise<Splice[]>
  /**
   * The edits that take the mark out. Empty if there is none.
   * @param hash the artifact's HASH, 32 bytes: some formats keep it in the file after the mark is gone.
   * @throws CodecError as `insert`.
   */
  remove(hash: Uint8Array): MaybePromise<Splice[]>
  /**
   * For formats where deleting does not restore the bytes from before marking (ELF): the edits that give the form
   * that deleting leaves, for a marked or an unmarked file. The HASH of an archive counts its files in this form.
   * @param hash as for `remove`.
   */
  deletedForm?(hash: Uint8Array): MaybePromise<Splice[]>
}
