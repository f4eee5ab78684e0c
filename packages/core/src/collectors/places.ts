/**
 * The facts of each artifact's own place. Its commit is that of the repository that it is in, and its version that of
 * its package, wherever the command runs. Facts are collected once per repository, once per package, and once per
 * run for everything else.
 */
import { dirname } from 'node:path'
import type { Dict } from '@chalkmark/mark'
import { below, inside } from '../disk/paths.js'
import { commitInEnvironment } from './ci/commit.js'
import type { Collector } from './collector.js'
import { type Env, type Host, thisHost } from './host.js'
import { collectors } from './index.js'
import { type Facts, type Question, runCollectors } from './run.js'
import { ceilingsIn, repositoryAt } from './vcs/git/repository.js'
import { checkoutAt } from './vcs/nearest.js'

export interface PlacesRequest extends Question {
  env: Env
  /**
   * Whether the root's repository is also that of artifacts elsewhere that are in none. If not, it is theirs only below
   * the root.
   */
  coversAll?: boolean
}

/** What is known of the artifacts in a folder. */
export interface FactsPlace {
  facts: Facts
  /** The top of their repository, absolute; undefined if they are in none. */
  repository: string | undefined
}

export interface Places {
  /**
   * @param folder absolute: where an artifact is, links resolved.
   * @param named absolute: the folder by which the user has named it, for artifacts behind a link that are in no
   *   repository there.
   * @returns the same object for all artifacts of one place. Never rejects.
   */
  at(folder: string, named?: string): Promise<FactsPlace>
}

/** Begins to collect what belongs to the run and to the root's repository. */
export function openPlaces({ env, coversAll = false, ...question }: PlacesRequest): Places {
  const { root } = question
  const host = thisHost(env)
  const elsewhere = thisHost(withoutRepository(env))
  const topOf = repositoryTops(host)
  const ownTop = topOf(root)
  const collect = (about: Collector['about'], from: string, where = host) =>
    runCollectors(
      collectors.filter((collector) => (collector.about ?? 'run') === about),
      where,
      { ...question, root: from },
    )
  const run = collect('run', root)
  const repositories = new Map<string | undefined, Promise<Facts>>([[ownTop, collect('repository', root)]])
  const packages = new Map<string, Promise<Facts>>()
  const places = new Map<string, Promise<FactsPlace>>()
  const named = commitInEnvironment(env)

  function packageAt(folder: string): Promise<Facts> {
    const known = packages.get(folder) ?? collect('package', folder)
    packages.set(folder, known)
    return known
  }

  /** The facts of the nearest package, and its folder. */
  async function nearestPackage(folder: string, end: string): Promise<[string, Facts]> {
    for (let level = folder; ; level = dirname(level)) {
      const isEnd = level === end || dirname(level) === level
      if (isEnd || host.stat(inside(level, 'package.json'))?.kind === 'file') {
        const facts = await packageAt(level)
        if (isEnd || Object.keys(facts.keys).length > 0 || facts.errors.length > 0) return [level, facts]
      }
    }
  }

  /** @param way where it is, or by which path it was named: the repository and the package are looked for there. */
  async function placeAt(way: string, top: string | undefined, isOwn: boolean): Promise<FactsPlace> {
    if (top !== undefined && !repositories.has(top))
      repositories.set(top, collect('repository', way, elsewhere))
    const repository = isOwn ? await repositories.get(ownTop)! : top ? await repositories.get(top)! : NOTHING
    const isBelow = below(root, way) !== undefined
    const end = top ?? (isBelow ? root : isOwn ? undefined : way)
    const [folder, packageFacts] =
      end === undefined ? [root, await packageAt(root)] : await nearestPackage(way, end)
    const key = `${isOwn}\n${top}\n${folder}`
    const known = places.get(key)
    if (known) return known
    const commit = isOwn || top === undefined ? named : {}
    const place = run.then((run) => ({
      facts: withCommit(merged([repository, run, packageFacts]), commit, question),
      repository: top ?? (isOwn ? ownTop : undefined),
    }))
    places.set(key, place)
    return place
  }

  return {
    at(folder, namedFolder = folder) {
      const here = topOf(folder)
      const way = here === undefined && topOf(namedFolder) !== undefined ? namedFolder : folder
      const top = topOf(way)
      const isNear = [folder, namedFolder].some((path) => below(root, path) !== undefined)
      return placeAt(way, top, top === undefined ? coversAll || isNear : top === ownTop)
    },
  }
}

const NOTHING: Facts = { keys: {}, errors: [], failedKeys: {} }

/**
 * The nearest folder at or above a folder that is the top of a repository. A `.git` that leads nowhere counts, too: what
 * is in there belongs to no other repository.
 */
function repositoryTops(host: Host): (folder: string) => string | undefined {
  const ceilings = ceilingsIn(host)
  const known = new Map<string, string | undefined>()
  function topOf(folder: string): string | undefined {
    if (known.has(folder)) return known.get(folder)
    const above = dirname(folder)
    const isLast = above === folder || ceilings.has(above)
    const top = isTop(host, folder) ? realPath(host, folder) : isLast ? undefined : topOf(above)
    known.set(folder, top)
    return top
  }
  return topOf
}

function isTop(host: Host, folder: string): boolean {
  const checkout = checkoutAt(host, folder)
  if (checkout !== undefined && checkout.system !== 'git') return true
  try {
    return repositoryAt(host, folder) !== undefined
  } catch {
    // The collector meets the same error, and reports it.
    return true
  }
}

function realPath(host: Host, path: string): string {
  try {
    return host.realPath(path)
  } catch {
    return path
  }
}

/** The environment without what names one repository: `git rev-parse --local-env-vars`. Another one is not meant by it. */
function withoutRepository(env: Env): Env {
  const names =
    /^GIT_(?:DIR|WORK_TREE|COMMON_DIR|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|NAMESPACE|PREFIX)$/
  return Object.fromEntries(Object.entries(env).filter(([name]) => !names.test(name)))
}

/** All facts together. Where two give the same key, the first wins. */
function merged(all: readonly Facts[]): Facts {
  const keys: Dict = Object.assign({}, ...all.map((facts) => facts.keys).reverse())
  const failed = Object.assign({}, ...all.map((facts) => facts.failedKeys).reverse())
  return { keys, errors: [...new Set(all.flatMap(({ errors }) => errors))], failedKeys: failed }
}

/** The facts with the commit that the environment names, if the repository gave none. */
function withCommit(facts: Facts, named: { commit?: string; problem?: string }, { wanted }: Question): Facts {
  const names = ['COMMIT_ID', '_COMMIT_ID'].filter((key) => wanted.has(key))
  if (names.length === 0 || facts.keys.COMMIT_ID !== undefined) return facts
  const { commit, problem } = named
  if (problem !== undefined) return { ...facts, errors: [...facts.errors, `commit: ${problem}`] }
  if (commit === undefined) return facts
  const keys = { ...facts.keys, COMMIT_ID: commit, _COMMIT_ID: commit }
  const failedKeys = Object.fromEntries(
    Object.entries(facts.failedKeys).filter(([key]) => !names.includes(key)),
  )
  return { ...facts, keys, failedKeys }
}
