/**
 * Whether nobody made up a word: a long run of letters and digits, in which kinds of letters take turns as in no word, name or
 * version. Digests and ids look so, too.
 */
const LEAST = 16

/** @param word without blanks. */
export function looksRandom(word: string): boolean {
  return word.split(/[._-]/).some((run) => {
    if (run.length < LEAST || !/^[\w+/=~]+$/.test(run)) return false
    // `getUserByIdFromDb` takes turns, too.
    if (!/\d/.test(run)) return false
    if (/^[\da-f]{32,}$/i.test(run)) return true
    return turns(run) >= run.length / 5
  })
}

/** How often a digit follows a letter, a capital a small one, and the other way round, but for the first letter of a word. */
function turns(run: string): number {
  return [...run.matchAll(/(?<=[a-z])\d|(?<=[A-Z])\d|(?<=\d)[A-Za-z]|(?<=[a-z])[A-Z]/g)].length
}
