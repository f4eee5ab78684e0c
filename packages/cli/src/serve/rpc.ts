/**
 * JSON-RPC 2.0 (https://www.jsonrpc.org/specification), one object per line. Requests are read with the parser for
 * marks, so that numbers go into marks and answers exactly as they were written.
 */

import { serializeLine } from '@chalkmark/core/operations'
import { printable, redact } from '@chalkmark/core/redact'
import { type Dict, Float, parseJson, type Value } from '@chalkmark/mark'
import { TOO_LONG } from './lines.js'

/** In bytes, without the line's end. */
export const MAX_LINE = 1 << 20

/** The codes of the standard (section 5.1), and the one for all others. */
export const CODES = {
  NO_JSON: -32700,
  NO_REQUEST: -32600,
  NO_METHOD: -32601,
  WRONG_PARAMS: -32602,
  INTERNAL: -32603,
  OTHER: -32000,
} as const

/** Becomes the answer to a request. */
export class RpcError extends Error {
  override readonly name = 'RpcError'
  constructor(
    readonly number: number,
    /** Stable, for programs: `NOT_BEGUN`, … */
    readonly code: string,
    message: string,
  ) {
    super(message)
  }
}

export type Id = string | number | bigint | Float | null

export interface Request {
  /** Undefined for a notification, which gets no answer. */
  id: Id | undefined
  method: string
  params: Dict
}

/** A line that is no request. */
export interface Refused {
  /** Null if it cannot be read from the line. */
  id: Id
  error: RpcError
}

/** Parses a line. Never throws, whatever the bytes. */
export function readRequest(line: Uint8Array | typeof TOO_LONG): Request | Refused {
  if (line === TOO_LONG) return refuse('NO_REQUEST', `a line is longer than ${MAX_LINE} bytes`)
  const parsed = parseJson(line)
  if ('error' in parsed) return refuse('NO_JSON', `the line is no JSON: ${parsed.error}`)
  const rest = line.subarray(parsed.end)
  if (!rest.every(isBlank)) return refuse('NO_JSON', `the line is no JSON: more at byte ${parsed.end}`)
  const { value } = parsed
  if (!isDict(value)) return refuse('NO_REQUEST', 'the line is no object')
  const { id, jsonrpc, method, params } = value
  if (id !== undefined && !isId(id)) return refuse('NO_REQUEST', 'id must be a text or a number')
  if (jsonrpc !== '2.0') return refuse('NO_REQUEST', 'jsonrpc must be "2.0"', id)
  if (typeof method !== 'string') return refuse('NO_REQUEST', 'method must be a text', id)
  if (params !== undefined && !isDict(params)) return refuse('WRONG_PARAMS', 'params must be an object', id)
  return { id, method, params: params ?? {} }
}

function refuse(code: keyof typeof CODES, message: string, id: Id = null): Refused {
  return { id, error: new RpcError(CODES[code], code, message) }
}

const isId = (value: Value): value is Id =>
  value === null || value instanceof Float || ['string', 'number', 'bigint'].includes(typeof value)

export const isDict = (value: Value | undefined): value is Dict =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Float)

const isBlank = (byte: number) => byte === 0x20 || byte === 0x09 || byte === 0x0d

/** The line of an answer. */
export function answer(id: Id, result: Value): string {
  return write({ jsonrpc: '2.0', id, result: safe(result) })
}

/** The line of an answer that says why there is no result. */
export function answerError(id: Id, { number, code, message }: RpcError): string {
  return write({ jsonrpc: '2.0', id, error: { code: number, message: safe(message), data: { code } } })
}

/** Clients print messages in their own build's log, so these are redacted and escaped. */
function safe(value: Value): Value {
  if (typeof value === 'string') return printable(redact(value))
  if (Array.isArray(value)) return value.map(safe)
  if (!isDict(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, safe(item)]))
}

function write(value: Dict): string {
  return `${serializeLine(value)}\n`
}
