/** What reports say of an artifact, for programs and for people. */
import type { Dict, Value } from '@chalkmark/core'
import { buildOf, type Origin, originOf, type ReportMatch } from '@chalkmark/core/operations'

/**
 * Makes the answers for programs. The facts of a build can be long, so they stand only where its number occurs first.
 * @returns the function for one artifact. Its result is not redacted.
 */
export function answers(): (match: Omit<ReportMatch, 'by'>) => Dict {
  const numbers = new WeakMap<Dict, number>()
  let last = 0
  return (one) => {
    const known = numbers.get(one.host)
    const number = known ?? ++last
    numbers.set(one.host, number)
    return {
      report: one.place,
      origin: { ...originOf(one) } as Dict,
      artifact: one.chalk,
      buildNumber: number,
      ...(known === undefined && { build: buildOf(one) }),
    }
  }
}

/** Commit, time, bundler and author, as cells of a table. */
export function originCells({ commit, dirty, built, bundler, author }: Origin): string[] {
  const id = text(commit).slice(0, 10)
  return [
    dirty === true ? `${id}, changed` : id,
    text(built).replace(/(:\d\d)\.\d+/, '$1'),
    text(bundler),
    text(author),
  ]
}

/** A text; an empty one for what is none. */
export function text(value: Value | undefined): string {
  return typeof value === 'string' ? value : ''
}
