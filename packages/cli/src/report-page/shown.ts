/**
 * Values of a report as a page may show them. Reports are other people's: a value may be nested a million times, hold
 * secrets that its writer did not take out, and letters that turn others around.
 */
import { type Dict, Float, type Value } from '@chalkmark/core'
import { redact, redactDict, visible } from '@chalkmark/core/redact'
import type { Json } from './page-data.js'

/** Levels. Kubernetes' specifications have ten. */
const DEEPEST = 24
/** Items of a list or a dict. */
export const MOST = 2000
/** Characters of a text. */
const LONGEST = 50_000

/** The entries of a dict without secrets, and with everything in them visible. */
export function shownEntries(dict: Dict): [name: string, value: Json][] {
  return entriesOf(redactDict(cutDict(dict, 1)))
}

/** Any value as one text; empty if there is none. */
export function shownText(value: Value | undefined): string {
  if (value === undefined || value === null) return ''
  const [[, shown]] = shownEntries({ '': value }) as [[string, Json]]
  return typeof shown === 'string' ? shown : JSON.stringify(shown)
}

export function isDict(value: unknown): value is Dict {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Float)
}

/** The same value with less in it, so that the passes behind can recurse. */
function cut(value: Value, depth: number): Value {
  if (typeof value === 'string') return cutText(value)
  if (typeof value !== 'object' || value === null || value instanceof Float) return value
  if (depth > DEEPEST) return '… (nested more deeply)'
  if (!Array.isArray(value)) return cutDict(value, depth + 1)
  const items = value.slice(0, MOST).map((item) => cut(item, depth + 1))
  return value.length > MOST ? [...items, `… (${value.length - MOST} more)`] : items
}

function cutDict(dict: Dict, depth: number): Dict {
  const entries = Object.entries(dict)
  const kept = entries.slice(0, MOST).map(([name, value]) => [cutText(name), cut(value, depth)] as const)
  const more = entries.length - MOST
  return Object.fromEntries(more > 0 ? [...kept, ['…', `${more} more`]] : kept)
}

function cutText(text: string): string {
  const more = text.length - LONGEST
  // A secret that is cut in two is known to nobody.
  return more > 0 ? `${redact(text).slice(0, LONGEST)}… (${more} characters more)` : text
}

function entriesOf(dict: Dict): [string, Json][] {
  return Object.entries(dict).map(([name, value]) => [visible(name), show(value)])
}

function show(value: Value): Json {
  if (typeof value === 'string') return visible(value)
  if (typeof value === 'bigint') return String(value)
  if (value instanceof Float) return value.text
  if (Array.isArray(value)) return value.map(show)
  return typeof value === 'object' && value !== null ? Object.fromEntries(entriesOf(value)) : value
}
