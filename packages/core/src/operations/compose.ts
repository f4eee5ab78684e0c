/** Composing a mark: which keys go in, with which values, for one artifact. */
import { randomBytes } from 'node:crypto'
import { type Dict, encodeMark, FORMAT_VERSION, MAGIC, sealMark, type Value } from '@chalkmark/mark'
import type { KeyContext, KeyValue } from '../config/options.js'
import { isCustomKey, keyInfo } from '../keys/catalogue.js'
import { substitute } from '../keys/substitute.js'
import { sha256 } from '../splices.js'

/** What is the same for every mark of an operation. */
export interface Composer {
  /** The keys that a full mark holds if there is a value for them. */
  template: ReadonlySet<string>
  /** What the collectors gave. */
  facts: Dict
  /** What the user set. */
  keys: Readonly<Record<string, KeyValue>>
  env: Readonly<Record<string, string | undefined>>
  /** TIMESTAMP_WHEN_CHALKED in milliseconds, also `{now}`; undefined if there is no moment to name. */
  timestamp: number | undefined
  reproducible: boolean
}

/** The artifact that a mark is made for. */
export interface Subject {
  /** PATH_WHEN_CHALKED: where the artifact is, absolute. */
  path: string
  /** Its name in the output folder; `undefined` if it is outside. */
  nameInOutput: string | undefined
  type: string
  hash: string
  chalkId: string
  /** The mark that it carries, which the new one replaces. */
  old?: Dict
}

export interface Composed {
  /** The sealed mark. */
  mark: Dict
  /** The mark's text. */
  text: Buffer
  /** METADATA_HASH, also where the template leaves it out of the mark. */
  metadataHash: string
  /** Keys whose callback failed, one line each. */
  errors: string[]
}

/** What a stable mark may hold: functions of the content, and CHALK_PTR, which names the content. */
const STABLE = new Set(['ARTIFACT_TYPE', 'HASH', 'CHALK_PTR', 'METADATA_HASH'])

/**
 * Composes the mark of one artifact.
 *
 * `full`: every key of the template that has a value, and the user's custom keys. `stable`: nothing that could
 * differ between two builds that make the same content.
 */
export async function composeMark(
  composer: Composer,
  subject: Subject,
  kind: 'full' | 'stable',
): Promise<Composed> {
  const { template, facts, timestamp, reproducible } = composer
  const mark: Dict = { MAGIC, CHALK_ID: subject.chalkId, CHALK_VERSION: FORMAT_VERSION }
  const wants = (key: string) => template.has(key) && (kind === 'full' || STABLE.has(key))
  const random = kind === 'full' && !reproducible ? randomBytes(8).toString('hex') : undefined

  if (wants('ARTIFACT_TYPE')) mark.ARTIFACT_TYPE = subject.type
  if (wants('HASH')) mark.HASH = subject.hash
  if (kind === 'full') {
    for (const key of template) {
      const value = facts[key]
      if (value !== undefined) mark[key] = value
    }
    if (wants('PATH_WHEN_CHALKED') && !reproducible) mark.PATH_WHEN_CHALKED = subject.path
    if (wants('CHALK_RAND') && random) mark.CHALK_RAND = random
    if (subject.old) Object.assign(mark, oldKeys(subject.old, template))
  }

  const errors: string[] = []
  for (const [key, setting] of Object.entries(composer.keys)) {
    if (!wants(key) && !(kind === 'full' && isCustomKey(key) && !key.startsWith('_'))) continue
    const value = await evaluate(key, setting, composer, subject, errors)
    if (value !== undefined) mark[key] = value
  }

  const values = {
    chalk_id: subject.chalkId,
    hash: subject.hash,
    path: kind === 'stable' ? subject.nameInOutput : subject.path,
    now: kind === 'stable' || timestamp === undefined ? undefined : String(timestamp),
    tenant: textOf(
      facts.TENANT_ID_WHEN_CHALKED ?? mark.TENANT_ID_WHEN_CHALKED ?? composer.keys.TENANT_ID_WHEN_CHALKED,
    ),
    random,
  }
  for (const key of Object.keys(mark)) {
    const value = mark[key]
    if (typeof value !== 'string' || !value.includes('{') || !keyInfo(key)?.substitutions) continue
    const { text, missing } = substitute(value, values)
    if (missing.length === 0) mark[key] = text
    else {
      delete mark[key]
      errors.push(`${key}: nothing to put in for ${missing.map((name) => `{${name}}`).join(', ')}; left out`)
    }
  }

  const sealed = sealMark(mark, sha256)
  const metadataHash = sealed.METADATA_HASH as string
  // METADATA_ID is derived from it, so a mark can do without.
  if (!template.has('METADATA_HASH')) delete sealed.METADATA_HASH
  return { mark: sealed, metadataHash, text: Buffer.from(encodeMark(sealed)), errors }
}

function oldKeys(old: Dict, template: ReadonlySet<string>): Dict {
  const keys: Dict = {}
  if (template.has('OLD_CHALK_METADATA_HASH') && typeof old.METADATA_HASH === 'string') {
    keys.OLD_CHALK_METADATA_HASH = old.METADATA_HASH
  }
  if (template.has('OLD_CHALK_METADATA_ID') && typeof old.METADATA_ID === 'string') {
    keys.OLD_CHALK_METADATA_ID = old.METADATA_ID
  }
  return keys
}

async function evaluate(
  key: string,
  setting: KeyValue,
  composer: Composer,
  subject: Subject,
  errors: string[],
): Promise<Value | undefined> {
  if (typeof setting !== 'function') return setting
  const context: KeyContext = {
    path: subject.nameInOutput ?? subject.path,
    type: subject.type,
    hash: subject.hash,
    chalkId: subject.chalkId,
    env: composer.env,
  }
  try {
    return await setting(context)
  } catch (error) {
    errors.push(`${key}: its callback failed: ${error instanceof Error ? error.message : String(error)}`)
    return undefined
  }
}

function textOf(value: KeyValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}
