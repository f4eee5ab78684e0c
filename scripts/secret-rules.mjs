/**
 * Writes packages/core/src/redact/rules.ts from the rules of gitleaks (github.com/gitleaks/gitleaks, MIT licence):
 *
 *     node scripts/secret-rules.mjs gitleaks/config/gitleaks.toml gitleaks/LICENSE COMMIT
 *
 * gitleaks looks for secrets in source files and points at them. Here they are replaced in short texts, so some things differ:
 * whatever may follow a secret ends it (in an address that is a `/` or a `&`), no place and no value is excused, and upper and
 * lower case are the same in a rule that says so of a part of it. RE2 becomes what JavaScript understands.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'smol-toml'

const [toml, licence, commit] = process.argv.slice(2)
const target = fileURLToPath(new URL('../packages/core/src/redact/rules.ts', import.meta.url))

/** Too noisy for texts that people write, or in need of a whole file; `names.ts` knows such secrets by their names. */
const LEFT_OUT = new Set(['generic-api-key', 'kubernetes-secret-yaml', 'curl-auth-header', 'curl-auth-user'])

/** Of `sourcegraph-access-token`: any commit's id, in a text that names the service. */
const COMMIT_ID = '|[a-fA-F0-9]{40})'

/** What gitleaks puts behind most secrets, as `(` is no character of theirs. */
const TERMINATOR = String.raw`(?:[\x60'"\s;]|\\[nr]|$)`
/** The same of `azure-ad-client-secret`, and what must stand before it there. */
const BEFORE_AZURE = String.raw`(?:^|[\\'"\x60\s>=:(,)])`
const BEHIND_AZURE = String.raw`(?:$|[\\'"\x60\s<),])`
/** Says nothing, and makes the search slow. */
const LEADING = String.raw`[\w.-]{0,50}?`

const rules = parse(readFileSync(toml, 'utf8')).rules.filter(
  ({ id, regex, path }) => regex !== undefined && path === undefined && !LEFT_OUT.has(id),
)
const lines = rules.map(({ regex, keywords, entropy = 0, secretGroup }) => {
  const ignoresCase = /\(\?(?:i|[a-z]*-i)/.test(regex)
  const pattern = regex
    .replaceAll('(?s:.)', String.raw`[\s\S]`)
    .replaceAll(/\(\?-?i:/g, '(?:')
    .replaceAll(/\(\?-?i\)/g, '')
    .replaceAll(/\(\?P<\w+>/g, '(?:')
    .replaceAll('[:alnum:]', 'A-Za-z0-9')
    .replaceAll(String.raw`\z`, '$')
    .replaceAll(COMMIT_ID, ')')
    .replaceAll(TERMINATOR, '(?![A-Za-z0-9])')
    .replaceAll(BEFORE_AZURE, '(?<![A-Za-z0-9])')
    .replaceAll(BEHIND_AZURE, '(?![A-Za-z0-9])')
    .replaceAll(LEADING, '')
  const flags = ignoresCase ? 'gi' : 'g'
  const groups = new RegExp(`${pattern}|`).exec('').length - 1
  new RegExp(pattern, flags)
  // Of a rule with several groups gitleaks reports the first one only, which need not be all of the secret.
  const group =
    secretGroup ?? (groups === 1 && !/\)[{*+?]/.test(pattern.slice(lastGroupEnd(pattern))) ? 1 : 0)
  return [keywords.map((word) => word.toLowerCase()).join(' '), flags, group, entropy, pattern].join('\t')
})

/** Where the only capturing group ends. */
function lastGroupEnd(pattern) {
  const open = []
  for (let at = 0, inClass = false; at < pattern.length; at++) {
    const letter = pattern[at]
    if (letter === '\\') at++
    else if (inClass) inClass = letter !== ']'
    else if (letter === '[') inClass = true
    else if (letter === '(') open.push(pattern[at + 1] !== '?')
    else if (letter === ')' && open.pop()) return at
  }
  return pattern.length
}

const text = lines.join('\n')
if (text.includes('`') || text.includes('${')) throw new Error('a rule cannot stand in a template')
writeFileSync(
  target,
  `/*!
 * Rules for known kinds of secrets, from gitleaks (github.com/gitleaks/gitleaks, config/gitleaks.toml) at ${commit},
 * changed by scripts/secret-rules.mjs. Written by that script: do not edit.
 *
${readFileSync(licence, 'utf8')
  .trim()
  .split('\n')
  .map((line) => ` * ${line}`.trimEnd())
  .join('\n')}
 */

/**
 * A rule a line, with tabs between: the words of which one must be in the text (in lower case), the pattern's flags, the group
 * that is the secret, the least entropy of a secret in bits a character, the pattern. One text, as few builds need a rule of it.
 */
export const RULES = String.raw\`${text}\`
`,
)
execFileSync('npx', ['biome', 'format', '--write', target], { stdio: 'inherit' })
console.log(`${lines.length} rules, ${text.length} characters`)
