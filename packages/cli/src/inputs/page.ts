/** Artifacts behind an address: one file, or a page with everything that it loads. */
import { bufferSource, CodecError } from '@chalkmark/core'
import { addLeftOut, addProblem, type LooseArtifact, type Outcome } from '@chalkmark/core/operations'
import { type Budget, isBudgetSpent } from './budget.js'
import { type Fetched, type FetchLimits, fetchBytes, withoutUser } from './fetch.js'
import { isPage, type Kind, kindOf, type PageReference, referencesIn } from './references.js'
import type { Served } from './served.js'

/** Extensions by media type, for addresses without a known extension. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  'text/html': '.html',
  'text/javascript': '.js',
  'application/javascript': '.js',
  'text/css': '.css',
  'application/wasm': '.wasm',
  'image/svg+xml': '.svg',
  'application/xhtml+xml': '.xhtml',
  'application/xml': '.xml',
  'text/xml': '.xml',
}

/**
 * Fetches the file at `address` and, if it is a page, what it loads from the same origin: one at a time, so that
 * only one is in memory.
 * @param outcome gets the problems and what is left out.
 * @param served is told what the page consists of.
 * @throws CodecError `BUDGET` if not all could be fetched because the budget is spent.
 */
export async function* fetchArtifacts(
  address: URL,
  limits: FetchLimits,
  budget: Budget,
  outcome: Outcome,
  served?: Served,
): AsyncGenerator<LooseArtifact> {
  const known = new Set([withoutHash(address)])
  const waiting: { url: URL; as?: Kind | undefined }[] = [{ url: address }]
  let isOfPage: boolean | undefined
  // The queue grows during the loop.
  for (const { url, as } of waiting) {
    const file = await fetchOne(url, limits, budget, outcome)
    if (!file) continue
    const kind = kindOf(file)
    isOfPage ??= isPage(kind)
    if (isOfPage) served?.add(file, url, url === address)
    yield artifactOf(file)
    outcome.warnings.push(...file.hints.map((hint) => `${withoutUser(file.url)}: ${hint}`))
    if (!isOfPage) continue
    for await (const reference of loadedBy(file, [as, kind], budget)) {
      const { url: loaded } = reference
      const key = withoutHash(loaded)
      if (known.has(key)) continue
      known.add(key)
      budget.checkNamed(known.size)
      if (loaded.origin === file.url.origin || limits.crossOrigin) waiting.push(reference)
      else {
        addLeftOut(
          outcome,
          withoutUser(loaded),
          'it is on another origin; fetch such files with --cross-origin',
        )
      }
    }
  }
}

async function fetchOne(
  url: URL,
  limits: FetchLimits,
  budget: Budget,
  outcome: Outcome,
): Promise<Fetched | undefined> {
  try {
    return await fetchBytes(url, limits, budget)
  } catch (error) {
    if (!(error instanceof CodecError) || isBudgetSpent(error)) throw error
    addProblem(outcome, withoutUser(url), error)
    return undefined
  }
}

export function artifactOf(file: Fetched): LooseArtifact {
  const { url, type, bytes } = file
  const last = url.pathname.split('/').at(-1)!
  const isHtml = kindOf(file) === 'html'
  const extension = isHtml ? '.html' : Object.hasOwn(EXTENSIONS, type) ? EXTENSIONS[type] : ''
  const name = /\.\w+$/.test(last) && !isHtml ? last : `${last || 'index'}${extension}`
  return { path: withoutUser(url), name, source: bufferSource(bytes), allScripts: true }
}

/** @param kinds what the file is: by how it was referred to, and by its type. Browsers go by the one or the other. */
async function* loadedBy(
  { url, bytes }: Fetched,
  kinds: readonly (Kind | undefined)[],
  budget: Budget,
): AsyncGenerator<{ url: URL; as?: Kind | undefined }> {
  let last: PageReference | undefined
  for (const kind of new Set(kinds)) {
    if (!kind) continue
    for await (const reference of referencesIn(bytes.toString(), kind)) {
      // Without this check, a text of nothing but references would have no time limit.
      budget.timeLeft()
      // An address that is repeated ten thousand times is handled once.
      if (reference.url === last?.url && reference.base === last.base) continue
      last = reference
      const to = resolve(reference, url)
      if (to) yield { url: to, as: reference.as }
    }
  }
}

/** Where a reference leads from `url`; undefined if that is no http address. */
function resolve({ url: reference, base }: PageReference, url: URL): URL | undefined {
  const named = base !== undefined && URL.canParse(base, url.href) ? new URL(base, url.href) : url
  // HTML standard, 4.2.3: a base with one of these schemes does not count, nor does a later one then.
  const from = named.protocol === 'data:' || named.protocol === 'javascript:' ? url : named
  if (!URL.canParse(reference, from.href)) return undefined
  const to = new URL(reference, from.href)
  if (to.protocol !== 'http:' && to.protocol !== 'https:') return undefined
  if (to.origin === url.origin) {
    to.username = url.username
    to.password = url.password
  }
  return to
}

function withoutHash(url: URL): string {
  return url.href.split('#', 1)[0]!
}
