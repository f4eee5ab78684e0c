/** docs/keys.md: every key with its source, made from the catalogue. */
import { allKeys, describeKeys, type Family, type KeyInfo } from '@chalkmark/core'
import { type KeySource, keySources } from '@chalkmark/core/operations'
import { TITLES } from './key-families.js'

/** The whole page. */
export async function keysPage(): Promise<string> {
  const meanings = await describeKeys()
  const sources = keySources()
  const byFamily = groups()
  const given = allKeys().filter(({ name }) => sources.get(name)!.source !== undefined)
  const parts = [...byFamily].map(([family, keys]) => section(TITLES[family], keys, sources, meanings))
  return `<!-- Made by chalkmark keys --markdown. -->

# Keys

The keys of marks and reports, ${allKeys().length} in all, of which Chalkmark gives ${given.length}. Keys that begin with \`_\` stand in reports only. Where
no source is named, nothing gives the key yet; it is there to read the reports and marks of other programs. A key that cannot be known is left out,
never empty.

${keyCounts()}

${parts.join('\n\n')}
`
}

function groups(): Map<Family, KeyInfo[]> {
  const families = new Map<Family, KeyInfo[]>()
  for (const key of allKeys()) families.set(key.family, [...(families.get(key.family) ?? []), key])
  return families
}

/** A table of how many keys of each family are given. It stands in the README, too. */
export function keyCounts(): string {
  const sources = keySources()
  const rows = [...groups()].map(([family, keys]) => {
    const given = keys.filter(({ name }) => sources.get(name)!.source !== undefined)
    return `| ${TITLES[family]} | ${given.length} | ${keys.length} |`
  })
  return ['| family | given | keys |', '| --- | --- | --- |', ...rows].join('\n')
}

function section(
  title: string,
  keys: readonly KeyInfo[],
  sources: ReadonlyMap<string, KeySource>,
  meanings: ReadonlyMap<string, string>,
): string {
  const rows = keys.map(({ name, type, time, scope }) => {
    const { source, platforms } = sources.get(name)!
    const place = `${time === 'chalk' ? 'marks' : 'reports'}, ${scope}`
    const cells = [
      `\`${name}\``,
      `\`${type}\``,
      place,
      source ?? '',
      source ? platforms : '',
      meanings.get(name)!,
    ]
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  })
  return [
    `## ${title}`,
    '',
    '| key | type | in | source | systems | meaning |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n')
}
