/** How a bundler wants to hear from us: its own logger, which knows its log level. */
export interface Log {
  info(message: string): void
  warn(message: string): void
}
