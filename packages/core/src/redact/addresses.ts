/**
 * Takes credentials out of addresses, however they are spelled there.
 *
 *     https://user:token@host/path;token=…?private_token=…#…     RFC 3986, 3.2.1: userinfo; 3.3, 3.4, 3.5
 *             ^^^^^^^^^^^          ^^^^^^^^ ^^^^^^^^^^^^^^^
 *     ssh://git@host/path      git@host:path             a user name alone is an address, not a secret
 *     ssh://user:pass@host     user:pass@host:path       with a password it goes
 *
 * User and password are removed, so that the address can still be used; other secrets become {@link REDACTED}.
 * Host, path and other parameters keep their spelling. As in browsers, `\` counts as `/`, and any number of them as
 * one.
 */
import { isSecretParameter, looksRandom, REDACTED } from './names.js'
import { isPasswordLike } from './shape.js'

/** Protocols that log in with a key, so the user name is part of the address. */
const SSH = /^(?:ssh|git\+ssh|ssh\+git|sftp):[/\\]*$/i

/**
 * The scheme, perhaps after the name of a git remote helper (`hg::https:`), and the rest. Windows drives are no
 * schemes.
 */
const ADDRESS =
  /^(\s*(?:(?:[a-z][a-z0-9+.-]+:(?::[^/\\]*:)?)?[/\\]{2,}|(?:https?|wss?|ftps?|ssh|git|git\+ssh|sftp|[a-z]+\+https?):(?:[/\\]+|(?=[^/\\]*@))))(.*)$/is

/** A host name or an IPv6 address in brackets, and a port. */
const HOST = /^(?:\[[^\]]*\]|[^:[\]]*)(?::\d*)?$/

