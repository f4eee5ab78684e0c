/** One request to a metadata service. These answer on the machine itself and at once, or never. */
import { type Dict, Float, parseJson, type Value } from '@chalkmark/mark'
import type { Host } from '../host.js'

/** Bytes. Google's answers hold start-up scripts of up to 256 KB each. */
const LARGEST = 1 << 22

export interface Asked {
  url: string
  method?: 'GET' | 'PUT'
  headers?: Record<string, string>
  signal: AbortSignal
}

/**
 * @returns the answer's text; undefined if the service has nothing at that address (404), or nothing yet (204).
 * @throws Error for any other status, an answer that is too long, or no answer.
 */
export async function askService({ fetch }: Host, { url, ...init }: Asked): Promise<string | undefined> {
  // No metadata service redirects, and a token must not go elsewhere.
  const response = await fetch(url, { ...init, redirect: 'error' })
  if (response.status === 404 || response.status === 204) {
    await response.body?.cancel()
    return undefined
  }
  if (!response.ok) {
    await response.body?.cancel()
    throw new Error(`${new URL(url).pathname} answered ${response.status}`)
  }
  const text = await limited(response)
  return text.trim() === '' ? undefined : text
}

async function limited(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    if (length > LARGEST)
      throw new Error(`${new URL(response.url).pathname} answers with over ${LARGEST} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

/** The address of a service, to which a path is added. */
export function baseOf(address: string): string {
  return address.replace(/(?<!\/)\/+$/, '')
}

/** A text as JSON; undefined if it is none. */
export function jsonOf(text: string | undefined): Value | undefined {
  if (text === undefined) return undefined
  const parsed = parseJson(Buffer.from(text))
  return 'value' in parsed ? parsed.value : undefined
}

/** A text as a JSON object; undefined if it is none. */
export function dictOf(text: string | undefined): Dict | undefined {
  return asDict(jsonOf(text))
}

export function asDict(value: Value | undefined): Dict | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Float)
    ? value
    : undefined
}

/** A value if it is a text with something in it. */
export function asText(value: Value | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** What lies deep in an answer: `at(answer, 'network', 'interface', 0)`. */
export function at(value: Value | undefined, ...path: (string | number)[]): Value | undefined {
  return path.reduce<Value | undefined>((inner, step) => {
    if (Array.isArray(inner)) return typeof step === 'number' ? inner[step] : undefined
    return asDict(inner)?.[step]
  }, value)
}
