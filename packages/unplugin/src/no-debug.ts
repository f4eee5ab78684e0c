/**
 * In the place of `debug`, which simple-git tells of its steps if DEBUG asks for it, and which loads Node's terminal and
 * network modules for that with every build.
 */
interface Logger {
  (...messages: unknown[]): void
  enabled: boolean
  extend(): Logger
}

function createDebug(): Logger {
  return Object.assign(() => {}, { enabled: false, extend: createDebug })
}

createDebug.formatters = {}
createDebug.default = createDebug

export default createDebug
