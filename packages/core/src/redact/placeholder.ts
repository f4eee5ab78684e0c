/** Replaces a secret. It tells nothing about the secret, neither a letter nor its length. */
export const REDACTED = 'REDACTED'
