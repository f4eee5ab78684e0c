/**
 * Whether a word is random: a long run of letters and digits in which kinds of letters alternate more often than in
 * words, names and versions. Digests and ids count as random, too.
 */
const LEAST = 16

/** @param word without blanks. */
export function looksRandom(word: string): boolean {
  return word.split(/[._-]/).some((run) => {
    if (run.length < LEAST || !/^[\w+/=~]+$/.test(run)) return false
    // Capitals alternate in `getUserByIdFromDb`, too, so a digit is required.
    if (!/\d/.test(run)) return false
    if (/^[\da-f]{32,}$/i.test(run)) return true
    return turns(run) >= run.length / 5
  })
}

/**
 * How often a digit follows a letter, or a capital a small letter, or the other way round. The first letter of a
 * word does not count.
 */
function turns(run: string): number {
  return [...run.matchAll(/(?<=[a-z])\d|(?<=[A-Z])\d|(?<=\d)[A-Za-z]|(?<=[a-z])[A-Z]/g)].length
}
