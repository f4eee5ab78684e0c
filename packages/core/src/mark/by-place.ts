/** What is known of the artifacts of one run, each by its own place (../collectors/places.ts). */
import { type FactsPlace, openPlaces, type Places } from '../collectors/places.js'
import type { BuildFacts, Preparation, Target } from './prepare.js'

export interface PlaceFacts extends BuildFacts, FactsPlace {
  /** Why marks there hold no commit, one line; undefined if they hold one, or are to hold none. */
  noCommit: string | undefined
}

export interface FactsByPlace {
  /**
   * @param folder absolute: where an artifact is, links resolved.
   * @param named absolute: the folder by which the user has named it.
   * @returns the same object for all artifacts of one place and target.
   * @throws ChalkError for a wrong SOURCE_DATE_EPOCH.
   */
  at(target: Target, folder: string, named?: string): Promise<PlaceFacts>
}

/** @param places @default collected now, where artifacts have the commit of the root only below it */
export function factsByPlace(
  { request, complete }: Preparation,
  places: Places = openPlaces(request),
): FactsByPlace {
  const known = new Map<FactsPlace, Map<Target, PlaceFacts>>()
  return {
    async at(target, folder, named) {
      const place = await places.at(folder, named)
      const byTarget = known.get(place) ?? new Map<Target, PlaceFacts>()
      known.set(place, byTarget)
      const there = byTarget.get(target)
      if (there) return there
      const made = complete(place.facts, target)
      const facts = { ...made, ...place, noCommit: whyNoCommit(made, place, folder) }
      byTarget.set(target, facts)
      return facts
    },
  }
}

function whyNoCommit(
  { composer, facts }: BuildFacts,
  { repository }: FactsPlace,
  folder: string,
): string | undefined {
  const isWanted = composer.template.has('COMMIT_ID') && composer.keys.COMMIT_ID === undefined
  if (!isWanted || facts.keys.COMMIT_ID !== undefined) return undefined
  const said = facts.errors.find((error) =>
    /^(?:git|mercurial|subversion|fossil|jujutsu|commit): /.test(error),
  )
  if (said !== undefined) return said.replace(/^\w+: /, '')
  if (repository !== undefined) return `the repository ${repository} has no commit`
  return `${folder} is in no repository, and no variable of a CI system names the commit; set BUILD_COMMIT_ID where .git is missing, as in an image`
}

/** One warning for all places whose marks hold no commit. @param reasons each once. */
export function sayNoCommit(reasons: Iterable<string>): string[] {
  const [first, ...more] = new Set(reasons)
  if (first === undefined) return []
  const others = more.length === 0 ? '' : ` (and so for ${more.length} more, see the report)`
  return [`the marks name no commit: ${first}${others}`]
}
