import { describe, expect, it } from 'vitest'
import {
  allKeys,
  isChalkTime,
  isCustomKey,
  isRunTime,
  keyInfo,
  nearestKey,
  scopeOf,
  unknownKey,
} from '../../src/keys/catalogue.js'
import { CATALOGUE } from '../../src/keys/catalogue-rows.js'
import { describeKey, describeKeys } from '../../src/keys/describe.js'
import { nearest } from '../../src/keys/nearest.js'

/** Rows as the reference program's key list has them: name, time, scope, type, since. */
const ROWS = [
  'MAGIC chalk host string 0.1.0',
  'CHALK_ID chalk artifact string 0.1.0',
  'TIMESTAMP_WHEN_CHALKED chalk host int 0.1.0',
  'HASH chalk artifact string 0.1.0',
  'TIMESTAMP_AUTHORED chalk artifact int 0.5.0',
  'TAG_SIGNED chalk artifact bool 0.3.0',
  '_TAG_SIGNED run host bool 0.4.0',
  'VCS_DIFF_STAT chalk artifact dict[string, int] 1.1.3',
  'BUILD_CONTACT chalk host list[string] 0.1.0',
  '_BUILD_WORKFLOW_HASH run host string 0.6.4',
  'FAILED_KEYS chalk artifact dict[string, list[any]] 0.4.13',
  '_FAILED_KEYS run artifact dict[string, list[any]] 1.2.0',
  'SBOM chalk artifact dict[string, dict[string, any]] 0.1.0',
  '_PROCESS_STIME run artifact float 0.1.2',
  '_OP_IPV4_INTERFACES run host dict[string, list[list[int]]] 0.1.0',
  '_FOUND_BASE_MARK run artifact tuple[string, string] 0.1.0',
  '_REPO_TAGS run artifact dict[string, dict[string, dict[string, string]]] 0.1.0',
  '_CHALK_EXTERNAL_ACTION_AUDIT run host list[(string, string)] 0.1.1',
  '$CHALK_SAVED_COMPONENT_PARAMETERS chalk artifact list[tuple[bool, string, string, typespec[any], any]] 0.1.2',
]

const WITH_SUBSTITUTIONS = [
  'BUILD_API_URI',
  'BUILD_URI',
  'CHALK_PTR',
  'ORIGIN_URI',
  'PACKAGE_URI',
  'STORE_URI',
  '_BUILD_API_URI',
  '_BUILD_URI',
  '_ORIGIN_URI',
  '_STORE_URI',
]

describe('the catalogue', () => {
  it('holds 550 keys, each once', () => {
    expect(allKeys()).toHaveLength(550)
    expect(new Set(allKeys().map((key) => key.name)).size).toBe(550)
  })

  it('reads every line of every family', () => {
    const lines = Object.values(CATALOGUE).flatMap((text) => text.trim().split('\n'))
    expect(lines).toHaveLength(550)
    for (const [family, text] of Object.entries(CATALOGUE)) {
      const count = text.trim().split('\n').length
      expect(allKeys().filter((key) => key.family === family)).toHaveLength(count)
    }
  })

  it('divides them as the reference program does', () => {
    const count = (time: string, scope: string) =>
      allKeys().filter((key) => key.time === time && key.scope === scope).length
    expect([count('chalk', 'host'), count('chalk', 'artifact')]).toEqual([41, 93])
    expect([count('run', 'host'), count('run', 'artifact')]).toEqual([181, 235])
  })

  it.each(ROWS)('has %s', (row) => {
    const { name, time, scope, type, since } = keyInfo(row.split(' ')[0]!)!
    expect([name, time, scope, type, since].join(' ')).toBe(row)
  })

  it('fills placeholders in in ten keys', () => {
    const found = allKeys().filter((key) => key.substitutions)
    expect(found.map((key) => key.name).sort()).toEqual(WITH_SUBSTITUTIONS)
  })

  it('begins the names of run-time keys, but one, and of no others, with an underscore', () => {
    const odd = allKeys().filter(({ name, time }) => name.startsWith('_') !== (time === 'run'))
    expect(odd.map((key) => key.name)).toEqual(['CALLER_ATTESTED_UNTRACKED_ARTIFACT_INFO'])
  })
})

