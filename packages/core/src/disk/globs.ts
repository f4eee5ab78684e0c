/** The user's `include` and `exclude` globs. */
import picomatch from 'picomatch'

export type Patterns = string | readonly string[] | undefined

/**
 * A predicate for the names of a file: it passes if one of them matches `include` and none `exclude`. Names have `/`
 * separators. A pattern without a slash matches in every folder.
 */
export function globFilter(include: Patterns, exclude: Patterns): (names: readonly string[]) => boolean {
  const included = matcher(include)
  const excluded = matcher(exclude)
  return (names) => (!included || names.some(included)) && !(excluded && names.some(excluded))
}

function matcher(patterns: Patterns): ((name: string) => boolean) | undefined {
  const list = patterns === undefined ? [] : [patterns].flat()
  if (list.length === 0) return undefined
  const tests = list.map((glob) => picomatch(glob, { dot: true, basename: !glob.includes('/') }))
  return (name) => tests.some((test) => test(name))
}
