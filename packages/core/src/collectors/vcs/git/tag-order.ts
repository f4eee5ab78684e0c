/** Order of tag names: numbers by value (v1.9 < v1.10), a pre-release before its release (v2-rc.1 < v2). */

/** Whether one tag name stands for a later version than another. */
export function isNewerVersion(name: string, than: string): boolean {
  return compareVersions(name, than) > 0
}

function compareVersions(one: string, other: string): number {
  const [a, b] = [one, other].map((name) => name.split(/(\d+)/)) as [string[], string[]]
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const [x = '', y = ''] = [a[index], b[index]]
    if (x === y) continue
    // Odd places hold the numbers.
    if (index % 2 === 1 && x && y) return compareNumbers(x, y)
    if (x.startsWith('-') !== y.startsWith('-') && (x === '' || y === '')) return x === '' ? 1 : -1
    return x < y ? -1 : 1
  }
  return 0
}

/** By value, and `01` after `1`, so that no two names are equal. */
function compareNumbers(x: string, y: string): number {
  const difference = BigInt(x) - BigInt(y)
  return difference === 0n ? x.length - y.length : difference > 0n ? 1 : -1
}
