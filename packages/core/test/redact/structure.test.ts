/** Secrets of which a name tells that stands apart from them: in dicts and lists of reports, and in JSON within a text. */
import { describe, expect, it } from 'vitest'
import { redact, redactDict } from '../../src/redact/index.js'
import { expectLinear } from '../growth.js'

const S = 'Tr0ub4dor3x'

const DICTS: Readonly<Record<string, unknown>>[] = [
  { DB_PASSWORD: S },
  { db: { password: { a: [S] } } },
  { password: { [S]: true } },
  { psk: S },
  { jwt: S },
  { bearer: S },
  { password_old: S },
  { 'spring.datasource.password': S },
  { wifiPass: S, pgpass: S, 'hmac-key': S, 'pass-phrase': S },
  { x: { name: 'DB_PASSWORD', value: S } },
  { x: { name: 'DB_PASSWORD', type: 'string', value: S } },
  { x: { value: S, name: 'DB_PASSWORD' } },
  { x: { k: 'password', v: S } },
  { x: { key: 'password', val: S } },
  { x: { header: 'X-Api-Key', content: S } },
  { x: { id: 'DB_PASSWORD', default: S } },
  { x: { param: 'token', value: [S] } },
  { x: { variable: 'DB_PASSWORD', value: S } },
  { x: { SettingName: 'DB_PASSWORD', StringValue: S } },
  { x: ['--password', S] },
  { x: ['login', '--api-key', S, '--now'] },
  { x: [['password', S]] },
  { x: [['authorization', S]] },
  { x: ['DB_PASSWORD', '=', S] },
]

it.each(DICTS.map((dict) => [JSON.stringify(dict), dict]))('%s', (json, dict) => {
  expect(JSON.stringify(redactDict(dict as never))).not.toContain(S)
  // A password as the name of an entry is left, since no program writes it.
  if (json === JSON.stringify({ password: { [S]: true } })) return
  for (const text of [json, JSON.stringify(dict, null, 2)]) {
    expect(redact(text as string)).not.toContain(S)
    expect(redact(`fix: it said\n\n    ${text} {"a": [1\n`)).not.toContain(S)
    expect(JSON.parse(redact(text as string))).toBeTypeOf('object')
  }
})

describe('what is none', () => {
  it.each<Readonly<Record<string, unknown>>>([
    { '_X-REDACTED-ENV': ['DB_PASSWORD', 'E2E_BASE_2'] },
    { keys: ['token', 'secret', 'password2'] },
    { argv: ['--password-file', 'a2b.txt', '--token', '--x2'] },
    { name: 'token', version: 'value1' },
    { name: 'keyboard', value: S },
    { token: true, password: null, secret: '' },
    { passes: 'a2', compass: 'n2', TOKEN_COUNT: 12345 },
  ])('%j', (dict) => {
    expect(redactDict(dict as never)).toBe(dict)
    expect(redact(JSON.stringify(dict))).toBe(JSON.stringify(dict))
  })

  it.each([
    '{"password": {"type": "string", "minLength": 8, "description": "of the user"}}',
    '{"password": ["required", "min:8"]}',
    '{"tokens": ["if", "while"]}',
    'fix: [["a", "b2c3"], {"x": 1}] and {"a": "b2c3"}',
  ])('%s', (text) => expect(redact(text)).toBe(text))
})

it('keeps the spelling of all else', () => {
  expect(redact(`a {"n" : 1.0, "token":"${S}",\n "1": [ 1e3, "x" ]} b`)).toBe(
    'a {"n" : 1.0, "token":"REDACTED",\n "1": [ 1e3, "x" ]} b',
  )
})

it('takes time in proportion to the length of a text', async () => {
  for (const unit of ['{"a', '{"\\"', '[[', '{"a":{', '[{"a":[', '{"a":1} ', '{"token":"a1b2c3"},', '{ "']) {
    await expectLinear((length) => {
      const text = unit.repeat(length / unit.length)
      return () => redact(text)
    }).catch((error: Error) => expect.fail(`${unit}: ${error.message}`))
  }
})
