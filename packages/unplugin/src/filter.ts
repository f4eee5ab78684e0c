/** The user's `include` and `exclude` globs over names in the output folder. */
import { createRequire } from 'node:module'

type Patterns = string | readonly string[] | undefined

/**
 * A predicate for file names with `/` separators. A pattern without a slash matches in every folder.
 */
export function nameFilter(include: Patterns, exclude: Patterns): (name: string) => boolean {
  if (include === undefined && exclude === undefined) return () => true
  const matcher = (patterns: Patterns, otherwise: boolean) => {
    const list = patterns === undefined ? [] : [patterns].flat()
    if (list.length === 0) return () => otherwise
    // Loaded only by those who use globs: most builds do not.
    const picomatch = createRequire(import.meta.url)('picomatch') as typeof import('picomatch')
    const tests = list.map((glob) => picomatch(glob, { dot: true, basename: !glob.includes('/') }))
    return (name: string) => tests.some((test) => test(name))
  }
  const isIncluded = matcher(include, true)
  const isExcluded = matcher(exclude, false)
  return (name) => isIncluded(name) && !isExcluded(name)
}
