/** Texts that lie in a bucket of Amazon S3 or its kin: reports, as the sink `s3` puts them there. */
import { bucketUri } from '../config/sink-checks.js'
import type { Variables } from '../config/sink-env.js'
import type { SinkOptions } from '../config/sink-options.js'
import { ChalkError, reasonOf } from '../error.js'
import type { HttpAnswer } from './http.js'
import { type Bucket, openBucket, parseBucketUri, s3Failure } from './s3-bucket.js'

export interface S3Text {
  /** `s3://bucket/key` */
  place: string
  text: string
}

export interface S3Reading extends Omit<SinkOptions['s3'], 'uri'> {
  /** For all of it, in milliseconds. @default 60000 */
  limit?: number
  /** How many objects at most. @default 10000 */
  most?: number
}

/** What objects are called that may be reports. */
const NAMES = /\.(?:json|jsonl|ndjson)$/i
/** Of one object, in bytes. */
const LARGEST = 64 * 1024 * 1024
/** Of all objects, in characters. */
const ALL = 256 * 1024 * 1024
/** How many objects are read at the same time. */
const AT_ONCE = 8

/**
 * Reads the objects of a folder whose names end in .json, .jsonl or .ndjson; or, for `s3://bucket/folder/name.json`, that
 * object or, without one, those that a sink with this address has written.
 * @param uri `s3://bucket/folder/`. @param env holds the key, the region and the endpoint, unless `options` name them.
 * @returns the texts, ordered by their keys: those of a sink by time.
 * @throws ChalkError `NO_REPORT`, one line.
 */
export async function readS3(uri: string, env: Variables, options: S3Reading = {}): Promise<S3Text[]> {
  const { limit = 60_000, most = 10_000, ...rest } = options
  const wrong = bucketUri(uri, 'the place of the reports')
  if (wrong) throw new ChalkError('NO_REPORT', wrong)
  const signal = AbortSignal.timeout(limit)
  try {
    const bucket = openBucket({ timeout: limit, ...rest, uri }, env)
    const { folder, name } = parseBucketUri(uri)
    const exact = name === '' ? undefined : await getObject(bucket, folder + name, signal)
    if (exact !== undefined) return [{ place: uri, text: exact }]
    const keys = await listKeys(bucket, folder, name, most, signal)
    return await readAll(bucket, parseBucketUri(uri).bucket, keys, signal)
  } catch (error) {
    const reason = signal.aborted ? `it takes longer than ${limit} ms` : reasonOf(error)
    throw new ChalkError('NO_REPORT', `reports in ${uri} cannot be read: ${reason}`)
  }
}

/** @returns undefined if there is no such object. */
async function getObject(bucket: Bucket, key: string, signal: AbortSignal): Promise<string | undefined> {
  const answer = await bucket.send({ method: 'GET', key, longest: LARGEST, signal })
  if (answer.status === 404 && !/<Code>NoSuchBucket</.test(answer.text)) return undefined
  if (answer.status !== 200) throw s3Failure(answer)
  return answer.text
}

/** docs.aws.amazon.com, "ListObjectsV2". */
async function listKeys(
  bucket: Bucket,
  prefix: string,
  name: string,
  most: number,
  signal: AbortSignal,
): Promise<string[]> {
  const keys: string[] = []
  let token: string | undefined
  do {
    const query = {
      'list-type': '2',
      'encoding-type': 'url',
      prefix,
      ...(token !== undefined && { 'continuation-token': token }),
    }
    const answer = await bucket.send({ method: 'GET', query, longest: LARGEST, signal })
    if (answer.status !== 200) throw s3Failure(answer)
    // A store that did not hear of prefixes must not make us read others' objects.
    const wanted = keysIn(answer).filter((key) => key.startsWith(prefix) && NAMES.test(key))
    for (const key of wanted) if (name === '' || key.endsWith(`-${name}`)) keys.push(key)
    if (keys.length > most) throw new Error(`there are more than ${most}; name a folder further below`)
    const next = textOf(answer.text, 'NextContinuationToken')
    if (next !== undefined && next === token) throw new Error('the list of objects does not end')
    token = next
  } while (token !== undefined)
  return keys.sort()
}

function keysIn({ text }: HttpAnswer): string[] {
  const isEncoded = textOf(text, 'EncodingType') === 'url'
  return [...text.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key]) =>
    isEncoded ? decodeURIComponent(entities(key!).replaceAll('+', ' ')) : entities(key!),
  )
}

function textOf(xml: string, element: string): string | undefined {
  const found = new RegExp(`<${element}>([^<]+)</${element}>`).exec(xml)?.[1]
  return found === undefined ? undefined : entities(found)
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** The text of an element without others in it (XML 1.0, section 4.6). */
function entities(text: string): string {
  return text.replace(
    /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([\da-f]{1,6}));/gi,
    (whole, name, decimal, hex) => {
      if (name) return ENTITIES[name.toLowerCase()] ?? whole
      const code = decimal ? Number(decimal) : Number.parseInt(hex, 16)
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole
    },
  )
}

async function readAll(
  bucket: Bucket,
  name: string,
  keys: readonly string[],
  signal: AbortSignal,
): Promise<S3Text[]> {
  const texts: S3Text[] = []
  let size = 0
  let next = 0
  const read = async () => {
    for (let index = next++; index < keys.length; index = next++) {
      const key = keys[index]!
      const text = await getObject(bucket, key, signal)
      // Somebody has removed it just now.
      if (text === undefined) continue
      size += text.length
      if (size > ALL)
        throw new Error(`they are longer than ${ALL} characters in all; name a folder further below`)
      texts.push({ place: `s3://${name}/${key}`, text })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, read))
  return texts.sort((a, b) => (a.place < b.place ? -1 : 1))
}
