/** Checks of the values that options of sinks have. */
import { isIP } from 'node:net'
import { unknownKey } from '../keys/catalogue.js'
import { redact } from '../redact/text.js'
import { type Check, checkFields, isObject, mustBe, show } from './checks.js'

export const path = mustBe('a path', (value) => typeof value === 'string' && value !== '')
export const positive = mustBe('a positive number', (value) => typeof value === 'number' && value > 0)
export const count = mustBe('a whole number', (value) => Number.isInteger(value) && (value as number) >= 0)
/** What stands in a name's place may be the secret itself, so it is not shown. */
export const variable: Check = (value, name) =>
  typeof value === 'string' && /^[A-Za-z_]\w*$/.test(value)
    ? undefined
    : `${name} must be the name of an environment variable`

/** An HTTP address without credentials in it. */
export const address: Check = (value, name) => {
  const wrong = mustBe('an address that begins with https:// or http://', isAddress)(value, name)
  if (wrong) return wrong
  const { username, password } = new URL(value as string)
  return username || password
    ? `${name} holds credentials; give names of environment variables with auth`
    : undefined
}

export function isAddress(value: unknown): value is string {
  return typeof value === 'string' && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)
}

/** Names of headers that hold credentials. */
const CREDENTIALS = /^(?:proxy-)?authorization$|^cookie$|token|secret|password|api-?key/i

export const headers: Check = (value, name) => {
  if (!isObject(value)) return `${name} must be an object of names and values, not ${show(value, name)}`
  for (const [header, text] of Object.entries(value)) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(header))
      return `${name} holds ${show(header)}, which is no name of a header`
    if (typeof text !== 'string' || /[^\t\x20-\x7e\x80-\xff]/.test(text))
      return `${name}.${header} must be one line`
    if (CREDENTIALS.test(header) || redact(`${header}: ${text}`) !== `${header}: ${text}`)
      return `${name}.${header} holds a credential; name the environment variable that holds it with auth`
  }
  return undefined
}

export const auth: Check = (value, name) => {
  if (isObject(value) && 'bearer' in value) return checkFields(value, { bearer: variable }, name)
  const wrong = checkFields(value, { user: variable, password: variable }, name)
  if (wrong) return wrong
  const { user, password } = value as Record<string, unknown>
  if (user !== undefined && password !== undefined) return undefined
  return `${name} must have bearer, or user and password: each the name of an environment variable`
}

/** The variables of a key for S3. */
export const accessKey: Check = (value, name) => {
  const fields = { accessKeyId: variable, secretAccessKey: variable, sessionToken: variable }
  const wrong = checkFields(value, fields, name)
  if (wrong) return wrong
  const { accessKeyId, secretAccessKey } = value as Record<string, unknown>
  if (accessKeyId !== undefined && secretAccessKey !== undefined) return undefined
  return `${name} must have accessKeyId and secretAccessKey: each the name of an environment variable`
}

/** A bucket's name: docs.aws.amazon.com, "General purpose bucket naming rules"; other stores take `_` and capitals. */
const BUCKET = /^[A-Za-z0-9][A-Za-z0-9._-]{1,62}$/

/** `s3://bucket/path` */
export const bucketUri = mustBe('an address such as s3://bucket/folder/', (value) => {
  if (typeof value !== 'string') return false
  const [, bucket, path = ''] = /^s3:\/\/([^/]*)(?:\/([^\0-\x1f\x7f?#]*))?$/.exec(value) ?? []
  if (!bucket || !BUCKET.test(bucket) || bucket.includes('..')) return false
  // A client would take `.` and `..` out of the path, and the server would miss them.
  return path.length <= 512 && !path.split('/').some((part) => part === '.' || part === '..')
})

/** A region is part of a host's name. */
export const region = mustBe(
  'the name of a region',
  (value) => typeof value === 'string' && /^[a-z0-9][a-z0-9-]{0,62}$/i.test(value),
)

/** Part of a name in DNS (RFC 1035, 2.3.1, and `_` as names of services have it). */
export const label = mustBe(
  'a part of a domain name: up to 63 letters, digits, - and _',
  (value) => typeof value === 'string' && /^[\w-]{1,63}$/.test(value),
)

/** A domain name with `{KEY}` in it. Its end is fixed: what a report says must not choose who is asked. */
export const domainTemplate: Check = (value, name) => {
  const wrong = mustBe(
    'a domain name with keys in braces, such as {METADATA_ID}.beacon.example.com',
    isDomainTemplate,
  )(value, name)
  if (wrong) return wrong
  const unknown = [...(value as string).matchAll(/\{([^{}]*)\}/g)]
    .map(([, key = '']) => unknownKey(key.toUpperCase()))
    .find((one) => one !== undefined)
  return unknown && `${name} is wrong: ${unknown}`
}

function isDomainTemplate(value: unknown): boolean {
  if (typeof value !== 'string' || value.length > 1000 || !value.includes('{')) return false
  const labels = value.split('.')
  const isRight = labels.every((part) => /^(?:[\p{L}\p{N}_-]|\{[A-Za-z_$][\w$-]*\})+$/u.test(part))
  return isRight && labels.length > 2 && labels.slice(-2).every((part) => !part.includes('{'))
}

/** A host or an address, with or without a port. */
export const resolver = mustBe(
  'the address of a resolver, such as 192.0.2.1 or [2001:db8::1]:5353',
  (value) => typeof value === 'string' && splitPort(value) !== undefined,
)

/** Takes `host:port` apart; `::1` is a host. @returns undefined if it is none. */
export function splitPort(text: string): { host: string; port: number } | undefined {
  if (isIP(text)) return { host: text, port: 53 }
  const [, six, plain, digits] =
    /^(?:\[([\da-f:.]+)\]|([a-z0-9._-]{1,253}))(?::(\d{1,5}))?$/i.exec(text) ?? []
  const host = six ?? plain
  const port = Number(digits ?? 53)
  if (!host || port < 1 || port > 65535 || (six && !isIP(six))) return undefined
  return { host, port }
}

export const functions: Check = (value, name) => {
  if (!isObject(value)) return `${name} must be an object of names and functions, not ${show(value, name)}`
  const wrong = Object.entries(value).find(([, made]) => typeof made !== 'function')
  return wrong && `${name}.${wrong[0]} must be a function, not ${show(wrong[1], wrong[0])}`
}
