/** Reports as other systems read them. A new format is a file here, and a line in the list. */
import type { Dict } from '@chalkmark/mark'
import { checksums } from './checksums.js'
import type { Convert, Converted, ConvertOptions } from './format.js'
import { honeycombMarker } from './honeycomb-marker.js'
import { opentelemetry } from './opentelemetry.js'
import { sentryRelease } from './sentry-release.js'

export type { Converted } from './format.js'

const FORMATS = {
  checksums,
  'honeycomb-marker': honeycombMarker,
  'sentry-release': sentryRelease,
  opentelemetry,
} satisfies Record<string, Convert>

export type ConvertFormat = keyof typeof FORMATS

export const CONVERT_FORMATS = Object.keys(FORMATS) as ConvertFormat[]

export function convertReports(
  format: ConvertFormat,
  hosts: readonly Dict[],
  options: ConvertOptions = {},
): Converted {
  const convert: Convert = FORMATS[format]
  return convert(hosts, options)
}
