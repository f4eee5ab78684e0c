/** Artifacts behind an address: one file, or a page with everything that it loads. */
import { bufferSource, CodecError } from '@chalkmark/core'
import {
  addLeftOut,
  addProblem,
  forEachConcurrent,
  type LooseArtifact,
  type Outcome,
} from '@chalkmark/core/files'
import { type Fetched, type FetchLimits, fetchBytes, withoutUser } from './fetch.js'
import { kindOf, referencesIn } from './references.js'

/** Requests at a time. */
const CONCURRENT = 6
/** A page that loads more files than this is read only in part, and that is said. */
const MAX_FILES = 1000

/** What a file is called where its address has no extension that says so. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  'text/html': '.html',
  'text/javascript': '.js',
  'application/javascript': '.js',
  'text/css': '.css',
  'application/wasm': '.wasm',
  'image/svg+xml': '.svg',
}

/**
 * Fetches the file at `address` and, if it is a page, what it loads from the same origin.
 * @param outcome gets what cannot be fetched and what is left out.
 */
export async function* fetchArtifacts(
  address: URL,
  limits: FetchLimits,
  outcome: Outcome,
): AsyncGenerator<LooseArtifact> {
  const known = new Set([withoutHash(address)])
  let wave = [address]
  let isPage: boolean | undefined
  while (wave.length > 0) {
    const fetched: Fetched[] = []
    await forEachConcurrent(wave, CONCURRENT, async (url) => {
      try {
        fetched.push(await fetchBytes(url, limits))
      } catch (error) {
        if (!(error instanceof CodecError)) throw error
        addProblem(outcome, withoutUser(url), error)
      }
    })
    wave = []
    for (const file of fetched) {
      yield artifactOf(file)
      isPage ??= kindOf(file.type) === 'html'
      if (!isPage) continue
      for (const url of await loadedBy(file)) {
        if (known.has(withoutHash(url))) continue
        known.add(withoutHash(url))
        if (url.origin !== file.url.origin && !limits.crossOrigin) {
          addLeftOut(
            outcome,
            withoutUser(url),
            'it is on another origin; fetch such files with --cross-origin',
          )
        } else if (known.size > MAX_FILES) {
          addLeftOut(outcome, withoutUser(url), `the page loads over ${MAX_FILES} files`)
        } else wave.push(url)
      }
    }
  }
}

function artifactOf({ url, type, bytes }: Fetched): LooseArtifact {
  const last = url.pathname.split('/').at(-1)!
  const name =
    /\.\w+$/.test(last) && kindOf(type) !== 'html' ? last : `${last || 'index'}${EXTENSIONS[type] ?? ''}`
  return { path: withoutUser(url), name, source: bufferSource(bytes), allScripts: true }
}

async function loadedBy({ url, type, bytes }: Fetched): Promise<URL[]> {
  const kind = kindOf(type)
  if (!kind) return []
  const { base, urls } = await referencesIn(bytes.toString(), kind)
  const from = base !== undefined && URL.canParse(base, url.href) ? new URL(base, url.href) : url
  return urls
    .filter((reference) => URL.canParse(reference, from.href))
    .map((reference) => {
      const to = new URL(reference, from.href)
      if (to.origin === url.origin) {
        to.username = url.username
        to.password = url.password
      }
      return to
    })
    .filter(({ protocol }) => protocol === 'http:' || protocol === 'https:')
}

function withoutHash(url: URL): string {
  return url.href.split('#', 1)[0]!
}
