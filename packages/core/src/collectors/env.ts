/**
 * What a report may show of the environment and of the command line: by default every name and no value.
 *
 * Rules, the first that fits decides: `never` leaves the variable out, `redact` gives its name only, `show` gives its
 * value, `default` says what happens to the rest. A value whose name or look says "secret" is shown only if `show`
 * holds the variable's own name, not if a pattern covers it or `default` is 'show'.
 */
import type { Dict } from '@chalkmark/mark'
import type { EnvPolicy } from '../config/options.js'
import {
  isPasswordLike,
  isSecretName,
  isTellingName,
  redact,
  redactRandom,
  redactTokens,
} from '../redact/index.js'
import type { Env } from './host.js'

/** Stands in a report in place of a hidden value. The reference program writes the same. */
export const HELD_BACK = '<<redact>>'

/** The environment as a report may show it, by name. */
export function filterEnv(env: Env, policy: EnvPolicy = {}): Dict {
  const shown: [string, string][] = []
  for (const name of Object.keys(env).sort()) {
    const value = env[name]
    const action = actionFor(name, policy)
    if (value === undefined || action === 'ignore') continue
    shown.push([name, action === 'redact' ? HELD_BACK : show(name, value, policy)])
  }
  return Object.fromEntries(shown)
}

function actionFor(name: string, policy: EnvPolicy): 'show' | 'redact' | 'ignore' {
  if (isNeverShown(name, policy)) return 'ignore'
  if (matches(name, policy.redact)) return 'redact'
  if (matches(name, policy.show)) return 'show'
  return policy.default ?? 'redact'
}

function show(name: string, value: string, policy: EnvPolicy): string {
  if (policy.show?.some((entry) => entry.toLowerCase() === name.toLowerCase())) return value
  if (isSecretName(name)) return HELD_BACK
  // CI systems have ids of builds that look random.
  return IDENTIFIER.test(name) || redactRandom(value) === value ? redactShown(value) : HELD_BACK
}

/** Names whose values are random, and no secret: `VERCEL_DEPLOYMENT_ID`. */
const IDENTIFIER = /(?:^|[_-])(?:u?uid|id|sha\d{0,3}|digest|hash|checksum|integrity|url|version)$/i

/** Whether a report may not even name a variable. */
export function isNeverShown(name: string, { never }: EnvPolicy): boolean {
  return matches(name, never)
}

function matches(name: string, patterns: readonly string[] = []): boolean {
  return patterns.some((pattern) => {
    const parts = pattern.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    return new RegExp(`^${parts.join('.*')}$`, 'is').test(name)
  })
}

/**
 * A command line as a report may show it: what follows a name that says "secret" (`--token=…`, `--password …`,
 * `--environment NPM_TOKEN:…`, `--header "Authorization: …"`), values that look like a token, and credentials in
 * addresses are left out.
 */
export function redactArgv(argv: readonly string[]): string[] {
  const shown = argv.map((argument, index) => {
    for (const { 0: assigned, 1: name, index: at } of argument.matchAll(
      /(?<![\w.-])([\w.-]+)\s*[=:](?!\/\/)\s*/g,
    )) {
      if (isSecretName(name!)) return argument.slice(0, at + assigned.length) + HELD_BACK
    }
    const before = argv[index - 1] ?? ''
    const option = /^--?[^=]+$/.exec(before)
    if (option && !argument.startsWith('-') && isSecretName(option[0])) return HELD_BACK
    // `sc config x password= …`, `glab variable set DB_PASSWORD …`, `npm set //host/:_password …`
    const name = /(?<![\w.-])[\w.-]+(?=[=:]?$)/.exec(before)?.[0]
    if (!option && name !== undefined && isTellingName(name) && isPasswordLike(argument)) return HELD_BACK
    return redactArgument(option?.[0], argument)
  })
  const byProgram = redactByProgram(argv)
  return shown.map((argument, index) => (argument === argv[index] ? byProgram[index]! : argument))
}

/** Hides what only the whole line gives away, such as the password in `mysql -p…`. */
function redactByProgram(argv: readonly string[]): readonly string[] {
  const line = argv.join(' ')
  const redacted = redact(line)
  if (redacted === line) return argv
  const words = redacted.split(' ')
  if (words.length !== line.split(' ').length) return [argv[0]!, ...argv.slice(1).map(() => HELD_BACK)]
  let at = 0
  return argv.map((argument) => words.slice(at, (at += argument.split(' ').length)).join(' '))
}

/** Options such as `-u user:password` of curl. */
function redactArgument(option: string | undefined, argument: string): string {
  const user = option && /^(?:-u|-U|--user|--proxy-user)$/.test(option) && /^[^:/]+:/.exec(argument)?.[0]
  return user ? user + HELD_BACK : redactShown(argument)
}

/** A value that holds a token is hidden, except for the text around the token. */
function redactShown(value: string): string {
  return redactTokens(value) === value ? redact(value) : HELD_BACK
}
