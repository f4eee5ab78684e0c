/**
 * Who will load the files: browsers or anything else. What browsers load is public, cached and pinned, so it is marked
 * as a bundler's plugin marks it.
 */
import { dirname, join } from 'node:path'
import { isPage } from '../disk/page.js'
import { below } from '../disk/paths.js'
import { type FoundFile, walk } from '../disk/walk.js'
import type { Target } from '../mark/prepare.js'
import { isMarkable } from '../output/files/file.js'

/** A folder of an output that servers keep to themselves: Nitro, Astro, React Router and SvelteKit call it so. */
const SERVER = 'server'

export interface Targets {
  of(file: FoundFile): Target
  /** Why, by output folder: one line each. */
  readonly reasons: ReadonlyMap<string, string>
}

/** The folders of an output that hold pages, with a page of each. All absolute. */
type PageFolders = ReadonlyMap<string, string>

/**
 * Decides by the pages in the output folders. In a folder with pages, everything that browsers can load is for them,
 * except in a `server` folder without pages; and so is everything else that stands beside a page or below one.
 * @param told what the user says instead.
 */
export function createTargets(told?: Target): Targets {
  const outputs = new Map<string, PageFolders>()
  const reasons = new Map<string, string>()

  function pagesOf(output: string): PageFolders {
    const known = outputs.get(output)
    if (known) return known
    const pages = pageFolders(output)
    outputs.set(output, pages)
    const [first] = pages.values()
    const found = first === undefined ? 'node: it holds no page' : `web: it holds pages, such as ${first}`
    reasons.set(output, told === undefined ? found : `${told}: the option target says so`)
    return pages
  }

  return {
    reasons,
    of({ path, output }) {
      const pages = output === undefined ? undefined : pagesOf(output)
      if (told !== undefined) return told
      return output !== undefined && pages && isForWeb(path, output, pages) ? 'web' : 'node'
    },
  }
}

function isForWeb(path: string, output: string, pages: PageFolders): boolean {
  if (pages.size === 0) return false
  const folders = [...pages.keys()]
  if (folders.some((folder) => below(folder, path) !== undefined)) return true
  const server = join(output, SERVER)
  const isOfServer =
    below(server, path) !== undefined && !folders.some((folder) => below(server, folder) !== undefined)
  return isMarkable(path) && !isOfServer
}

/** The folders in an output that hold pages. */
function pageFolders(output: string): PageFolders {
  const pages = new Map<string, string>()
  for (const { path } of walk([output], { cwd: output }, { leftOut: () => {}, failed: () => {} })) {
    if (!/\.x?html?$/i.test(path) || pages.has(dirname(path))) continue
    if (isPage(path)) pages.set(dirname(path), path)
  }
  return pages
}
