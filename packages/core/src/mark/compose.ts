/** Composing a mark: which keys go in, with which values, for one artifact. */
import { randomBytes } from 'node:crypto'
import { type Dict, FORMAT_VERSION, MAGIC, type Value } from '@chalkmark/mark'
import type { Facts } from '../collectors/facts.js'
import type { KeyContext, KeyValue } from '../config/options.js'
import { reasonOf } from '../error.js'
import { CONTENT_HASH, isCustomKey, keyInfo } from '../keys/catalogue.js'
import { checkValue } from '../keys/check.js'
import { type Substitutions, substitute } from '../keys/substitute.js'
import { redact } from '../redact/index.js'
import { attestedOf } from './attested.js'
import { type Sealed, seal } from './seal.js'

/** What is the same for every mark of an operation. */
export interface Composer {
  /** The keys that a full mark holds if there is a value for them. */
  template: ReadonlySet<string>
  /** What the collectors gave. */
  facts: Dict
  /** What the collectors could not find out. */
  problems?: Pick<Facts, 'failedKeys' | 'errors'>
  /** What the user set. */
  keys: Readonly<Record<string, KeyValue>>
  env: Readonly<Record<string, string | undefined>>
  /** TIMESTAMP_WHEN_CHALKED in milliseconds, also `{now}`; undefined if the mark may hold no time. */
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
  /** SHA-256 of its file before it is marked, if that is not HASH. */
  fileHash?: (() => string) | undefined
  /** X-CONTENT-HASH of its content, if its format has one. */
  contentHash?: string | undefined
  /** The mark that it carries, which the new one replaces. */
  old?: Dict
}

/**
 * The sealed mark, and what else composing it gave. METADATA_HASH is given even if the template leaves it out of
 * the mark.
 */
export interface Composed extends Sealed {
  /** Keys that the user set and that the mark does not hold, for the report. */
  extra: Dict
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
  const errors: string[] = []
  let drawn: string | undefined
  const random = () => (reproducible ? undefined : (drawn ??= randomBytes(8).toString('hex')))

  if (wants('ARTIFACT_TYPE')) mark.ARTIFACT_TYPE = subject.type
  if (wants('HASH')) mark.HASH = subject.hash
  if (kind === 'full') {
    for (const key of template) {
      const value = facts[key]
      if (value !== undefined) mark[key] = value
    }
    const attested = wants('CALLER_ATTESTED_ARTIFACT_INFO') ? attestedOf(facts, subject) : undefined
    if (attested) mark.CALLER_ATTESTED_ARTIFACT_INFO = attested.value
    if (attested?.warning !== undefined) errors.push(attested.warning)
    if (wants(CONTENT_HASH) && subject.contentHash !== undefined) mark[CONTENT_HASH] = subject.contentHash
    if (wants('PATH_WHEN_CHALKED') && !reproducible) mark.PATH_WHEN_CHALKED = redact(subject.path)
    if (wants('CHALK_RAND') && !reproducible) mark.CHALK_RAND = random()!
    if (subject.old) Object.assign(mark, oldKeys(subject.old, template))
  }

  const extra: Dict = {}
  for (const [key, setting] of Object.entries(composer.keys)) {
    const value = await evaluate(key, setting, composer, subject, errors)
    if (value === undefined) continue
    const belongs = wants(key) || (kind === 'full' && isCustomKey(key) && !key.startsWith('_'))
    const holder = belongs ? mark : extra
    holder[key] = value
  }
  const values = (): Substitutions => {
    const tenant = facts.TENANT_ID_WHEN_CHALKED ?? mark.TENANT_ID_WHEN_CHALKED ?? extra.TENANT_ID_WHEN_CHALKED
    return {
      chalk_id: subject.chalkId,
      hash: subject.hash,
      path: redact(subject.path),
      now: timestamp === undefined ? undefined : String(timestamp),
      tenant: typeof tenant === 'string' ? tenant : undefined,
      random: random(),
    }
  }
  const stableValues = () => ({
    ...values(),
    path: subject.nameInOutput && redact(subject.nameInOutput),
    now: undefined,
    random: undefined,
  })
  fillIn(mark, kind === 'stable' ? stableValues : values, errors)
  fillIn(extra, values, errors)
  if (kind === 'full' && !reproducible) Object.assign(mark, problemKeys(mark, composer, errors))

  return { ...(await seal(mark, template.has('METADATA_HASH'))), extra, errors }
}

/**
 * ERR_INFO and FAILED_KEYS: what went wrong with this artifact, and which keys of its template could not be found out.
 * Their texts differ from run to run, so no reproducible mark holds them.
 */
function problemKeys(mark: Dict, { template, problems }: Composer, errors: readonly string[]): Dict {
  const keys: Dict = {}
  const said = [...(problems?.errors ?? []), ...errors].map(redact)
  if (template.has('ERR_INFO') && said.length > 0) keys.ERR_INFO = said
  const failed = Object.entries(problems?.failedKeys ?? {}).filter(
    ([key]) => template.has(key) && mark[key] === undefined,
  )
  if (template.has('FAILED_KEYS') && failed.length > 0) keys.FAILED_KEYS = Object.fromEntries(failed)
  return keys
}

function oldKeys(old: Dict, template: ReadonlySet<string>): Dict {
  const keys: Dict = {}
  if (template.has('OLD_CHALK_METADATA_HASH') && typeof old.METADATA_HASH === 'string') {
    keys.OLD_CHALK_METADATA_HASH = redact(old.METADATA_HASH)
  }
  if (template.has('OLD_CHALK_METADATA_ID') && typeof old.METADATA_ID === 'string') {
    keys.OLD_CHALK_METADATA_ID = redact(old.METADATA_ID)
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
    const value = await setting(context)
    const problem = value === undefined ? undefined : checkValue(key, value)
    if (problem === undefined) return value
    errors.push(`${key}: its callback gave a wrong value: ${problem}`)
  } catch (error) {
    errors.push(`${key}: its callback failed: ${redact(reasonOf(error))}`)
  }
  return undefined
}

/**
 * Puts `{chalk_id}` and its like into the values of `keys`. A key with a placeholder for which there is no value is
 * left out, and `errors` says so.
 */
function fillIn(keys: Dict, values: () => Substitutions, errors: string[]): void {
  for (const key of Object.keys(keys)) {
    const value = keys[key]
    if (typeof value !== 'string' || !value.includes('{') || !keyInfo(key)?.substitutions) continue
    const { text, missing } = substitute(value, values())
    keys[key] = text
    if (missing.length === 0) continue
    delete keys[key]
    errors.push(`${key}: nothing to put in for ${missing.map((name) => `{${name}}`).join(', ')}; left out`)
  }
}
