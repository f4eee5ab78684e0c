/**
 * The address of a repository or a registry, put together again from its parsed parts. User and password are not
 * among these parts, however they are spelled, so no secret has to be searched for. An address that none of these
 * grammars matches to its last character is left out.
 *
 *     https://user:token@host:443/path?query#fragment  ─►  https://host:443/path       RFC 3986
 *     ssh://git@host/path, git@host:path               ─►  as it is                    git-clone(1), GIT URLS
 *     /srv/app.git, C:\app.git, \\server\app.git       ─►  as it is                    a path of the machine or its network
 */
import { looksRandom, REDACTED } from './names.js'
import { redact } from './text.js'

/** The address, or why there is none: the end of a sentence, without anything of the address. */
export type Remote = { address: string } | { leftOut: string }

/** The protocols of git and package managers, with `//` behind them. The parts of other addresses are unknown. */
const PROTOCOLS = new Set(
  'http https ssh git ftp ftps sftp file rsync svn svn+ssh git+ssh ssh+git git+http git+https git+file s3 gs codecommit'.split(
    ' ',
  ),
)

/** They log in with a key: the user name is part of the address. */
const WITH_USER = new Set(['ssh', 'git+ssh', 'ssh+git', 'sftp', 'svn+ssh'])

/** RFC 3986, 3.2.2, with letters of all scripts. */
const HOST = /^(?:[\p{L}\p{M}\p{N}_](?:[\p{L}\p{M}\p{N}._-]*[\p{L}\p{M}\p{N}_])?\.?|\[[\da-f:.]+\])$/iu

/**
 * A decoded name in a path. It holds neither `:` nor `@` nor signs that look like them, nor signs that separate
 * names and values.
 */
