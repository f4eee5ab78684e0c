/** The user's `include` and `exclude` globs over names in the output folder. */

type Patterns = string | readonly string[] | undefined
type Test = (name: string) => boolean

/**
 * Makes a predicate for file names with `/` separators. A pattern without a slash matches in every folder. The glob
 * library is loaded only by those who use globs: most builds do not.
 */
export async function nameFilter(include: Patterns, exclude: Patterns): Promise<Test> {
  const isIncluded = await anyOf(include)
  const isExcluded = await anyOf(exclude)
  return (name) => (isIncluded?.(name) ?? true) && !isExcluded?.(name)
}

async function anyOf(patterns: Patterns): Promise<Test | undefined> {
  const globs = patterns === undefined ? [] : [patterns].flat()
  if (globs.length === 0) return undefined
  const { default: picomatch } = await import('picomatch')
  const tests = globs.map((glob) => picomatch(glob, { dot: true, basename: !glob.includes('/') }))
  return (name) => tests.some((test) => test(name))
}
