/** Whether a path that a user names is an address to fetch from. */
export function isAddress(path: string): boolean {
  return /^https?:\/\//i.test(path)
}
