/** Times as people write them. */

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }

/** `30d` in milliseconds; undefined if it is no such time. */
export function duration(text: string): number | undefined {
  const [, digits, unit] = /^(\d{1,6})([smhdw])$/.exec(text) ?? []
  return digits === undefined ? undefined : Number(digits) * UNITS[unit!]! * 1000
}

export const DURATION = 'a time such as 30d, 12h or 90m'
