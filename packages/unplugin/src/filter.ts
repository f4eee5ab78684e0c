/** The user's `include` and `exclude` globs over names in the output folder. */
import picomatch from 'picomatch'

type Patterns = string | readonly string[] | undefined
type Test = (name: string) => boolean

/** Makes a predicate for file names with `/` separators. A pattern without a slash matches in every folder. */
export function nameFilter(include: Patterns, exclude: Patterns): Test {
  const isIncluded = anyOf(include)
  const isExcluded = anyOf(exclude)
  return (name) => (isIncluded?.(name) ?? true) && !isExcluded?.(name)
}

function anyOf(patterns: Patterns): Test | undefined {
  const globs = patterns === undefined ? [] : [patterns].flat()
  if (globs.length === 0) return undefined
  const tests = globs.map((glob) => picomatch(glob, { dot: true, basename: !glob.includes('/') }))
  return (name) => tests.some((test) => test(name))
}
