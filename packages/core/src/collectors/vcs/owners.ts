/**
 * Who is responsible: the text of CODEOWNERS, or of AUTHORS if there is none, from the root of the repository.
 * Places: docs.github.com, "About code owners" and docs.gitlab.com/user/project/codeowners/
 */
import { below, inside } from '../../disk/paths.js'
import { repositoryRoot } from '../ancestors.js'
import type { Collected, Collector } from '../collector.js'

const PLACES = [
  'CODEOWNERS',
  '.github/CODEOWNERS',
  'docs/CODEOWNERS',
  '.gitlab/CODEOWNERS',
  'AUTHORS',
  'AUTHOR',
  'docs/AUTHORS',
  'docs/AUTHOR',
]

/** Bytes. The text may go into every mark of a build. */
const LARGEST = 65_536

export const owners: Collector = {
  name: 'owners',
  about: 'repository',
  keys: ['CODE_OWNERS'],
  collect(host, { root }): Collected {
    // Files of that name further down may belong to others, such as a vendored project.
    const folder = repositoryRoot(host, root) ?? root
    for (const place of PLACES) {
      const path = inside(folder, place)
      const file = host.stat(path)
      if (file?.kind !== 'file') continue
      if (file.size > LARGEST) {
        return {
          keys: {},
          errors: [`${path} is ${file.size} bytes long, over the limit of ${LARGEST}: left out`],
        }
      }
      // Its text goes into marks, so a link must not lead out of the repository.
      const real = below(host.realPath(folder), host.realPath(path))
      if (real === undefined) {
        return { keys: {}, errors: [`${path} is a symbolic link that leads out of the repository: left out`] }
      }
      const content = host.readFile(path)
      if (!content) continue
      const text = new TextDecoder().decode(content)
      return { keys: text.trim() ? { CODE_OWNERS: text } : {} }
    }
    return { keys: {} }
  },
}
