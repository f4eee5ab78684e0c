/** Checking the parameters of requests. */
import { statSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { nearest } from '@chalkmark/core'
import {
  type ChalkOptions,
  checkOptions,
  type ReportingOptions,
  reproducibleDate,
} from '@chalkmark/core/config'
import type { Dict, Value } from '@chalkmark/mark'
import { CODES, isDict, RpcError } from './rpc.js'

/** The version of the protocol in docs/serve.md. */
export const PROTOCOL = 1

export interface BeginParams {
  client: string | undefined
  root: string
  /** Undefined: none is written. */
  report: string | undefined
  /** A config file, whose options of reporting hold where `options` has none. */
  config: string | undefined
  options: Pick<ChalkOptions, 'template' | 'keys' | 'reproducible' | 'env' | keyof ReportingOptions>
}

/** Parameters that are also options of the plugins and of the command. */
const OPTIONS = ['template', 'keys', 'reproducible', 'env', 'sinks', 'reports', 'offline', 'deliveryTimeout']

/** @throws RpcError; ChalkError for a wrong SOURCE_DATE_EPOCH. */
export function checkBegin(params: Dict): BeginParams {
  const { protocol, client, root, report, config } = params
  if (protocol !== PROTOCOL) throw wrong(`protocol must be ${PROTOCOL}, the only one that this version knows`)
  onlyKnown(params, ['protocol', 'client', 'root', 'report', 'config', ...OPTIONS])
  if (client !== undefined && typeof client !== 'string') throw wrong('client must be a text')
  const folder = checkPath(root, 'root')
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw wrong('root must be a folder that is there')
  if (report !== false && !isAbsolutePath(report)) throw wrong('report must be an absolute path or false')
  if (config !== undefined && !isAbsolutePath(config)) throw wrong('config must be an absolute path')
  const options = Object.fromEntries(OPTIONS.map((name) => [name, params[name]]))
  checkShared(options, 'begin')
  // If SOURCE_DATE_EPOCH may be used in marks, it must hold a valid date.
  if (options.reproducible !== false) reproducibleDate(process.env)
  return { client, root: folder, report: report === false ? undefined : (report as string), config, options }
}

/** @throws RpcError */
export function checkMark(params: Dict): { path: string; keys: Dict } {
  onlyKnown(params, ['path', 'keys'])
  const { path, keys = {} } = params
  checkShared({ keys }, 'mark')
  return { path: checkPath(path, 'path'), keys: keys as Dict }
}

/** @throws RpcError */
export function checkVerify(params: Dict): { path: string } {
  onlyKnown(params, ['path'])
  return { path: checkPath(params.path, 'path') }
}

/** @throws RpcError */
export function checkEnd(params: Dict): void {
  onlyKnown(params, [])
}

function onlyKnown(params: Dict, names: readonly string[]): void {
  const unknown = Object.keys(params).find((name) => !names.includes(name))
  if (unknown === undefined) return
  const meant = nearest(unknown, names)
  throw wrong(`unknown parameter '${unknown}'${meant ? `; did you mean '${meant}'?` : ''}`)
}

function checkPath(value: Value | undefined, name: string): string {
  if (isAbsolutePath(value)) return value
  throw wrong(`${name} must be an absolute path`)
}

function isAbsolutePath(value: Value | undefined): value is string {
  return typeof value === 'string' && isAbsolute(value) && !value.includes('\0')
}

function checkShared(options: Record<string, Value | undefined>, where: string): void {
  if (options.keys !== undefined && !isDict(options.keys)) throw wrong('keys must be an object')
  try {
    // Names of archives hold no hash of their content.
    checkOptions({ hashedFiles: 'full', ...options } as ChalkOptions, where)
  } catch (error) {
    throw wrong((error as Error).message)
  }
}

export function wrong(message: string): RpcError {
  return new RpcError(CODES.WRONG_PARAMS, 'WRONG_PARAMS', message)
}
