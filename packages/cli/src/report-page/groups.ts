/** The keys of reports by group, with what they mean. */
import { describeKey, type Family, keyInfo } from '@chalkmark/core'
import { TITLES } from '../key-families.js'
import { OWN_KEYS } from './own-keys.js'
import type { KeyGroups, ReportView } from './page-data.js'

const FURTHER = 'Further keys'

/** A map, since a report may have a key `constructor`. */
const OWN = new Map(Object.entries(OWN_KEYS))

/** What the catalogue knows of the keys in reports. Keys that it does not have are in a last group of their own. */
export async function groupsOf(reports: readonly ReportView[]): Promise<KeyGroups> {
  const families = Object.keys(TITLES) as Family[]
  const names = new Set<string>()
  for (const { keys, rows } of reports)
    for (const list of [keys, ...rows.map((row) => row.keys)]) for (const [name] of list) names.add(name)
  const keys: KeyGroups['keys'] = []
  for (const name of names) {
    const family = keyInfo(name)?.family
    const group = family === undefined ? families.length : families.indexOf(family)
    keys.push([name, group, (await describeKey(name)) ?? OWN.get(name) ?? ''])
  }
  return { groups: [...families.map((family) => TITLES[family]), FURTHER], keys }
}
