/** chalkmark keys: the catalogue of keys. */
import { allKeys, describeKey, type KeyInfo, keyInfo, nearestKey, serializeReport } from '@chalkmark/core'
import type { KeysFlags } from '../commands/keys.js'
import type { Invocation } from '../invocation.js'
import { keysPage } from '../keys-page.js'
import { type Piece, writeJson, writeLine, writeText } from '../terminal/write.js'
import { UsageError } from '../usage-error.js'

const WHEN: Record<KeyInfo['time'], string> = { chalk: 'when marked', run: 'in reports' }
const SCOPE: Record<KeyInfo['scope'], string> = { host: 'of the host', artifact: 'of the artifact' }

export async function run({ paths: names, flags }: Invocation<KeysFlags>): Promise<number> {
  if (flags.markdown) {
    writeText('stdout', await keysPage())
    return 0
  }
  const keys = names.length > 0 ? names.map(known) : allKeys()
  const described = await Promise.all(
    keys.map(async (key) => ({ ...key, meaning: (await describeKey(key.name)) ?? '' })),
  )
  if (flags.json) {
    writeJson(serializeReport(described))
  } else {
    for (const [index, key] of described.entries()) {
      if (index > 0 && names.length > 0) writeLine('stdout')
      for (const line of show(key)) writeLine('stdout', ...line)
    }
  }
  return 0
}

function known(name: string): KeyInfo {
  const info = keyInfo(name)
  if (info) return info
  const meant = nearestKey(name.toUpperCase())
  throw new UsageError(`there is no key ${name}${meant ? `; did you mean ${meant}?` : ''}`)
}

function show({ name, type, time, scope, meaning }: KeyInfo & { meaning: string }): Piece[][] {
  const kind = `  ${type}, ${WHEN[time]}, ${SCOPE[scope]}`
  return [[{ style: 'bold', text: name }, kind], [`  ${meaning}`]]
}
