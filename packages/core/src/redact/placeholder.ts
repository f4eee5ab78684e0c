/** What stands where a secret was. Nothing of the secret is in it, neither a letter nor its length. */
export const REDACTED = 'REDACTED'
