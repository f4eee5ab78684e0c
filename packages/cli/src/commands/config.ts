/** chalkmark config: the options that hold here, and where each comes from. */
import type { Value } from '@chalkmark/core'
import type { CommandOptions } from '../config/options.js'
import { resolveConfig } from '../config/resolve.js'
import type { Invocation } from '../invocation.js'
import { sayWarning } from '../terminal/messages.js'
import { styled } from '../terminal/style.js'

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
  report: 'chalk-report.json',
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
    process.stdout.write(`${JSON.stringify(Object.fromEntries(entries), showFunction, 2)}\n`)
    return 0
  }
  const width = Math.max(...rows.map(({ name }) => name.length))
  for (const { name, value, origin } of rows) {
    const from = styled('dim', `(${origin})`, process.stdout)
    process.stdout.write(`${name.padEnd(width)}  ${JSON.stringify(value, showFunction)}  ${from}\n`)
  }
  return 0
}

/** A key's value may be a callback. */
function showFunction(_: string, value: unknown): unknown {
  return typeof value === 'function' ? 'a function' : value
}