const SEGMENT = /^[\p{L}\p{M}\p{N} ._~+(),&'!-]*$/u

/** Names beside which a credential may stand in a path. The last name of a path is the repository. */
const BESIDE_SECRET =
  /^(?:[a-z]+[-_])*(?:tokens?|secrets?|passwords?|passwd|api-?keys?|credentials?|bearer|basic-auth)$|^(?:x-oauth-basic|x-access-token|x-token-auth|oauth2?|gitlab-ci-token|basic)$/i
const FOR_SECRET = /^(?:x-oauth-basic|x-access-token|x-token-auth|oauth2|gitlab-ci-token)$/i

/** Linux's PATH_MAX, and more than servers take. */
const LONGEST = 4096

/** @returns the address without user, password, query and fragment. Everything in it is a part of the grammar. */
export function remoteAddress(text: string): Remote {
  const address = text.trim()
  if (address.length > LONGEST) return { leftOut: `it is longer than ${LONGEST} characters` }
  if (/[\0-\x1f\x7f-\x9f\u2028\u2029]/.test(address)) return { leftOut: 'it holds a control character' }
  if (/^[^:/\\[\]@]*::/.test(address))
    return { leftOut: 'it is of a remote helper (helper::address), and only the helper knows its parts' }
  const url = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)([^?#]*)(.*)$/i.exec(address)
  if (url) return ofUrl(url[1]!, url[2]!, url[3]!, url[4]!)
  if (isPath(address)) return ofPath(address)
  return ofScp(address)
}

/** Whether it is a path of this machine or of its network, as git and package managers write them; or a `file:` URL. */
export function isLocal(text: string): boolean {
  const address = text.trim()
  return /^(?:git\+)?file:/i.test(address) || isPath(address)
}

/** As {@link remoteAddress}, of a registry: nothing but a URL of the web, which needs no path. */
export function registryAddress(text: string): Remote {
  const url = WEB.exec(text.trim())
  return url ? ofUrl(url[1]!, url[2]!, url[3]! || '/', url[4]!) : { leftOut: NOT_WEB }
}

/**
 * The address of a page or an API. User and password are left out. Path, query and fragment identify the page, so
 * they are kept except for what {@link redact} takes out.
 */
export function pageAddress(text: string): Remote {
  const url = WEB.exec(text.trim())
  if (!url) return { leftOut: NOT_WEB }
  const [, protocol, authority, path, rest] = url as unknown as [string, string, string, string, string]
  if (/[@＠﹫\\\s]/.test(path + rest)) return { leftOut: AT_BEHIND_HOST }
  const front = ofUrl(protocol, authority, '/', '')
  return 'leftOut' in front ? front : { address: redact(front.address.slice(0, -1) + path + rest) }
}

/** The address of an API, which is no page: without query and fragment. */
export function apiAddress(text: string): Remote {
  return pageAddress(text.replace(/[?#].*$/s, (rest) => (/[@＠﹫]/.test(rest) ? rest : '')))
}

const WEB = /^(https?):\/\/([^/?#]*)([^?#]*)(.*)$/is
const NOT_WEB = 'it does not begin with http:// or https://'
const AT_BEHIND_HOST = 'an @ stands behind its host'
const NO_HOST = 'what should be its host is none'

function ofUrl(protocol: string, authority: string, path: string, rest: string): Remote {
  const scheme = protocol.toLowerCase()
  if (!PROTOCOLS.has(scheme)) return { leftOut: 'its protocol is not known' }
  const { user, host } = partsOf(authority)
  // In `https://token?@host` and `https://user:12/34@host`, the sign that ends the authority can be part of a
  // password.
  if (/@|%(?:25)*40|＠|﹫/i.test(path + rest)) return { leftOut: AT_BEHIND_HOST }
  if (scheme === 'file') {
    if (host !== '' && !isHost(host)) return { leftOut: NO_HOST }
    const local = /^\/[a-z]:\//i.exec(path)?.[0] ?? ''
    return rebuilt(`file://${host}${local}`, path.slice(local.length), true)
  }
  const port = /^(.*):(\d{1,5})?$/s.exec(host)
  if (!isHost(port?.[1] ?? host)) return { leftOut: NO_HOST }
  // Without a path, what looks like a host may be a password.
  if (path === '') return { leftOut: 'it has no path' }
  const kept = WITH_USER.has(scheme) && isUser(user) ? `${user}@` : ''
  // An object of S3 has one address for each version.
  const version = scheme === 's3' ? (/^\?versionId=[\w.-]+$/.exec(rest)?.[0] ?? '') : ''
  return rebuilt(`${protocol}://${kept}${host}`, path, true, version)
}

/** `[user@]host:path`, where no slash stands before the first colon. Git also takes `[host:port]`. */
function ofScp(address: string): Remote {
  const parts = /^(?:([^@:/\\]*)@)?(\[[^\]@]*\]|[^@:/\\[\]]*):(?!\/\/)(.*)$/s.exec(address)
  if (!parts) return { leftOut: 'it is no URL, no host:path and no path' }
  const [, user, host, path] = parts as unknown as [string, string | undefined, string, string]
  const name = /^\[([^:]*):\d{1,5}\]$/.exec(host)?.[1] ?? host
  if (!isHost(name)) return { leftOut: NO_HOST }
  // `user:password` would look like a host with a path.
  if (user === undefined && !/\.[a-z]/i.test(name) && !/\/|\.git$/.test(path))
    return { leftOut: 'it does not tell whether host:path or user:password is meant' }
  if (path.includes(' ')) return { leftOut: 'a blank stands in its path' }
  return rebuilt(`${user !== undefined && isUser(user) ? `${user}@` : ''}${host}:`, path, false)
}

/** Of the machine: `/a`, `./a`, `../a`, `~/a`, `a/b`, `C:\a`, `\\server\share`; a name without colon. */
function isPath(address: string): boolean {
  return (
    /^(?:[a-z]:[\\/]|\\\\(?![\\/])|\/(?!\/)|~|\.\.?(?:[\\/]|$))/i.test(address) || /^[^:@%]*$/.test(address)
  )
}

/** A path holds no login. It is redacted like other texts, and left out if it holds an address. */
function ofPath(path: string): Remote {
  const behindDrive = path.replace(/^[a-z]:/i, '')
  if (/[:：﹕].*[@＠﹫]|%(?:25)*3a.*%(?:25)*40|:\/\//i.test(behindDrive))
    return { leftOut: 'its path holds another address' }
  return { address: redact(path) }
}

/** The user and the host; the password of `user:password@host` is not returned. */
function partsOf(authority: string): { user: string; host: string } {
  const at = authority.lastIndexOf('@')
  return { user: authority.slice(0, Math.max(at, 0)), host: authority.slice(at + 1) }
}

function isHost(host: string): boolean {
  return HOST.test(host) && host.normalize('NFKC') === host && !host.split('.').some(looksRandom)
}

/**
 * Whether it is an account, mostly `git`: small letters, maybe with a number. A name with a password, or a token,
 * is none.
 */
function isUser(user: string): boolean {
  return user.length <= 32 && /^[a-z_][a-z._-]*\d{0,8}$/.test(user) && redact(user) === user
}

/** @param isEncoded whether `%20` is a blank. */
function rebuilt(front: string, path: string, isEncoded: boolean, behind = ''): Remote {
  const segments = path.split('/')
  const kept: string[] = []
  const last = segments.findLastIndex((segment) => segment !== '')
  for (const [index, segment] of segments.entries()) {
    const name = isEncoded ? decoded(segment) : segment
    if (name === undefined || !SEGMENT.test(name) || name.normalize('NFKC') !== name.normalize('NFC'))
      return { leftOut: 'its path holds more than names' }
    if (index < last ? BESIDE_SECRET.test(name) : FOR_SECRET.test(name))
      return { leftOut: 'its path names a credential' }
    const isSecret = (index < last && looksRandom(name)) || redact(name) !== name
    kept.push(isSecret ? REDACTED : segment)
  }
  return { address: front + kept.join('/') + behind }
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}
