/** What keys mean, in a sentence or two. The texts are loaded at the first call, and only then. */
import { allKeys, keyInfo } from './catalogue.js'

/** Describes a key; undefined for custom and unknown ones. */
export async function describeKey(name: string): Promise<string | undefined> {
  const info = keyInfo(name)
  if (info === undefined) return undefined
  const { DESCRIPTIONS } = await import('./descriptions/index.js')
  return DESCRIPTIONS[info.family][name]
}

/** Describes every key of the catalogue, in its order. */
export async function describeKeys(): Promise<ReadonlyMap<string, string>> {
  const { DESCRIPTIONS } = await import('./descriptions/index.js')
  return new Map(allKeys().map(({ name, family }) => [name, DESCRIPTIONS[family][name]!]))
}
