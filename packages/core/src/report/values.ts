/** Looks into reports. They are other people's: anything may stand anywhere. */
import { type Dict, Float, type Value } from '@chalkmark/mark'

export function isDict(value: unknown): value is Dict {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Float)
}

/** The objects in a list. */
export function dictsIn(value: Value | undefined): Dict[] {
  return Array.isArray(value) ? value.filter(isDict) : []
}

/** The texts in a list. */
export function textsIn(value: Value | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

/** A text that is not empty. */
export function textIn(value: Value | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** When a report was made, in milliseconds since 1970; 0 if it does not say. */
export function timeOf({ _DATETIME: time, _TIMESTAMP: stamp }: Dict): number {
  return typeof stamp === 'number' ? stamp : Date.parse(String(time)) || 0
}

/** A path of a report, which another system may have written, with `/` between its parts. */
export function withSlashes(path: string): string {
  return /^(?:[a-z]:)?\\/i.test(path) ? path.replaceAll('\\', '/') : path
}
