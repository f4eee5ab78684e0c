/**
 * Reads commit and tag objects as git stores them: git-scm.com/book, "Git Internals - Git Objects", and for signatures
 * git-scm.com/docs/gitformat-signature.
 *
 *     tree 9c…                                object 1f…
 *     parent 0a…                              type commit
 *     author A U Thor <a@example.com> 1795321306 +0530     tag v1.2.3
 *     committer …                             tagger A U Thor <a@example.com> 1795321306 +0530
 *     gpgsig -----BEGIN PGP SIGNATURE-----
 *      …                                      message
 *      -----END PGP SIGNATURE-----            -----BEGIN PGP SIGNATURE-----
 *                                             …
 *     message
 */
import { spellTime } from '../../time.js'

/** Who did something, and when. */
export interface GitSignature {
  /** `Name <mail>` */
  person: string
  /** Milliseconds since 1970-01-01 UTC. */
  timestamp: number
  /** ISO 8601, in the time zone where it happened. */
  date: string
}

export interface GitCommit {
  author?: GitSignature
  committer?: GitSignature
  message: string
  signed: boolean
}

export interface GitTag {
  tagger?: GitSignature
  message: string
  signed: boolean
}

/** Reads a commit object's content. Bytes that are no text in the commit's encoding become U+FFFD. */
export function parseCommit(content: Buffer): GitCommit {
  const { headers, body } = parseObject(content)
  return {
    ...present({ author: headers.get('author'), committer: headers.get('committer') }),
    message: trim(body),
    signed: isSigned(headers),
  }
}

/** Reads a tag object's content. */
export function parseTag(content: Buffer): GitTag {
  const { headers, body } = parseObject(content)
  // As in git's gpg-interface.c, the last such line begins the signature.
  const signature = [
    ...body.matchAll(/^-----BEGIN (?:PGP SIGNATURE|PGP MESSAGE|SSH SIGNATURE|SIGNED MESSAGE)-----/gm),
  ]
  const end = signature.at(-1)?.index ?? body.length
  return {
    ...present({ tagger: headers.get('tagger') }),
    message: trim(body.slice(0, end)),
    signed: end < body.length || isSigned(headers),
  }
}

function parseObject(content: Buffer): { headers: Map<string, string>; body: string } {
  const end = content.indexOf('\n\n')
  const header = end < 0 ? content : content.subarray(0, end)
  const encoding = /^encoding (\S+)$/m.exec(header.toString('latin1'))?.[1]
  const decode = decoderFor(encoding)
  const headers = new Map<string, string>()
  let name = ''
  for (const line of decode(header).split('\n')) {
    if (line.startsWith(' ')) {
      headers.set(name, `${headers.get(name)}\n${line.slice(1)}`)
      continue
    }
    const space = line.indexOf(' ')
    name = space < 0 ? line : line.slice(0, space)
    if (!headers.has(name)) headers.set(name, space < 0 ? '' : line.slice(space + 1))
  }
  return { headers, body: end < 0 ? '' : decode(content.subarray(end + 2)) }
}

function decoderFor(encoding = 'utf-8'): (bytes: Uint8Array) => string {
  try {
    const decoder = new TextDecoder(encoding, { ignoreBOM: true })
    return (bytes) => decoder.decode(bytes)
  } catch {
    // An unknown encoding. Its ASCII characters survive.
    return (bytes) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  }
}

/** One for SHA-1 repositories, the other for SHA-256. */
function isSigned(headers: Map<string, string>): boolean {
  return headers.has('gpgsig') || headers.has('gpgsig-sha256')
}

function present<Name extends string>(
  lines: Record<Name, string | undefined>,
): Partial<Record<Name, GitSignature>> {
  const signatures: Partial<Record<Name, GitSignature>> = {}
  for (const name of Object.keys(lines) as Name[]) {
    const signature = lines[name] === undefined ? undefined : parseSignature(lines[name])
    if (signature) signatures[name] = signature
  }
  return signatures
}

function parseSignature(line: string): GitSignature | undefined {
  // A name may hold `<` and `>`, too, so the time stands behind the last one.
  const end = line.lastIndexOf('>')
  const start = line.indexOf('<', line.slice(0, Math.max(end, 0)).lastIndexOf('>') + 1)
  if (start < 0 || end < start) return undefined
  const [name, mail] = [line.slice(0, start).trimEnd(), line.slice(start + 1, end)]
  const [, seconds, sign, zone] = /^\s*(-?\d+)\s+([+-])(\d+)\s*$/.exec(line.slice(end + 1)) ?? []
  if (seconds === undefined) return undefined
  const timestamp = Number(seconds) * 1000
  if (Math.abs(timestamp) > 8.64e15) return undefined
  const minutes = Math.floor(Number(zone) / 100) * 60 + (Number(zone) % 100)
  // Broken clients have written zones such as +051800.
  const offset = minutes > 14 * 60 ? 0 : sign === '-' ? -minutes : minutes
  return { person: `${name} <${mail}>`.trimStart(), timestamp, date: spellTime(timestamp, offset).dateTime }
}

/** Without blanks and line ends at both ends. Only ASCII blanks are removed, since others may be intended. */
function trim(text: string): string {
  // A regular expression for the end would start again at every blank of a long run.
  let end = text.length
  while (end > 0 && /[\t-\r ]/.test(text[end - 1]!)) end--
  return text.slice(0, end).replace(/^[\t-\r ]+/, '')
}
