/** What servers have sent for pages, and what they should have besides: the other artifacts of a report. */
import { CodecError, sha256Hex } from '@chalkmark/core'
import type { LooseArtifact, ServedFile } from '@chalkmark/core/operations'
import { isBudgetSpent } from './budget.js'
import { type Fetched, fetchBytes, withoutUser } from './fetch.js'
import type { Fetching } from './index.js'
import { artifactOf } from './page.js'
import { kindOf } from './references.js'

export interface Served {
  readonly files: readonly ServedFile[]
  /**
   * @param asked the address that was asked for; the server may have led to another one.
   * @param isNamed whether the user named it: wherever it leads, that is what the user wants to have looked at.
   */
  add(file: Fetched, asked: URL, isNamed?: boolean): void
  /** An address for a name: host and path, decoded. Undefined if none of this host's files is known. */
  addressOf(name: string): URL | undefined
  /** Whether a content is that of a page: what some servers send for everything that they do not have. */
  isPage(sha256: string): boolean
}

export function rememberServed(): Served {
  const files: ServedFile[] = []
  const pages = new Set<string>()
  /** By host: an address with the scheme, and with what the user has named as credentials. */
  const hosts = new Map<string, URL>()
  return {
    files,
    add(file, asked, isNamed = false) {
      const { url, bytes } = file
      const sha256 = sha256Hex(bytes)
      const isHtml = isDocument(file)
      if (isHtml) pages.add(sha256)
      if (!hosts.has(url.host)) hosts.set(url.host, url)
      const names = [url, asked].flatMap((one) => namesOf(one, isHtml))
      const path = withoutUser(url)
      const request = { path: withoutUser(asked), names: namesOf(asked, isHtml) }
      const isLed = !isNamed && request.path !== path
      files.push({ path, names: [...new Set(names)], sha256, ...(isLed && { asked: request }) })
    },
    addressOf(name) {
      const [host = '', ...parts] = name.split('/')
      const known = hosts.get(host)
      if (!known) return undefined
      try {
        const address = new URL(known)
        address.search = address.hash = ''
        address.pathname = parts.map(encodeURIComponent).join('/')
        return address
      } catch {
        // Half of a character cannot be in an address.
        return undefined
      }
    },
    isPage: (sha256) => pages.has(sha256),
  }
}

/** What a file behind an address may be called in a folder. Servers leave `index.html` and `.html` away. */
function namesOf({ host, pathname }: URL, isPage: boolean): string[] {
  const path = `${host}${decoded(pathname)}`
  if (path.endsWith('/')) return [`${path}index.html`]
  return isPage && !/\.x?html?$/i.test(path) ? [path, `${path}.html`, `${path}/index.html`] : [path]
}

/** The path with each part decoded. A part that stands for several, or for nothing, stays as it is. */
function decoded(pathname: string): string {
  return pathname
    .split('/')
    .map((part) => {
      try {
        const text = decodeURIComponent(part)
        return text.includes('/') ? part : text
      } catch {
        return part
      }
    })
    .join('/')
}

/**
 * Asks servers for artifacts of a report that no page refers to, one after the other.
 * @param names host and path, decoded.
 * @param missing is called for what a server does not have, with the reason.
 * @throws CodecError `BUDGET` if not all could be asked for.
 */
export async function* fetchNamed(
  names: Iterable<string>,
  served: Served,
  fetching: Fetching,
  missing: (path: string, reason: string) => void,
): AsyncGenerator<LooseArtifact> {
  for (const name of names) {
    const address = served.addressOf(name)
    if (!address) {
      missing(name, 'its name is no address')
      continue
    }
    const answer = await fetchFirst(spellingsOf(address), fetching)
    if ('reason' in answer) missing(withoutUser(address), answer.reason)
    else if (isInsteadOf(name, answer, served))
      missing(withoutUser(address), 'the server sends a page in its place')
    else {
      served.add(answer, address)
      yield artifactOf(answer)
    }
  }
}

/** The addresses under which a server may have a file: `about/index.html`, `about/`; `about.html`, `about`. */
function spellingsOf(address: URL): URL[] {
  const { pathname } = address
  const short = pathname.replace(/(?<=\/)index\.html$|\.html$/, '')
  if (short === pathname) return [address]
  const other = new URL(address)
  other.pathname = short
  return [address, other]
}

async function fetchFirst(
  addresses: readonly URL[],
  { limits, budget }: Fetching,
): Promise<Fetched | { reason: string }> {
  let reason = ''
  for (const address of addresses) {
    try {
      return await fetchBytes(address, limits, budget)
    } catch (error) {
      if (!(error instanceof CodecError) || isBudgetSpent(error)) throw error
      reason ||= error.code === 'NETWORK' ? `it ${error.message}` : error.message
      if (error.code !== 'HTTP_404') break
    }
  }
  return { reason }
}

/** Servers of apps with one page send that page for whatever they do not have. */
function isInsteadOf(name: string, file: Fetched, served: Served): boolean {
  return isDocument(file) && (!/\.x?html?$/i.test(name) || served.isPage(sha256Hex(file.bytes)))
}

/** Whether it is a page in HTML, or in XHTML. Other texts in XML are not what a server sends in the place of a file. */
function isDocument(file: Fetched): boolean {
  return kindOf(file) === 'html' || file.type === 'application/xhtml+xml'
}
