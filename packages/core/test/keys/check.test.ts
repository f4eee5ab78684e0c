import { Float } from '@chalkmark/mark'
import { describe, expect, it } from 'vitest'
import { allKeys } from '../../src/keys/catalogue.js'
import { checkValue } from '../../src/keys/check.js'
import { parseType } from '../../src/keys/type.js'

const RIGHT: [key: string, value: unknown][] = [
  ['COMMIT_ID', 'f00d'],
  ['COMMIT_ID', ''],
  ['TIMESTAMP_WHEN_CHALKED', 1795321306399],
  ['TIMESTAMP_WHEN_CHALKED', -(2n ** 63n)],
  ['TIMESTAMP_WHEN_CHALKED', 2n ** 63n - 1n],
  ['TAG_SIGNED', false],
  ['_PROCESS_UTIME', new Float('0.10')],
  ['_PROCESS_UTIME', 0.5],
  ['_PROCESS_UTIME', 3],
  ['BUILD_CONTACT', []],
  ['BUILD_CONTACT', ['a', 'b']],
  ['INJECTOR_ENV', {}],
  ['INJECTOR_ENV', Object.assign(Object.create(null), { HOME: '<<redact>>' })],
  ['_OP_IPV4_INTERFACES', { lo: [[1, 2], []] }],
  ['_FOUND_BASE_MARK', ['6RW6AD-1SCM-T3CE-3561JP', '6RW6AD-1SCM-T3CE-3561JP']],
  ['_CHALK_EXTERNAL_ACTION_AUDIT', [['write', '/etc/motd']]],
  ['$CHALK_SAVED_COMPONENT_PARAMETERS', [[true, 'url', 'name', 'string', { any: null }]]],
  ['EMBEDDED_CHALK', null],
  ['EMBEDDED_CHALK', [{ CHALK_ID: 'x', n: 2n, f: new Float('1e3') }]],
  ['FAILED_KEYS', { _AWS_TAGS: [{ code: 'NO_IMDS' }, 'why', 1] }],
  ['X-TEAM', { any: ['thing', 1, true, null] }],
  ['_OP_UNMARKED_COUNT', 0],
  ['_OP_UNMARKED_COUNT', '0'],
]

const WRONG: [key: string, value: unknown, message: string][] = [
  ['COMMIT_ID', 5, 'expected a string, got an integer'],
  ['COMMIT_ID', null, 'expected a string, got null'],
  ['COMMIT_ID', undefined, 'expected a string, got undefined'],
  ['COMMIT_ID', ['f00d'], 'expected a string, got a list of 1'],
  ['TIMESTAMP_WHEN_CHALKED', '5', 'expected an integer, got a string'],
  ['TIMESTAMP_WHEN_CHALKED', 1.5, 'expected an integer, got a number with a fraction'],
  ['TIMESTAMP_WHEN_CHALKED', new Float('1.0'), 'expected an integer, got a number with a fraction'],
  ['TIMESTAMP_WHEN_CHALKED', 2n ** 63n, 'the integer 9223372036854775808 does not fit 64 bits'],
  ['TAG_SIGNED', 'true', 'expected true or false, got a string'],
  ['TAG_SIGNED', 1, 'expected true or false, got an integer'],
  ['_PROCESS_UTIME', '0.5', 'expected a number, got a string'],
  ['_PROCESS_UTIME', Number.NaN, 'expected a number, got NaN'],
  ['BUILD_CONTACT', 'me', 'expected a list, got a string'],
  ['BUILD_CONTACT', { 0: 'me' }, 'expected a list, got an object'],
  ['BUILD_CONTACT', ['me', 7], 'at [1]: expected a string, got an integer'],
  // biome-ignore lint/suspicious/noSparseArray: a hole must not slip through
  ['BUILD_CONTACT', ['me', , 'you'], 'at [1]: expected a string, got undefined'],
  ['INJECTOR_ENV', ['HOME'], 'expected an object, got a list of 1'],
  ['INJECTOR_ENV', { HOME: false }, 'at ["HOME"]: expected a string, got false'],
  ['INJECTOR_ENV', new Map([['HOME', 'x']]), 'expected an object, got Map'],
  ['_OP_IPV4_INTERFACES', { lo: [[1], [2, 'x']] }, 'at ["lo"][1][1]: expected an integer, got a string'],
  ['_FOUND_BASE_MARK', ['one'], 'expected a list of 2 values, got a list of 1'],
  ['_FOUND_BASE_MARK', ['one', 2], 'at [1]: expected a string, got an integer'],
  ['_CHALK_EXTERNAL_ACTION_AUDIT', [['a', 'b', 'c']], 'at [0]: expected a list of 2 values, got a list of 3'],
  ['EMBEDDED_CHALK', new Date(0), 'expected a JSON value, got Date'],
  ['EMBEDDED_CHALK', [() => 1], 'at [0]: expected a JSON value, got a function'],
  ['X-TEAM', { at: new Date(0) }, 'at ["at"]: expected a JSON value, got Date'],
  ['X-TEAM', undefined, 'expected a JSON value, got undefined'],
  ['X-TEAM', Number.POSITIVE_INFINITY, 'expected a JSON value, got Infinity'],
  ['_OP_UNMARKED_COUNT', true, 'expected a string, got true'],
  ['COMIT_ID', 'f00d', 'unknown key "COMIT_ID": did you mean COMMIT_ID?'],
]

describe('checkValue', () => {
  it.each(RIGHT)('%s may be %o', (key, value) => {
    expect(checkValue(key, value)).toBeUndefined()
  })

  it.each(WRONG)('%s may not be %o', (key, value, message) => {
    expect(checkValue(key, value)).toBe(message)
  })

  it('says in one line what is wrong', () => {
    expect(checkValue('INJECTOR_ENV', { 'A\nB': 1 })).toBe('at ["A\\nB"]: expected a string, got an integer')
  })

  it('does not follow a value that holds itself for ever', () => {
    const circle: unknown[] = []
    circle.push(circle)
    expect(checkValue('X-CIRCLE', circle)).toBe('nested deeper than 100 levels')
  })
})

describe('parseType', () => {
  it('reads every type in the catalogue', () => {
    for (const { type } of allKeys()) expect(() => parseType(type)).not.toThrow()
  })

  it('reads nested types', () => {
    expect(parseType('dict[string, list[(int, any)]]')).toEqual({
      kind: 'dict',
      value: { kind: 'list', item: { kind: 'tuple', items: [{ kind: 'int' }, { kind: 'any' }] } },
    })
    expect(parseType('tuple[bool, typespec[any]]')).toEqual({
      kind: 'tuple',
      items: [{ kind: 'bool' }, { kind: 'string' }],
    })
  })

  it.each([
    '',
    'text',
    'list',
    'list[]',
    'list[int',
    'list[int]]',
    'list[int, int]',
    'dict[string]',
    'dict[int, string]',
    '(string',
    'string string',
  ])('refuses %j', (text) => {
    expect(() => parseType(text)).toThrow(SyntaxError)
  })
})
