/** Keys with their values, in the groups of the catalogue, with what they mean. */
import type { Json, KeyGroups } from '../page-data.js'
import { make } from './dom.js'
import { valueElement } from './values.js'

export type Entries = readonly (readonly [name: string, value: Json])[]

export interface Catalogue {
  /** @returns an element for each group that has a key. */
  show(entries: Entries): HTMLElement[]
  /** Everything of a key that can be searched, in small letters. */
  textOf(entry: Entries[number]): string
}

export function openCatalogue({ groups, keys }: KeyGroups): Catalogue {
  const known = new Map(keys.map(([name, group, meaning]) => [name, { group, meaning }]))
  return {
    show(entries) {
      return groups.flatMap((title, index) => {
        const own = entries.filter(([name]) => (known.get(name)?.group ?? groups.length - 1) === index)
        if (own.length === 0) return []
        const rows = own.map(([name, value]) => keyElement(name, value, known.get(name)?.meaning ?? ''))
        return [make('section', 'group', make('h3', '', title), make('dl', 'keys', ...rows))]
      })
    },
    textOf: ([name, value]) =>
      `${name}\n${known.get(name)?.meaning ?? ''}\n${JSON.stringify(value)}`.toLowerCase(),
  }
}

function keyElement(name: string, value: Json, meaning: string): HTMLElement {
  const term = make('dt', '', make('code', '', name))
  if (meaning !== '') term.append(make('p', 'meaning', ...withCode(meaning)))
  return make('div', '', term, make('dd', '', valueElement(value)))
}

/** The catalogue sets names and values in backticks. */
function withCode(text: string): (Node | string)[] {
  return text.split('`').map((part, index) => (index % 2 === 0 ? part : make('code', '', part)))
}
