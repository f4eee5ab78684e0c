/** The options of the output step, and its result. */
import type { Dict } from '@chalkmark/mark'
import type { Composer } from '../mark/compose.js'
import type { Change, Reference } from './files/file.js'

/** How an output is worked on, whatever is done to its files. */
export interface Plan {
  hashedFiles: 'stable' | 'full' | 'skip'
  rename: 'auto' | 'always' | 'never'
  /** What becomes of the compressed siblings of changed files. @default 'remake' */
  siblings?: 'remake' | 'drop' | 'keep' | undefined
  /** How this bundler's output refers to hashed files. */
  reference: Reference
  /** Whether the user's `include` and `exclude` let a file be marked. */
  included(name: string): boolean
  /** Absolute path of an output file, for the report. */
  pathOf(name: string): string
  /** The files were made just now: marks in them that do not fit are those of what they were made from. */
  isFresh?: boolean
  /** No file holds another's digest, since none was known when the files were made. */
  hasNoDigests?: boolean | undefined
  /** Valid marks that are there already stay, unless names or digests in their files have to follow others. */
  keepsValid?: boolean
}

/** How an output is marked. */
export interface StepOptions extends Plan {
  composer: Composer
  /** For a file (its name before the step) of another place than the rest. @default composer */
  composerOf?(name: string): Composer
  /** Others compute digests of the files later. So the marks in scripts and styles are stable. */
  isPinnedLater?: boolean
  /** Why every page is a template that a later program fills in, if the build's options say so. */
  template?: string | undefined
  /** Takes the text of each mark, by the file's object for `_CHALKS`. */
  texts?: Map<Dict, string>
}

/** What went wrong, or is worth a warning. */
export interface StepProblem {
  /** The file's name, before the step; undefined if it is about the whole output. */
  name?: string
  /** Stable, for programs; that of the error, if there was one. */
  code?: string
  /** One line, without the name. */
  message: string
}

/** A problem as one line. */
export function lineOf({ name, message }: StepProblem): string {
  return name === undefined ? message : `${name}: ${message}`
}

export interface StepResult {
  /** The files whose name or content is no longer what it was, by their old name. */
  changes: Map<string, Change>
  /** One object for the report's `_CHALKS` for each marked file. */
  chalks: Dict[]
  /** The files (new names) that were not marked. */
  unmarked: string[]
  /** Why, by new name. */
  reasons: Map<string, string>
  /** The files that keep the valid marks that they had. */
  kept: string[]
  errors: StepProblem[]
  /** Warnings for those who deploy the output. */
  warnings: StepProblem[]
}
