/**
 * Judges a pattern.
 * @returns why it is slow, or could be; undefined if its time grows with the text's length.
 */
export function whySlow(pattern: { source: string; flags: string }): Promise<string | undefined>
