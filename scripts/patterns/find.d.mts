/**
 * Every regular expression of the packages' sources: literals, and what `new RegExp` is given when a module is loaded.
 * @returns by what stands for a pattern (`/source/flags`, or the expression in the source for one that a function makes when it
 *   is called), the pattern (`undefined` for the latter) and the first place in the sources.
 */
export function findPatterns(): Promise<
  Map<string, { pattern: { source: string; flags: string } | undefined; place: string }>
>
