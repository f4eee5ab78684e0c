/** What states are called, and how they look. */
import type { ArtifactRow, State } from '../page-data.js'
import { make } from './dom.js'

const LOOKS: Readonly<Record<State, readonly [sign: string, name: string, tone: string]>> = {
  invalid: ['✗', 'not valid', 'bad'],
  unchecked: ['?', 'unchecked', 'warn'],
  'no mark': ['–', 'no mark', 'warn'],
  marked: ['✓', 'marked', 'good'],
  valid: ['✓', 'valid', 'good'],
  removed: ['–', 'mark removed', 'plain'],
  'left out': ['·', 'left out', 'plain'],
}

export function nameOf(state: State): string {
  return LOOKS[state][1]
}

export function badge(state: State): HTMLElement {
  const [sign, name, tone] = LOOKS[state]
  const icon = make('span', '', sign)
  icon.setAttribute('aria-hidden', 'true')
  return make('span', `badge ${tone}`, icon, ` ${name}`)
}

/** Why a row is in its state. */
export function reasonOf({ state, why }: ArtifactRow): string {
  return state === 'no mark' && why === '' ? 'The report does not say why.' : why
}
