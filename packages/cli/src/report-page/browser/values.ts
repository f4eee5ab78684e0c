/** Values of keys, as elements. */
import type { Json } from '../page-data.js'
import { make } from './dom.js'

export function valueElement(value: Json): HTMLElement {
  if (typeof value === 'string') return textElement(value)
  if (typeof value !== 'object' || value === null) return make('code', '', String(value))
  return Array.isArray(value) ? listElement(value) : dictElement(value)
}

/** Hashes and ids are easier to compare if their letters are of the same width. */
const IS_HASH = /^(?:[0-9a-f]{16,}|(?:[0-9A-Z]{4,6}-){3}[0-9A-Z]{6})$/

function textElement(text: string): HTMLElement {
  if (text === '') return make('em', '', 'empty')
  return make('span', IS_HASH.test(text) ? 'mono' : 'text', text)
}

function listElement(items: readonly Json[]): HTMLElement {
  if (items.length === 0) return make('em', '', 'none')
  return make('ul', 'list', ...items.map((item) => make('li', '', valueElement(item))))
}

function dictElement(dict: { readonly [name: string]: Json }): HTMLElement {
  const entries = Object.entries(dict)
  if (entries.length === 0) return make('em', '', 'none')
  const rows = entries.map(([name, value]) =>
    make('div', '', make('dt', '', name), make('dd', '', valueElement(value))),
  )
  return make('dl', 'dict', ...rows)
}
