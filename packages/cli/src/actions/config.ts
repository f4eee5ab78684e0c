/** chalkmark config: the options that hold here, and where each comes from. */
import type { Value } from '@chalkmark/core'
import { DEFAULT_REPORT } from '@chalkmark/core/config'
import { REDACTED, redact, redactValue } from '@chalkmark/core/redact'
import type { CommandOptions } from '../config/options.js'
import { resolveConfig } from '../config/resolve.js'
import type { Invocation } from '../invocation.js'
import { sayWarning } from '../terminal/messages.js'
import { writeJson, writeLine } from '../terminal/write.js'

/** The defaults. A text describes a default that depends on something. */
const DEFAULTS: Record<Exclude<keyof CommandOptions, 'archive'>, Value> = {
  enabled: true,
  template: 'mark_web for what browsers load, else mark_default',
  templates: {},
  keys: {},
  include: [],
  exclude: [],
  allScripts: 'in build output',
  archives: 'common',
  embedded: false,
  symlinks: 'skip',
  target: 'web where an output folder holds pages, else node',
  missing: 'for what browsers load',
  hashedFiles: 'stable',
  rename: 'auto',
  siblings: 'remake',
  reproducible: 'if SOURCE_DATE_EPOCH is set',
  report: DEFAULT_REPORT,
  env: { default: 'redact' },
  tools: [],
  durable: false,
  strict: false,
  sinks: {},
  reports: 'every report to every sink',
  offline: false,
  deliveryTimeout: 5000,
  limits: { unpackedSize: 4 * 2 ** 30, ratio: 200 },
}

export async function run(invocation: Invocation): Promise<number> {
  const { options, origins, warning } = await resolveConfig(invocation)
  const { flags, cwd } = invocation
  if (warning) sayWarning(warning, { quiet: flags.quiet === true, verbose: false, cwd })
  const names = [...new Set([...Object.keys(DEFAULTS), ...Object.keys(options)])] as (keyof CommandOptions)[]
  const rows = names.map((name) => ({
    name,
    value: shown(options[name] ?? (DEFAULTS as Partial<Record<keyof CommandOptions, Value>>)[name]!),
    origin: origins[name] ?? 'default',
  }))
  if (flags.json) {
    const entries = rows.map(({ name, value, origin }) => [name, { value, origin }])
    writeJson(`${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`)
    return 0
  }
  const width = Math.max(...rows.map(({ name }) => name.length))
  for (const { name, value, origin } of rows) {
    const text = `${name.padEnd(width)}  ${JSON.stringify(value)}  `
    writeLine('stdout', text, { style: 'dim', text: `(${origin})` })
  }
  return 0
}

/**
 * An option as both outputs show it. A callback is shown as a word, and values that only marks may hold are left
 * out. It is redacted as a value and again as a text, since in a text a name and its value stand together.
 */
function shown(option: unknown): Value {
  const plain = JSON.stringify(option, (_, value) => (typeof value === 'function' ? 'a function' : value))
  try {
    return JSON.parse(redact(JSON.stringify(redactValue(JSON.parse(plain)))))
  } catch {
    // The removed secret was part of the syntax.
    return REDACTED
  }
}
