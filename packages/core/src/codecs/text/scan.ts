/** What a pass over a text in some language finds out. */
export interface Scan {
  /** Offsets of its comments: start and end of the first, start and end of the second, … */
  comments: number[]
  /** Why a comment cannot follow the end of the text: a verb and what it is, such as `ends inside a string`. */
  hazard?: string
}
