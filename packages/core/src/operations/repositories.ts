/** In which repositories the marked artifacts are. */
import type { Facts, Moment } from '../collectors/facts.js'
import { type PlaceFacts, sayNoCommit } from '../mark/by-place.js'

/** What a report says of the places of its artifacts. */
export interface HostFacts {
  /** Of the place of all artifacts; if they are in several places, of the root. */
  facts: Facts
  moment: Moment
  /** The facts of other repositories that artifacts are in, by the repository's top. */
  repositories: ReadonlyMap<string, Facts>
}

export interface Repositories {
  /** Notes the place of a marked artifact. */
  visit(place: PlaceFacts): void
  /** @param root what is known of the run's root. */
  host(root: PlaceFacts): HostFacts
  /** One line if marks hold no commit. */
  warnings(): string[]
}

export function rememberPlaces(): Repositories {
  const visited = new Set<PlaceFacts>()
  return {
    visit: (place) => void visited.add(place),
    host(root) {
      const tops = new Set([...visited].map(({ repository }) => repository))
      const isRoots = tops.size !== 1 || tops.has(root.repository)
      const [{ facts, moment }] = isRoots ? [root] : ([...visited] as [PlaceFacts])
      const errors = [
        ...new Set([facts, ...[...visited].map(({ facts }) => facts)].flatMap(({ errors }) => errors)),
      ]
      const others = [...visited].filter(({ repository }) => isRoots && repository !== root.repository)
      const repositories = new Map<string, Facts>()
      for (const { repository, facts } of others)
        if (repository !== undefined) repositories.set(repository, facts)
      return { facts: { ...facts, errors }, moment, repositories }
    },
    warnings: () => sayNoCommit([...visited].flatMap(({ noCommit }) => noCommit ?? [])),
  }
}
