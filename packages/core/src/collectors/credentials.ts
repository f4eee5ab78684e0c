/**
 * Takes credentials out of addresses. Every value that comes from a remote or a CI variable goes through here before
 * a key sees it, and so does every message that may quote an address.
 *
 *     https://user:token@host/path?private_token=…#…     RFC 3986, 3.2.1: userinfo; 3.4: query
 *             ^^^^^^^^^^^          ^^^^^^^^^^^^^^^^^
 *     ssh://git@host/path      git@host:path             a user name alone is an address, not a secret
 *     ssh://user:pass@host     user:pass@host:path       with a password it goes
 */
import { isSecretName } from './secrets.js'

/** Protocols that log in with a key: the user name is part of the address. */
const SSH = /^(?:ssh|git\+ssh|ssh\+git|sftp):\/\/$/i

/** Scheme, maybe after the name of a git remote helper (`hg::https:`), and the rest. */
const ADDRESS = /^((?:[a-z][a-z0-9+.-]*:(?::[^/]*:)?)?\/\/)(.*)$/is

/** A host name or an IPv6 address in brackets, and a port. */
const HOST = /^(?:\[[^\]]*\]|[^:[\]]*)(?::\d*)?$/

/**
 * An address without user name, password and secret query parameters. Anything that is no address comes back as it is.
 * The host, path and other parameters keep their spelling.
 */
export function stripCredentials(url: string): string {
  const hierarchical = ADDRESS.exec(url)
  if (!hierarchical) return stripNested(stripScpPassword(url))
  const [, scheme, rest] = hierarchical
  return scheme! + stripQuery(stripNested(stripUserinfo(rest!, SSH.test(scheme!))))
}

/** An address within another, as mirrors and remote helpers have it: `https://mirror/https://user:pass@host`. */
function stripNested(text: string): string {
  return text.replace(
    /([a-z][a-z0-9+.-]*:\/\/?)((?:[^/?#\s@]*@)+)/gi,
    (whole, scheme: string, user: string) => (SSH.test(scheme) && !user.includes(':') ? whole : scheme),
  )
}

function stripUserinfo(rest: string, keepUser: boolean): string {
  const authority = /^[^/?#]*/.exec(rest)![0]
  const at = authority.lastIndexOf('@')
  if (at >= 0) {
    const user = authority.slice(0, at)
    return keepUser && !user.includes(':') ? rest : rest.slice(at + 1)
  }
  // `user:pa/ss@host`: nobody escaped the slash in the password, so its first part stands where a port would.
  return !HOST.test(authority) && rest.includes('@') ? rest.slice(rest.lastIndexOf('@') + 1) : rest
}

/** `user:password@host:path`. Git does not log in that way, but people try. */
function stripScpPassword(address: string): string {
  return address.replace(/^[^/\\@:\s]+:[^/\\@\s]+@(?=[^/\\@\s])/, '')
}

function stripQuery(url: string): string {
  return url.replace(/([?#])([^?#]*)/g, (whole, mark: string, text: string) => {
    if (!/[=&;]/.test(text)) return whole
    const kept = text.split(/[&;]/).filter((parameter) => !isSecretName(nameOf(parameter)))
    if (kept.length === text.split(/[&;]/).length) return whole
    return kept.length > 0 ? mark + kept.join('&') : ''
  })
}

function nameOf(parameter: string): string {
  const name = parameter.split('=', 1)[0]!
  // `%74oken=` is `token=`.
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

/** A text with every address in it stripped: for error messages, which like to quote them. */
export function redactUrls(text: string): string {
  return text
    .replace(/[a-z][a-z0-9+.-]*:(?::[^\s/]*:)?\/\/(?:[^\s@/]*@)*[^\s'"`<>]*/gi, stripCredentials)
    .replace(/(^|[\s'"`<>(])([^\s/\\@:'"`<>(]+:[^\s/\\@]+@)(?=[\w.-]+:)/g, '$1')
}
