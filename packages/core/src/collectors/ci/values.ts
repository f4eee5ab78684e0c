/** What tables of CI systems make of variables. */

/** The full name of the git ref that a build is of, from the short names that most systems give. */
export function gitRef({
  tag,
  branch,
}: {
  tag?: string | undefined
  branch?: string | undefined
}): string | undefined {
  if (tag) return `refs/tags/${tag}`
  return branch && (branch.startsWith('refs/') ? branch : `refs/heads/${branch}`)
}

/** Joins parts of an address with single slashes; undefined if one is missing. */
export function address(base: string | undefined, ...parts: (string | undefined)[]): string | undefined {
  if (!base || parts.some((part) => !part)) return undefined
  return [
    base.replace(/(?<!\/)\/+$/, ''),
    ...parts.map((part) => part!.replace(/^\/+|(?<!\/)\/+$/g, '')),
  ].join('/')
}
