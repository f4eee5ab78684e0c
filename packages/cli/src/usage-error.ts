/** Wrong use of the command: exit code 2. One line, and what would be right. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