/** Placeholders for a port: `http://localhost:$PORT`. */
const UNKNOWN_PORT = /^[^:]*:(?:port|[$<{%*[(].*|x+|n+)$/i

/** An address without user name, password and secret parameters. Anything else is returned as it is. */
export function redactAddress(address: string): string {
  let redacted = redactOnce(address)
  // Without its user, `http://a?@:b` still holds another one: `http://:b`.
  for (let again = redactOnce(redacted), n = 0; again !== redacted && n < 4; n++) {
    redacted = again
    again = redactOnce(redacted)
  }
  return redacted
}

function redactOnce(address: string): string {
  const parts = ADDRESS.exec(address)
  if (!parts) return redactNested(stripScpPassword(address))
  const [, scheme, rest] = parts
  // Two slashes or backslashes without a login are a path, perhaps on another machine.
  return scheme! + redactParameters(redactNested(stripUserinfo(scheme!.trim(), rest!)))
}

/** An address within another, as mirrors and remote helpers have it: `https://mirror/https://user:pass@host`. */
function redactNested(text: string): string {
  return text
    .replace(
      /([a-z][a-z0-9+.-]{1,30}:[/\\]{1,3})((?:[^/\\?#\s@]*@)+)/gi,
      (whole, scheme: string, user: string) => (SSH.test(scheme) && !user.includes(':') ? whole : scheme),
    )
    .replace(ENCODED, '$1')
}

/** The same as the value of a parameter: `https%3A%2F%2Fuser%3Apass%40host`. */
const ENCODED =
  /([a-z][a-z0-9+.-]{1,30}%(?:25)*3A(?:%(?:25)*(?:2F|5C)|[/\\]){1,3})(?:(?:(?!%(?:25)*(?:2F|5C|40))[^\s/\\&@"'])*(?:%(?:25)*40|@))+/gi

function stripUserinfo(scheme: string, rest: string): string {
  const keepUser = SSH.test(scheme)
  // Of `https://user:pa\ss@host` browsers make the host `user`, git and curl `host`.
  const authority = (scheme.includes('\\') ? /^[^/\\?#]*/ : /^[^/?#]*/).exec(rest)![0]
  const at = authority.lastIndexOf('@')
  if (at >= 0) {
    const user = authority.slice(0, at)
    return keepUser && !user.includes(':') ? rest : rest.slice(at + 1)
  }
  if (HOST.test(authority)) return stripCutUserinfo(rest, authority)
  // In `user:pa/ss@host` the slash in the password was not escaped, so the first part of the password stands in the
  // place of a port.
  if (rest.includes('@')) return rest.slice(rest.lastIndexOf('@') + 1)
  const encoded = /^.*%40/i.exec(authority)
  if (encoded) return rest.slice(encoded[0].length)
  if (UNKNOWN_PORT.test(authority)) return rest
  return authority.slice(0, authority.indexOf(':') + 1) + REDACTED + rest.slice(authority.length)
}

/** In `token?@host`, a sign that ends the authority before any path may be part of the password. */
function stripCutUserinfo(rest: string, authority: string): string {
  const cut = /^[?#][^/\\\s]*@/.exec(rest.slice(authority.length))
  return cut && !/[=&]/.test(cut[0]) ? rest.slice(authority.length + cut[0].length) : rest
}

/** `user:password@host:path`. git does not log in that way, but people try it. */
function stripScpPassword(address: string): string {
  return address.replace(/^(?![a-z]:[/\\])[^/\\@:\s]+:[^@\s]+@(?=[^/\\@\s]+:)/i, '')
}

/**
 * Values of secret parameters, in the query, the fragment and after semicolons of the path. `#` and `?` in values
 * may not have been escaped.
 */
function redactParameters(rest: string): string {
  return rest
    .replace(/([?#&;])([^?#&;=\s]*)=([^?#&;]*)/g, (whole, mark: string, name: string) =>
      isSecretParameter(decoded(name)) ? `${mark}${name}=${REDACTED}` : whole,
    )
    .replace(new RegExp(`=${REDACTED}[?#][^&;]*`, 'g'), `=${REDACTED}`)
    .replace(
      /((?:[/\\](?:[a-z]{1,20}[-_])?(?:tokens?|secrets?|(?:api|secret|auth|private|access|signing)[-_]?keys?|pass(?:word|wd|phrase|code)?s?|pwd|jwt|otp|credentials?)|:_authtoken)[/\\])(?=[^/\\?#]*\d)[^/\\?#\s]{6,}/gi,
      `$1${REDACTED}`,
    )
    .replace(
      /([/\\])[^/\\?#\s]+(?=[/\\](?:x-oauth-basic|x-access-token|x-token-auth|gitlab-ci-token)(?:[/\\?#]|$))/gi,
      `$1${REDACTED}`,
    )
    .replace(
      /([/\\](?:x-oauth-basic|x-access-token|x-token-auth|gitlab-ci-token)[/\\])[^/\\?#\s]+/gi,
      `$1${REDACTED}`,
    )
    .replace(
      /((?:^|[/\\.])[\w-]{0,30}hooks?(?:\.[\w.-]{1,100})?(?::\d{1,5})?|[/\\](?:keys?|auth|integrations?))((?:[/\\]{1,3}[^/\\?#\s]{1,200}){1,8})/gi,
      (_, front: string, path: string) => front + redactBehind(path, /hooks?$|hooks?\./i.test(front)),
    )
    .replace(/([/\\]private-)[\da-f]{32}/gi, `$1${REDACTED}`)
}

/**
 * The path behind a name such as `hooks`, which leads to those who know it: random names in it are secret. An id of
 * four groups only if it comes first, and none that is as long as a digest: there may be a repository by that name.
 */
function redactBehind(path: string, isHook: boolean): string {
  return path.replace(/[^/\\]+/g, (segment, at: number) => {
    const isFirst = /^[/\\]*$/.test(path.slice(0, at))
    const isId = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(segment)
    const isSecret = isId
      ? isHook && isFirst
      : looksRandom(segment) && !/^(?:[\da-f]{40}|[\da-f]{64})$/.test(segment)
    return isSecret && (isFirst || isHook) ? REDACTED : segment
  })
}

/** `%74oken` is `token`. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

/** An address in a text: with what may be a user and a password in front of the host, quotes and blanks within those too. */
const IN_TEXT =
  /(?:[a-z][a-z0-9+.-]{1,30}:(?::[^\s/:]{0,30}:)?[/\\]{2}|(?<![a-z0-9.-])(?:(?:git|svn|hg)\+)?(?:https?|wss?|ftps?|ssh|sftp):(?:[/\\]|(?=[^\s/\\]{0,200}@))|(?<![^\s'"`<>(=,])[/\\]{2})(?:[^\s@/\\]{0,200}@)*(?:[^\s'"`<>@:/\\]{1,100}:(?!\d)[^\s'"`<>@/\\]{0,200} [^\s'"`<>@/\\]{0,200}@(?=[\w[]))?[^\s'"`<>]*/gi

/** `user:password@host:path` and `user:password@host.example/path`. An image's digest looks so, and a package's version. */
const SCP_IN_TEXT =
  /(^|[\s'"`<>(=,])((?!mailto:|npm:|pkg:|workspace:|[a-z][a-z0-9+.-]{1,30}:[/\\]{2})[^\s/\\@:'"`<>(=,]{1,100}:[^\s@]{1,200}@)(?=(?!sha\d+:)[\w.-]+:(?!\s|$)|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?::\d+)?\/)/gi

/** `user:password@localhost`, `…@db/app`, `…@127.0.0.1`, `…@[::1]`: a host that looks like one only because of what stands before it. */
const LOGIN_AT_ANY =
  /(?<=^|[\s'"`<>(=,])(?!mailto:|npm:|pkg:|workspace:)[a-z_][\w.+-]{0,60}:([^\s@:/\\'"`<>(=,]{5,200})@(?=(?:[a-z][a-z0-9-]{0,60}|\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:]{2,40}\])(?![\w.@:-]))/gi

/** `user:password@host.example` with nothing behind, of SIP (RFC 3261, 19.1) and of CVS (`:pserver:user:password@host:/path`). */
const LOGIN_IN_TEXT =
  /(^|[\s'"`<>(=,])((?:sips?:|:(?:ext|[a-z]{1,10}server):)?(?!mailto:|npm:|pkg:|workspace:|[a-z][a-z0-9+.-]{1,30}:[/\\]{2})[\w.+-]{1,60}:)([^\s@:/\\'"`<>(=,]{5,200})(?=@[a-z0-9-]+(?:\.[a-z0-9-]+)*(?:\.[a-z]{2,}|:[/\d]))/gi

/** A text with every address in it as {@link redactAddress} has it. */
export function redactAddresses(text: string): string {
  if (!/[@:%]|\/\/|\\\\/.test(text)) return text
  return text
    .replace(IN_TEXT, redactAddress)
    .replace(SCP_IN_TEXT, '$1')
    .replace(LOGIN_IN_TEXT, (whole, before: string, user: string, word: string) =>
      isPasswordLike(word) ? `${before}${user}${REDACTED}` : whole,
    )
    .replace(LOGIN_AT_ANY, (whole, word: string) => (isPasswordLike(word) ? '' : whole))
    .replace(ENCODED, '$1')
}
