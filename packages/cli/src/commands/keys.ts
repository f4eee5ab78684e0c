/** chalkmark keys: the catalogue of keys. */
import { allKeys, describeKey, type KeyInfo, keyInfo, nearestKey, serializeReport } from '@chalkmark/core'
import type { Invocation } from '../invocation.js'
import { styled } from '../terminal/style.js'
import { UsageError } from '../usage-error.js'

const WHEN: Record<KeyInfo['time'], string> = { chalk: 'when marked', run: 'in reports' }
const SCOPE: Record<KeyInfo['scope'], string> = { host: 'of the host', artifact: 'of the artifact' }

export async function run({ paths: names, flags }: Invocation): Promise<number> {
  const keys = names.length > 0 ? names.map(known) : allKeys()
  const described = await Promise.all(
    keys.map(async (key) => ({ ...key, meaning: (await describeKey(key.name)) ?? '' })),
  )
  if (flags.json === true) {
    process.stdout.write(serializeReport(described))
  } else {
    process.stdout.write(described.map(show).join(names.length > 0 ? '\n' : ''))
  }
  return 0
}

function known(name: string): KeyInfo {
  const info = keyInfo(name)
  if (info) return info
  const meant = nearestKey(name.toUpperCase())
  throw new UsageError(`there is no key ${name}${meant ? `; did you mean ${meant}?` : ''}`)
}

function show({ name, type, time, scope, meaning }: KeyInfo & { meaning: string }): string {
  return `${styled('bold', name, process.stdout)}  ${type}, ${WHEN[time]}, ${SCOPE[scope]}\n  ${meaning}\n`
}
