/**
 * The key with which requests to AWS are signed, found as the tools of AWS find it: variables, then the role that the
 * environment gives (docs.aws.amazon.com, "AWS SDKs and Tools Reference Guide", "Standardized credential providers"). Files
 * with profiles and the metadata of EC2 are not asked.
 */
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import type { Variables } from '../config/sink-env.js'
import { reasonOf } from '../error.js'
import { isConfidential, sendHttp } from './http.js'
import { Undelivered, undelivered } from './undelivered.js'
import { toldVariable } from './variable-name.js'

export interface AwsKey {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string | undefined
}

interface KeyRequest {
  /** Names of variables, if the config has some. */
  names?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string } | undefined
  region: string
  env: Variables
  /** In milliseconds. */
  timeout: number
}

/** A key of a role, and until when it is good, in milliseconds since 1970. */
interface Lent {
  key: AwsKey
  until: number
}

/** A key of a role is asked for again before its time is over, in milliseconds. */
const EARLY = 60_000

const VARIABLES = {
  accessKeyId: 'AWS_ACCESS_KEY_ID',
  secretAccessKey: 'AWS_SECRET_ACCESS_KEY',
  sessionToken: 'AWS_SESSION_TOKEN',
}

/**
 * @returns a function that finds the key. A key of a role is kept while it is good.
 * That function throws Undelivered: variables that only a CI machine has must not stop the builds on others.
 */
export function findAwsKey(request: KeyRequest): (signal: AbortSignal) => Promise<AwsKey> {
  const { names, env } = request
  let lent: Lent | undefined
  return async (signal) => {
    if (names || env[VARIABLES.accessKeyId]) return ofVariables(names ?? VARIABLES, env)
    if (lent && lent.until - EARLY > Date.now()) return lent.key
    lent = await ofRole(request, signal)
    return lent.key
  }
}

function ofVariables(names: NonNullable<KeyRequest['names']>, env: Variables): AwsKey {
  const read = (name: string) => {
    const value = env[name]
    if (!value) throw refused(`${toldVariable(name)} is not set`)
    return oneLine(value, toldVariable(name))
  }
  const { accessKeyId, secretAccessKey, sessionToken } = names
  return {
    accessKeyId: read(accessKeyId),
    secretAccessKey: read(secretAccessKey),
    ...(sessionToken && env[sessionToken] && { sessionToken: read(sessionToken) }),
  }
}

async function ofRole(request: KeyRequest, signal: AbortSignal): Promise<Lent> {
  const { env } = request
  if (env.AWS_ROLE_ARN && env.AWS_WEB_IDENTITY_TOKEN_FILE) return ofWebIdentity(request, signal)
  if (env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI || env.AWS_CONTAINER_CREDENTIALS_FULL_URI)
    return ofContainer(request, signal)
  throw refused(
    'there is no key: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name variables with credentials',
  )
}

/** docs.aws.amazon.com, "AssumeRoleWithWebIdentity". */
async function ofWebIdentity({ env, region, timeout }: KeyRequest, signal: AbortSignal): Promise<Lent> {
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'
  const url = env.AWS_ENDPOINT_URL_STS || env.AWS_ENDPOINT_URL || `https://sts.${region}.${suffix}/`
  if (!URL.canParse(url) || !isConfidential(url))
    throw refused('the token of the web identity goes over https only, and the address of STS is another')
  const body = new URLSearchParams({
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn: env.AWS_ROLE_ARN!,
    RoleSessionName: env.AWS_ROLE_SESSION_NAME || 'chalkmark',
    WebIdentityToken: readToken(env.AWS_WEB_IDENTITY_TOKEN_FILE!),
  }).toString()
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const { status, text } = await sendHttp({ url, headers, body, timeout, signal })
  if (status !== 200) throw answered('STS', status)
  const found = (name: string) => new RegExp(`<${name}>([^<&]{1,8192})</${name}>`).exec(text)?.[1]
  return lentKey('STS', {
    AccessKeyId: found('AccessKeyId'),
    SecretAccessKey: found('SecretAccessKey'),
    Token: found('SessionToken'),
    Expiration: found('Expiration'),
  })
}

/** Where containers of ECS ask. */
const ECS = 'http://169.254.170.2'
/** Hosts that may be asked without TLS, besides this machine: those of ECS and EKS. */
const HOSTS = new Set(['169.254.170.2', '169.254.170.23', 'fd00:ec2::23'])

/** docs.aws.amazon.com, "Container credential provider". */
async function ofContainer({ env, timeout }: KeyRequest, signal: AbortSignal): Promise<Lent> {
  const relative = env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI
  const url = relative ? `${ECS}${relative}` : env.AWS_CONTAINER_CREDENTIALS_FULL_URI!
  if (!URL.canParse(url) || !mayBeAsked(url))
    throw refused(
      'AWS_CONTAINER_CREDENTIALS_FULL_URI must be https, this machine, or the agent of ECS or EKS',
    )
  const file = env.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE
  const token = file ? readToken(file) : env.AWS_CONTAINER_AUTHORIZATION_TOKEN
  const headers = { ...(token && { authorization: oneLine(token, 'the token of the container') }) }
  const { status, text } = await sendHttp({ url, method: 'GET', headers, timeout, signal, direct: true })
  if (status !== 200) throw answered('the container’s agent', status)
  try {
    return lentKey('the container’s agent', JSON.parse(text))
  } catch (error) {
    if (error instanceof Undelivered) throw error
    throw new Undelivered('the container’s agent gave no key')
  }
}

function mayBeAsked(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  const host = hostname.replace(/^\[|\]$/g, '')
  if (!/^https?:$/.test(protocol)) return false
  return isConfidential(url) || (isIP(host) !== 0 && HOSTS.has(host))
}

/** @param found as the agents of containers name it. */
function lentKey(from: string, found: Record<string, unknown>): Lent {
  const { AccessKeyId, SecretAccessKey, Token, Expiration } = found
  if (typeof AccessKeyId !== 'string' || typeof SecretAccessKey !== 'string')
    throw new Undelivered(`${from} gave no key`)
  const until = Date.parse(String(Expiration))
  return {
    key: {
      accessKeyId: oneLine(AccessKeyId, `the key of ${from}`),
      secretAccessKey: SecretAccessKey,
      ...(typeof Token === 'string' && { sessionToken: oneLine(Token, `the token of ${from}`) }),
    },
    until: Number.isNaN(until) ? 0 : until,
  }
}

/** A token is short. In bytes. */
const LONGEST_TOKEN = 64 * 1024

function readToken(file: string): string {
  try {
    const token = readFileSync(file, 'utf8').trim()
    if (token === '' || token.length > LONGEST_TOKEN) throw new Error('it holds no token')
    return token
  } catch (error) {
    throw refused(`the token in ${file} cannot be read: ${reasonOf(error)}`)
  }
}

function oneLine(value: string, what: string): string {
  if (/[^\t\x20-\x7e]/.test(value)) throw refused(`${what} must hold one line`)
  return value
}

function answered(from: string, status: number): Undelivered {
  const { failure, retryAfter } = undelivered(status)
  const passes = failure === 'passing'
  return new Undelivered(
    `${from} answered ${status}, so there is no key`,
    passes ? 'passing' : 'refused',
    retryAfter,
  )
}

function refused(reason: string): Undelivered {
  return new Undelivered(reason, 'refused')
}
