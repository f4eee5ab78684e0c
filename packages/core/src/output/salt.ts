/** What the derived hashes of renamed files depend on besides the old hash. */
import { createHash } from 'node:crypto'
import { FORMAT_VERSION } from '@chalkmark/mark'
import type { Composer } from '../mark/compose.js'
import { serializeReport } from '../report/serialize.js'

/**
 * The salt for renamed files: the same for two builds whose marks hold the same for the same content, another one
 * as soon as they do not. A name then stands for one content again.
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
    // What differs from build to build without a key that tells: every build has names of its own then.
    const varies =
      composer.template.has('CHALK_RAND') || settings.some(([, value]) => typeof value === 'function')
    if (varies && !composer.reproducible) held.nonce = Math.random()
  }
  return createHash('sha256').update(JSON.stringify(held)).digest('hex')
}
