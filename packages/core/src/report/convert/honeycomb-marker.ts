/**
 * A marker for Honeycomb: the body of a POST to `/1/markers/<dataset>` (docs.honeycomb.io, API reference, "Markers"). One
 * marker, for the latest build.
 */
import { pageOf, releaseFacts } from './facts.js'
import type { Convert } from './format.js'

/** Characters of the message. */
const LONGEST = 200

export const honeycombMarker: Convert = (hosts) => {
  const { commit, branch, tag, version, message, job, time } = releaseFacts(hosts)
  const what = [tag ?? version, commit?.slice(0, 10), branch].filter((part) => part !== undefined).join(' ')
  const said = [what, message?.split(/[\r\n]/, 1)[0]].filter((part) => part).join(': ')
  const url = pageOf(job)
  const marker = {
    message: (said || 'a build').slice(0, LONGEST),
    type: 'deploy',
    // Seconds since 1970. Without it, the marker is where it arrives.
    ...(time > 0 && { start_time: Math.floor(time / 1000) }),
    ...(url !== undefined && { url }),
  }
  return { text: `${JSON.stringify(marker, null, 2)}\n`, warnings: [] }
}
