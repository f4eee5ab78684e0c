/**
 * What gives a secret away: its name (`NPM_TOKEN`, `--password`, `?private_token=`) or its own look (`ghp_…`, a
 * private key). Both rules would rather hide too much: whoever wants such a value shown has to name it.
 */

/** What stands in a report where a value was held back. The reference program writes the same. */
export const REDACTED = '<<redact>>'

const SECRET_NAME =
  /token|secret|passw|passphrase|pwd|key|credential|creds|auth(?!or(?!i[sz]))|cookie|session|jwt|bearer|private|signature|webhook|dsn|connection_?string|netrc|(?:^|[^a-z])(?:pass|pat|sig|sas|otp|pin)(?:[^a-z]|$)/i

/** Whether the name of a variable, an option or a query parameter says that its value is secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name)
}

/** Published prefixes of tokens: GitHub, GitLab, npm, Slack, AWS, Stripe and others, JSON web tokens, PEM keys. */
const SECRET_VALUE =
  /(?:^|[^A-Za-z0-9])(?:gh[opsur]_\w{16}|github_pat_\w{16}|glpat-[\w-]{16}|npm_\w{16}|xox[abeprs]-[\w-]{8}|A[KS]IA[0-9A-Z]{12}|[rs]k[-_][\w-]{16}|eyJ[\w-]{8,}\.eyJ[\w-]{8})|-----BEGIN [A-Z ]*PRIVATE KEY-----/

/** Whether a value is a token or a private key by its look, whatever it is called. */
export function isSecretValue(value: string): boolean {
  return SECRET_VALUE.test(value)
}
