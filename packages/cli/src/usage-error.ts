/** Wrong use of the command, exit code 2. The message is one line that also says what would be right. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
