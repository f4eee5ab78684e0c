/** What a pass over a text in some language finds out. */
export interface Scan {
  /** Offsets of its comments: start and end of the first, start and end of the second, … */
  comments: number[]
  /** Why a comment cannot follow the end of the text: a verb phrase, such as `ends inside a string`. */
  hazard?: string
}

/**
 * Offset of the end of the comment that holds the byte at `at`; undefined if no comment certainly does. Ask with
 * ascending offsets.
 */
export type CommentEnd = (at: number) => number | undefined

/** Answers from a list of comments, such as that of a {@link Scan}. */
export function commentEnds(comments: number[]): CommentEnd {
  let next = 0
  return (at) => {
    while (next < comments.length && comments[next + 1]! <= at) next += 2
    return next < comments.length && comments[next]! <= at ? comments[next + 1] : undefined
  }
}