describe('names', () => {
  it('tells chalk time from run time', () => {
    expect([isChalkTime('COMMIT_ID'), isRunTime('COMMIT_ID')]).toEqual([true, false])
    expect([isChalkTime('_COMMIT_ID'), isRunTime('_COMMIT_ID')]).toEqual([false, true])
    expect([isChalkTime('X-TEAM'), isRunTime('X-TEAM')]).toEqual([true, false])
    expect([isChalkTime('_X-RUNNER'), isRunTime('_X-RUNNER')]).toEqual([false, true])
    expect([isChalkTime('NOPE'), isRunTime('_NOPE')]).toEqual([false, false])
  })

  it('knows scopes', () => {
    expect(scopeOf('BUILD_ID')).toBe('host')
    expect(scopeOf('COMMIT_ID')).toBe('artifact')
    expect(scopeOf('X-TEAM')).toBeUndefined()
    expect(scopeOf('NOPE')).toBeUndefined()
  })

  it.each(['X-TEAM', '_X-RUNNER', 'X-team.name-2', 'X-1'])('lets users make up %s', (name) => {
    expect(isCustomKey(name)).toBe(true)
    expect(unknownKey(name)).toBeUndefined()
  })

  it.each(['X-', '_X-', 'x-team', 'X_TEAM', 'X-*/', 'X-a b', 'X-a\n', '__X-A', 'A-X-B'])(
    'refuses %j',
    (name) => {
      expect(isCustomKey(name)).toBe(false)
      expect(unknownKey(name)).toMatch(/^unknown key .*X-/)
    },
  )

  it('finds nothing under the names of what all objects have', () => {
    for (const name of ['constructor', '__proto__', 'toString']) expect(keyInfo(name)).toBeUndefined()
  })

  it.each([
    ['COMIT_ID', 'COMMIT_ID'],
    ['commit_id', 'COMMIT_ID'],
    ['COMMITID', 'COMMIT_ID'],
    ['COMMIT_DI', 'COMMIT_ID'],
    ['CHALK_PRT', 'CHALK_PTR'],
    ['_OPERATIONS', '_OPERATION'],
    ['BUILD_URL', 'BUILD_URI'],
  ])('takes %s for %s', (wrong, right) => {
    expect(nearestKey(wrong)).toBe(right)
    expect(unknownKey(wrong)).toBe(`unknown key "${wrong}": did you mean ${right}?`)
  })

  it('does not guess wildly', () => {
    expect(nearestKey('FAVOURITE_COLOUR')).toBeUndefined()
    expect(unknownKey('FAVOURITE_COLOUR')).toBe(
      'unknown key "FAVOURITE_COLOUR": the names of custom keys start with X- or _X-',
    )
  })
})

describe('nearest', () => {
  it('prefers fewer errors, then the first', () => {
    expect(nearest('stabel', ['skip', 'table', 'stable'])).toBe('stable')
    expect(nearest('bat', ['cat', 'hat'])).toBe('cat')
  })

  it('counts a swap of neighbours as one error', () => {
    expect(nearest('flul', ['full'])).toBe('full')
    expect(nearest('lfu', ['full'])).toBeUndefined()
  })

  it('allows one error in three characters', () => {
    expect(nearest('abc', ['abd'])).toBe('abd')
    expect(nearest('abc', ['ade'])).toBeUndefined()
    expect(nearest('abcdef', ['abcdxy'])).toBe('abcdxy')
  })

  it('answers for empty input', () => {
    expect(nearest('', ['full'])).toBeUndefined()
    expect(nearest('full', [])).toBeUndefined()
  })
})

describe('descriptions', () => {
  it('say something of their own of every key', async () => {
    const descriptions = await describeKeys()
    expect([...descriptions.keys()]).toEqual(allKeys().map((key) => key.name))
    for (const [name, text] of descriptions) {
      expect([name, text?.length ?? 0]).toEqual([name, expect.toSatisfy((length: number) => length >= 20)])
      expect(text).toMatch(/\.$/)
    }
    expect(new Set(descriptions.values()).size).toBe(550)
  })

  it('are found by name', async () => {
    expect(await describeKey('COMMIT_ID')).toMatch(/commit/)
    expect(await describeKey('X-TEAM')).toBeUndefined()
    expect(await describeKey('NOPE')).toBeUndefined()
  })

  it('do not name keys that do not exist', async () => {
    for (const [name, text] of await describeKeys()) {
      for (const [other] of text.matchAll(/\b_?[A-Z][A-Z0-9]*_[A-Z0-9_]*[A-Z0-9]\b/g)) {
        expect([name, other, keyInfo(other) !== undefined]).toEqual([name, other, true])
      }
    }
  })
})
