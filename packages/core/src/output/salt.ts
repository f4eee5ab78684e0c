/** What the derived hashes of renamed files depend on besides the old hash. */
import { createHash } from 'node:crypto'
import { FORMAT_VERSION } from '@chalkmark/mark'
import type { Composer } from '../mark/compose.js'
import { serializeReport } from '../report/serialize.js'

/**
 * The salt for renamed files. Two builds have the same salt if and only if their marks are the same for the same
 * content. So each new name stands for exactly one content.
 */
export function renameSalt(composer: Composer, hashedFiles: 'stable' | 'full' | 'skip'): string {
  const held: Record<string, unknown> = { format: FORMAT_VERSION, kind: hashedFiles }
  if (hashedFiles === 'stable') {
    held.keys = ['ARTIFACT_TYPE', 'HASH', 'METADATA_HASH'].filter((key) => composer.template.has(key))
    if (typeof composer.keys.CHALK_PTR === 'string') held.pointer = composer.keys.CHALK_PTR
  } else {
    const facts = [...composer.template].sort().flatMap((key) => {
      const value = composer.facts[key]
      return value === undefined ? [] : [key, value]
    })
    held.facts = serializeReport(facts)
    held.timestamp = composer.template.has('TIMESTAMP_WHEN_CHALKED') ? composer.timestamp : undefined
    const settings = Object.entries(composer.keys)
    held.keys = settings.map(([key, value]) => [
      key,
      typeof value === 'function' ? 'callback' : serializeReport([value]),
    ])
    // If a value differs from build to build and no key shows that, every build gets names of its own.
    const varies =
      composer.template.has('CHALK_RAND') || settings.some(([, value]) => typeof value === 'function')
    if (varies && !composer.reproducible) held.nonce = Math.random()
  }
  return createHash('sha256').update(JSON.stringify(held)).digest('hex')
}
