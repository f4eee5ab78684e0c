/** chalkmark config: the options that hold here, and where each comes from. */
import type { Value } from '@chalkmark/core'
import { DEFAULT_REPORT } from '@chalkmark/core/config'
import { redact } from '@chalkmark/core/redact'
import type { CommandOptions } from '../config/options.js'
import { resolveConfig } from '../config/resolve.js'
import type { Invocation } from '../invocation.js'
import { sayWarning } from '../terminal/messages.js'
import { writeJson, writeLine } from '../terminal/write.js'

/** What holds if nobody says otherwise. A text says what it depends on. */
const DEFAULTS: Record<Exclude<keyof CommandOptions, 'hashedFiles' | 'rename' | 'archive'>, Value> = {
  enabled: true,
  template: 'mark_default',
  keys: {},
  include: [],
  exclude: [],
  allScripts: 'in build output',
  archives: 'common',
  embedded: false,
  symlinks: 'skip',
  reproducible: 'if SOURCE_DATE_EPOCH is set',
  report: DEFAULT_REPORT,
  env: { default: 'redact' },
  durable: false,
  strict: false,
  limits: { unpackedSize: 4 * 2 ** 30, ratio: 200 },
}

export async function run(invocation: Invocation): Promise<number> {
  const { options, origins, warning } = await resolveConfig(invocation)
  const { flags, cwd } = invocation
  if (warning) sayWarning(warning, { quiet: flags.quiet === true, verbose: false, cwd })
  const names = [...new Set([...Object.keys(DEFAULTS), ...Object.keys(options)])] as (keyof CommandOptions)[]
  const rows = names.map((name) => ({
    name,
    value: options[name] ?? (DEFAULTS as Partial<Record<keyof CommandOptions, Value>>)[name],
    origin: origins[name] ?? 'default',
  }))
  if (flags.json === true) {
    const entries = rows.map(({ name, value, origin }) => [name, { value, origin }])
    writeJson(`${JSON.stringify(Object.fromEntries(entries), showText, 2)}\n`)
    return 0
  }
  const width = Math.max(...rows.map(({ name }) => name.length))
  for (const { name, value, origin } of rows) {
    const text = `${name.padEnd(width)}  ${JSON.stringify(value, showText)}  `
    writeLine('stdout', text, { style: 'dim', text: `(${origin})` })
  }
  return 0
}

/** A key's value may be a callback, or what only marks shall hold. */
function showText(_: string, value: unknown): unknown {
  if (typeof value === 'function') return 'a function'
  return typeof value === 'string' ? redact(value) : value
}
