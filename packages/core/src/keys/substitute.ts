/**
 * Placeholders in values that users set: `CHALK_PTR: 'https://reports.example.com/{chalk_id}'`.
 *
 * The reference program fills in the same six, in the keys that the catalogue marks with `{}`. It inserts values
 * without percent-encoding, and so does this code, because both must make the same URL from the same template. All
 * values except `{path}` and `{tenant}` are safe in a URL, since they hold only letters, digits and `-`. A user who
 * needs `{path}` should put it last in the URL and keep `?`, `#`, `%` and blanks out of file names.
 */

/** What the placeholders stand for; undefined where that is not known. */
export interface Substitutions {
  /** CHALK_ID of the artifact. */
  chalk_id: string | undefined
  /** TIMESTAMP_WHEN_CHALKED in decimal: milliseconds since 1970-01-01 UTC. */
  now: string | undefined
  /** PATH_WHEN_CHALKED of the artifact. */
  path: string | undefined
  /** HASH of the artifact. */
  hash: string | undefined
  /** TENANT_ID_WHEN_CHALKED. */
  tenant: string | undefined
  /** CHALK_RAND of the artifact. */
  random: string | undefined
}

/** A placeholder's name, without the braces. */
export type Placeholder = keyof Substitutions

const PLACEHOLDER = /\{(chalk_id|now|path|hash|tenant|random)\}/g

/**
 * Fills in a template. Braces around other names stay, as do braces in the inserted values.
 * @returns the text, and the placeholders that were not replaced because their value is undefined, each once.
 */
export function substitute(
  template: string,
  values: Readonly<Substitutions>,
): { text: string; missing: Placeholder[] } {
  const missing = new Set<Placeholder>()
  const text = template.replace(PLACEHOLDER, (placeholder: string, name: Placeholder) => {
    const value = values[name]
    if (value === undefined) missing.add(name)
    return value ?? placeholder
  })
  return { text, missing: [...missing] }
}

/** The placeholders that a text holds, each once, in the order in which they first stand there. */
export function placeholdersIn(text: string): Placeholder[] {
  return [...new Set(Array.from(text.matchAll(PLACEHOLDER), (match) => match[1] as Placeholder))]
}
