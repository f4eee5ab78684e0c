/** "Did you mean …?": the entry of a list that a misspelt word most likely stands for. */

/**
 * The entry of `list` with the fewest typing errors between it and `word`, ignoring case; the first of several.
 * @returns undefined if none is close: more than one error in three characters is another word, not a typo.
 */
export function nearest(word: string, list: Iterable<string>): string | undefined {
  const wanted = word.toUpperCase()
  let limit = Math.max(1, Math.floor(word.length / 3))
  let best: string | undefined
  for (const candidate of list) {
    if (Math.abs(candidate.length - word.length) > limit) continue
    const errors = distance(wanted, candidate.toUpperCase())
    if (errors > limit) continue
    if (errors === 0) return candidate
    best = candidate
    limit = errors - 1
  }
  return best
}

/**
 * Optimal string alignment distance: how many characters to insert, delete, replace or swap with their
 * neighbour to make `b` of `a`. One row of the usual table at a time, and the two before it.
 */
function distance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      row[j] = Math.min(replaced, last[j]! + 1, row[j - 1]! + 1)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) row[j] = Math.min(row[j]!, beforeLast[j - 2]! + 1)
    }
    beforeLast = last
    last = row
  }
  return last[b.length]!
}
