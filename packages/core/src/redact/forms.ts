/** Patterns that find a value beside its name, and what judges whether the value is a secret. */
import { looksRandom } from './names.js'
import { isHidden, isPasswordLike, isPlaceholder, isVariable } from './shape.js'

/** Whether a value is a secret: quoted text of a syntax, or a word where prose may stand. */
export type Judge = (value: string) => boolean

/** A pattern with a group `value`, which is replaced if the judge says so. */
export type Form = readonly [pattern: RegExp, judge: Judge]

/** Where nothing but a value can stand. */
export const byPlace: Judge = (value) => value.length > 3 && !isPlaceholder(value)

/** A long one, as programs quote what they refuse: `Unexpected token 'x1'` is none. */
export const byLength: Judge = (value) => value.length >= 8 && isPasswordLike(value) && !isVariable(value)

/** Random, and no digest in hex. */
export const byLook: Judge = (value) =>
  looksRandom(value) && !/^[\da-f]{32,}$/i.test(value) && isPasswordLike(value)

export const always: Judge = (value) => !isHidden(value)

/** A word without what ends a sentence or a list. */
export const WORD = String.raw`[^\s'"\x60;&,|<>()]*[^\s'"\x60;&.,:)}\]|<>(\\]`

export function form(pattern: string, judge: Judge): Form {
  return [new RegExp(pattern, 'gi'), judge]
}
