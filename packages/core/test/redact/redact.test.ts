import { describe, expect, it } from 'vitest'
import { keepNamed, REDACTED, redact, redactDict } from '../../src/redact/index.js'
import { expectLinear } from '../growth.js'
import { IN_CONTEXT, TOKENS } from './tokens.js'

/** What surrounds a secret where people and programs leave one. */
const PLACES: Readonly<Record<string, (secret: string) => string>> = {
  alone: (secret) => secret,
  'in a sentence': (secret) => `fix: use ${secret}, not the old one`,
  'in quotes': (secret) => `cannot read "${secret}"`,
  'as an option': (secret) => `--data=${secret}`,
  'in a path': (secret) => `/home/me/${secret}/app.js`,
  'in a name of a file': (secret) => `dist/${secret}.js`,
  'in the path of an address': (secret) => `https://example.com/basic/${secret}/app.git`,
  'in the query of an address': (secret) => `https://example.com/app?x=${secret}&y=1`,
  'in the fragment of an address': (secret) => `https://example.com/app#${secret}`,
  'on a line of its own': (secret) => `subject\n\n${secret}\nmore`,
  'in the name of a branch': (secret) => `refs/heads/feature/${secret}`,
  'in brackets': (secret) => `Jane Roe <${secret}>`,
}

describe.each(Object.entries(TOKENS))('%s', (_, token) => {
  it.each(Object.entries(PLACES))('%s', (_, place) => {
    const redacted = redact(place(token))
    // No piece of it either: the prefix of a token is no secret, but its end is.
    for (let at = token.length - 8; at > 12; at -= 4) expect(redacted).not.toContain(token.slice(at))
    expect(redacted).not.toContain(token)
    expect(redacted).toContain(REDACTED)
  })
})

it.each(Object.entries(IN_CONTEXT))('%s', (_, [text, secret]) => {
  expect(redact(text)).not.toContain(secret)
  expect(redact(`see ${text} there`)).not.toContain(secret)
})

it('keeps what stands around a secret', () => {
  expect(redact(`fix: ${TOKENS.npm} was leaked`)).toBe('fix: REDACTED was leaked')
  expect(redact(`https://example.com/basic/${TOKENS.npm}/app.git`)).toBe(
    'https://example.com/basic/REDACTED/app.git',
  )
})

it('finds several in one text', () => {
  const text = Object.values(TOKENS).join(', ')
  for (const token of Object.values(TOKENS)) expect(redact(text)).not.toContain(token)
})

it('changes nothing the second time', () => {
  const texts = [...Object.values(TOKENS), ...Object.values(IN_CONTEXT).map(([text]) => text)]
  for (const text of texts) expect(redact(redact(text))).toBe(redact(text))
})

describe('redactDict', () => {
  const token = TOKENS.npm!

  it('goes through names and values in any depth', () => {
    expect(redactDict({ [token]: [{ a: token }], n: 1, b: true })).toEqual({
      [REDACTED]: [{ a: REDACTED }],
      n: 1,
      b: true,
    })
  })

  it('leaves what the config names', () => {
    const dict = keepNamed({ 'X-MINE': token, AUTHOR: token }, ['X-MINE'])
    expect(redactDict(dict)).toEqual({ 'X-MINE': token, AUTHOR: REDACTED })
    expect(redactDict({ inner: [redactDict(dict)] })).toEqual({
      inner: [{ 'X-MINE': token, AUTHOR: REDACTED }],
    })
  })

  it('gives the same object if there is nothing to do', () => {
    const dict = { a: ['x', { b: 'y' }] }
    expect(redactDict(dict)).toBe(dict)
  })
})

it('takes time in proportion to the length of a text', async () => {
  const units = [
    'eyJ_',
    '"https:',
    'token=%2F',
    'a:u:p@',
    '-----BEGIN PRIVATE KEY-----',
    'x%3A%2F',
    'authorization:',
    '//\n',
    'password=',
    'password: ',
    '"password":"',
    '"password":1',
    '<password>',
    ';password=a',
    'mysql -p',
    'mysql ',
    'docker login ',
    'curl -u a:',
    ' -u a:',
    '--password ',
    'cookie: a=b;',
    'login a password ',
    'user a password ',
    'identified by ',
    'authorization: basic ',
    'name="password" value="',
    '\\"password\\":',
    "'password=",
    'token_',
    'printf\n-',
    'printf -a -',
    'echo a|sudo -a -',
    'password: string = "',
    "tokens: ['a', ",
    '<password ',
    ' value="a" ',
    'name: password, ',
    '{"name":"password",',
    'login("a", ',
    'connect("a","b",',
    '| password ',
    'authorization: a ',
    'authorization: a, ',
    'x-x-',
    ' -u a -p ',
    ' -u a ',
    'curl -b a=',
    'docker \\\n',
    'redis-cli a ',
    'qpdf --encrypt ',
    'issecret=true',
    '$6$a$',
    '{SHA}',
    'sip:a:b',
    'vault put a b',
    'password <<EOF\n',
    'password:\n- ',
    '--a-key ',
    '"password" "',
    'secret ',
    'snmpget -a ',
    'composer config --a ',
    '--auth a:',
  ]
  for (const unit of units) {
    await expectLinear((length) => {
      const text = unit.repeat(length / unit.length)
      return () => redact(text)
    }).catch((error: Error) => expect.fail(`${unit}: ${error.message}`))
  }
})
