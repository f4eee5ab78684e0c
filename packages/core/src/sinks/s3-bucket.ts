/** Requests to a bucket of Amazon S3, or of a store that speaks its protocol (docs.aws.amazon.com, "Amazon S3 API Reference"). */
import { createHash } from 'node:crypto'
import { isAddress } from '../config/sink-checks.js'
import type { Variables } from '../config/sink-env.js'
import type { SinkOptions } from '../config/sink-options.js'
import { findAwsKey } from './aws-key.js'
import { type HttpAnswer, sendHttp } from './http.js'
import { Undelivered, undelivered } from './undelivered.js'

export interface BucketRequest {
  method: 'GET' | 'PUT'
  /** The object's key. Without one the bucket itself is meant. */
  key?: string
  query?: Readonly<Record<string, string>>
  headers?: Readonly<Record<string, string>>
  body?: string
  /** How long the whole answer may be, in bytes. By default only its beginning is read. */
  longest?: number
  signal: AbortSignal
}

export interface Bucket {
  /** For messages. */
  readonly to: string
  /** Signs and sends a request. @throws Undelivered if there is no answer. A status is no error. */
  send(request: BucketRequest): Promise<HttpAnswer>
}

/** In milliseconds. */
const TIMEOUT = 4000

/** Opens a bucket. Nothing is sent yet. @param options checked; `ca` is absolute. */
export function openBucket(options: SinkOptions['s3'], env: Variables): Bucket {
  const { uri, timeout = TIMEOUT, ca } = options
  const region = options.region || env.AWS_REGION || env.AWS_DEFAULT_REGION || 'us-east-1'
  const endpoint = options.endpoint || env.AWS_ENDPOINT_URL_S3 || env.AWS_ENDPOINT_URL
  const { bucket } = parseBucketUri(uri)
  const keyOf = findAwsKey({ names: options.credentials, region, env, timeout })
  return {
    to: endpoint ? `${uri} of ${originOf(endpoint)}` : uri,
    async send({ method, key = '', query = {}, headers, body, longest, signal }) {
      if (endpoint && !isAddress(endpoint))
        throw new Undelivered(
          'the endpoint must be an address that begins with https:// or http://',
          'refused',
        )
      const url = objectUrl({ bucket, key, region, endpoint, pathStyle: options.pathStyle })
      url.search = new URLSearchParams(query).toString()
      const { AwsV4Signer } = await import('aws4fetch')
      const signed = await new AwsV4Signer({
        ...(await keyOf(signal)),
        method,
        url: url.href,
        headers: { ...headers, 'x-amz-content-sha256': sha256(body ?? '') },
        body,
        service: 's3',
        region,
      }).sign()
      const request = { url: signed.url.href, method, headers: Object.fromEntries(signed.headers), body }
      return sendHttp({ ...request, longest, ca, timeout, signal })
    },
  }
}

/** The parts of `s3://bucket/folder/name.json`. A last part without a dot in it is a folder, too. @param uri checked. */
export function parseBucketUri(uri: string): { bucket: string; folder: string; name: string } {
  const [, bucket = '', path = ''] = /^s3:\/\/([^/]+)\/*(.*)$/s.exec(uri) ?? []
  const last = path.lastIndexOf('/') + 1
  const name = path.slice(last)
  if (name.includes('.')) return { bucket, folder: path.slice(0, last), name }
  return { bucket, folder: name === '' ? path : `${path}/`, name: '' }
}

interface ObjectPlace {
  bucket: string
  key: string
  region: string
  endpoint: string | undefined
  pathStyle?: boolean | undefined
}

/**
 * The address of an object: docs.aws.amazon.com, "Methods for accessing a general purpose bucket".
 * @throws Undelivered for a key that no address can hold. Whoever writes to a bucket chooses the keys that a list of it has.
 */
export function objectUrl({ bucket, key, region, endpoint, pathStyle }: ObjectPlace): URL {
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'
  const url = new URL(endpoint ?? `https://s3.${region}.${suffix}`)
  // The certificates of stores are for one name below theirs.
  const inPath = pathStyle ?? (endpoint !== undefined || bucket.includes('.'))
  if (!inPath) url.host = `${bucket}.${url.host}`
  const base = url.pathname.replace(/\/$/, '')
  const parts = key.split('/')
  // The address would be that of another object, also of another bucket.
  if (parts.some((part) => part === '.' || part === '..'))
    throw new Undelivered(`an address cannot hold the key ${key}, as "." and ".." lead elsewhere`, 'refused')
  const path = parts.map(encodeURIComponent).join('/')
  url.pathname = `${base}${inPath ? `/${bucket}` : ''}/${path}`
  return url
}

/** Codes of errors that pass (docs.aws.amazon.com, "Error responses"), though their status says otherwise. */
const PASSING = /^(?:RequestTimeout|ExpiredToken|OperationAborted|ConditionalRequestConflict|SlowDown)$/
/** That say that this very object is not taken. */
const UNFIT = /^(?:EntityTooLarge|MetadataTooLarge|KeyTooLong|KeyTooLongError|BadDigest)$/

/** The error for an answer that is no success. In S3 a status of 400 says nothing of what is wrong; the code does. */
export function s3Failure({ status, headers, text }: HttpAnswer): Undelivered {
  const code = /<Code>([A-Za-z]{1,64})<\/Code>/.exec(text)?.[1] ?? ''
  const plain = undelivered(status, headers['retry-after'])
  const failure = PASSING.test(code)
    ? 'passing'
    : UNFIT.test(code)
      ? 'unfit'
      : plain.failure === 'passing'
        ? 'passing'
        : 'refused'
  const region = /^[a-z0-9-]{1,32}$/.exec(headers['x-amz-bucket-region'] ?? '')?.[0]
  const where = region && status < 500 ? `; the bucket is in the region ${region}` : ''
  return new Undelivered(
    `${plain.message}${code === '' ? '' : ` (${code})`}${where}`,
    failure,
    plain.retryAfter,
  )
}

function originOf(endpoint: string): string {
  return isAddress(endpoint) ? `${new URL(endpoint).origin}/` : 'an endpoint that is no address'
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
