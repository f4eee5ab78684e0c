/**
 * What the page of reports holds: written by view.ts, shown by browser/. Texts are ready to be shown as they are, and are
 * never markup.
 */

/** A value of a key. Dicts are objects whose names anybody may have chosen, so read them by `Object.entries` only. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json }

/** What is known of an artifact and its mark, the worst first. */
export const STATES = ['invalid', 'unchecked', 'no mark', 'marked', 'valid', 'removed', 'left out'] as const
export type State = (typeof STATES)[number]

/** An artifact, or a file that was left out. */
export interface ArtifactRow {
  path: string
  /** Its name below the folder that all artifacts share. */
  name: string
  state: State
  /** Why it is in this state, where the report says it; one line for each reason. */
  why: string
  type: string
  /** CHALK_ID. */
  id: string
  commit: string
  /** The keys of its object in `_CHALKS`. */
  keys: [name: string, value: Json][]
}

/** What is asked first: `commit`, `author`. */
export interface Fact {
  name: string
  /** The different values that artifacts have, the first ones. */
  values: string[]
  /** How many values more there are. */
  more: number
}

/** A sentence that says how it went. `good`: there is nothing to look after. */
export interface ReportVerdict {
  tone: 'good' | 'bad' | 'plain'
  text: string
}

/** One host report. */
export interface ReportView {
  /** `insert, 2026-11-30 19:14, 0123456789: 12 artifacts` */
  title: string
  operation: string
  /** The file that it was read from. */
  place: string
  verdict: ReportVerdict
  facts: Fact[]
  /** The folder that all artifacts share, with a separator at its end; empty if there is none. */
  folder: string
  rows: ArtifactRow[]
  /** `_OP_ERRORS`, and what is wrong with the report itself. */
  messages: string[]
  /** The keys of the host. */
  keys: [name: string, value: Json][]
}

/** What the catalogue knows of keys that occur. */
export interface KeyGroups {
  /** Titles of the groups, in their order. */
  groups: string[]
  /** By key: its group's index and its description. */
  keys: [name: string, group: number, description: string][]
}

export interface PageData {
  /** The name and version of the program that made the page. */
  madeBy: string
  reports: ReportView[]
  catalogue: KeyGroups
}
