/** How long a regular expression can take, as recheck (makenowjust-labs.github.io/recheck) finds out. */
import { spawnSync } from 'node:child_process'
import { check } from 'recheck'

/** How long recheck looks at one pattern, in milliseconds. */
const PATIENCE = 30_000
/** Length of the text that has to be searched at once, in letters. */
const LENGTH = 128 * 1024
/** The most that this may take, in milliseconds. Where time grows with the square of the length, it takes seconds. */
const AT_ONCE = 500

const SEARCH = `
let given = ''
process.stdin.on('data', (part) => (given += part)).on('end', () => {
  const { source, flags, text } = JSON.parse(given)
  const pattern = new RegExp(source, flags)
  const start = performance.now()
  text.replace(pattern, '')
  process.stdout.write(String(performance.now() - start))
})`

/**
 * Judges a pattern. What recheck calls vulnerable is tried, as it does not tell a large factor from a square.
 * @param pattern `source` and `flags` as of a `RegExp`.
 * @returns why it is slow, or could be; undefined if its time grows with the text's length.
 */
export async function whySlow({ source, flags }) {
  // Where the pattern is found has no influence on the time that it takes; recheck does not know the flag.
  const result = await check(source, flags.replace('d', ''), { timeout: PATIENCE })
  if (result.status === 'safe') return undefined
  if (result.status === 'unknown') return `recheck does not know: ${result.error.kind}`
  const { pumps, suffix } = result.attack
  const pumped = pumps.reduce((sum, { pump }) => sum + pump.length, 0)
  const text = pumps.map(({ prefix, pump }) => prefix + pump.repeat(LENGTH / pumped)).join('') + suffix
  return takesLong({ source, flags, text })
    ? `${result.complexity.summary}, such as ${pumps.map(({ prefix, pump }) => `${JSON.stringify(prefix)}, ${JSON.stringify(pump)} again and again`).join(', ')}, ${JSON.stringify(suffix)}`
    : undefined
}

function takesLong(search) {
  const { stdout, error } = spawnSync(process.execPath, ['-e', SEARCH], {
    input: JSON.stringify(search),
    timeout: 6 * AT_ONCE,
    encoding: 'utf8',
  })
  if (error?.code === 'ETIMEDOUT') return true
  if (error || stdout === '') throw error ?? new Error(`${search.source} could not be tried`)
  return Number(stdout) > AT_ONCE
}
