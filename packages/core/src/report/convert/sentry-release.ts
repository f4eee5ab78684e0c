/**
 * A release for Sentry: the body of a POST to `/api/0/organizations/<organization>/releases/` (docs.sentry.io, API
 * reference, "Create a New Release for an Organization"). One release, for the latest build.
 */
import { ChalkError } from '../../error.js'
import { pageOf, releaseFacts } from './facts.js'
import type { Convert } from './format.js'

/** Characters of a release's name (docs.sentry.io, "Naming Releases"). */
const LONGEST = 200

export const sentryRelease: Convert = (hosts, { projects = [] }) => {
  if (projects.length === 0)
    throw new ChalkError(
      'BAD_OPTION',
      'a release for Sentry needs --project SLUG: the report does not name any',
    )
  const facts = releaseFacts(hosts)
  // Sentry's own tools call a release by its commit, too.
  const version = facts.commit ?? facts.version ?? facts.tag
  if (version === undefined)
    throw new ChalkError(
      'NO_REPORT',
      'the reports name no commit, version or tag, so the release has no name',
    )
  const url = pageOf(facts.job)
  const release = {
    version: version.replace(/[\s/\\]+/g, '-').slice(0, LONGEST),
    ...(facts.commit !== undefined && { ref: facts.commit }),
    ...(url !== undefined && { url }),
    projects,
    ...dateOf('dateReleased', facts.time),
    ...(facts.commit !== undefined && { commits: [commitOf(facts.commit, facts)] }),
  }
  return { text: `${JSON.stringify(release, null, 2)}\n`, warnings: [] }
}

function commitOf(id: string, { repository, author, message, committed }: ReturnType<typeof releaseFacts>) {
  const [, name, email] = /^(.{1,200}?)\s*<([^<>]{1,200})>$/.exec(author?.slice(0, 500) ?? '') ?? []
  const path = repositoryName(repository)
  return {
    id,
    ...(path !== undefined && { repository: path }),
    ...(name !== undefined && { author_name: name }),
    ...(email !== undefined && { author_email: email }),
    ...(message !== undefined && { message }),
    ...dateOf('timestamp', Date.parse(committed ?? '')),
  }
}

/** Sentry calls repositories `owner/name`. */
function repositoryName(address: string | undefined): string | undefined {
  const parts =
    address
      ?.slice(0, 2048)
      .replace(/\.git\/?$/, '')
      .split(/[/:]/)
      .filter((part) => part !== '') ?? []
  return parts.length > 2 ? parts.slice(-2).join('/') : undefined
}

/** Milliseconds since 1970. What is no date is left out. */
function dateOf<Name extends string>(name: Name, time: number): Partial<Record<Name, string>> {
  const isDate = time > 0 && !Number.isNaN(new Date(time).getTime())
  return (isDate ? { [name]: new Date(time).toISOString() } : {}) as Partial<Record<Name, string>>
}
