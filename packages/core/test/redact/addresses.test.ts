import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { redactAddress, redactAddresses } from '../../src/redact/addresses.js'

describe('redactAddress', () => {
  it.each([
    ['https://user:token@example.com/team/app.git', 'https://example.com/team/app.git'],
    ['https://ghp_0123456789abcdef@example.com/team/app', 'https://example.com/team/app'],
    ['https://x-access-token:v1.5c3b@example.com/team/app', 'https://example.com/team/app'],
    ['HTTP://user:token@example.com:8080/app', 'HTTP://example.com:8080/app'],
    ['https://user:p@ss@example.com/app', 'https://example.com/app'],
    ['https://user:pa/ss@example.com/app', 'https://example.com/app'],
    ['https://user:pa?ss@example.com/app', 'https://example.com/app'],
    ['https://:token@example.com', 'https://example.com'],
    ['https://@example.com/app', 'https://example.com/app'],
    ['//user:token@example.com/app', '//example.com/app'],
    ['ssh://user:pass@example.com/app.git', 'ssh://example.com/app.git'],
    ['git+ssh://user:pass@example.com:22/app.git', 'git+ssh://example.com:22/app.git'],
    ['user:pass@example.com:team/app.git', 'example.com:team/app.git'],
    ['hg::https://user:token@example.com/app', 'hg::https://example.com/app'],
    ['https://example.com/app?access_token=abc', 'https://example.com/app?access_token=REDACTED'],
    [
      'https://example.com/app?private_token=abc&ref=main',
      'https://example.com/app?private_token=REDACTED&ref=main',
    ],
    [
      'https://example.com/app?ref=main;job_token=abc#top',
      'https://example.com/app?ref=main;job_token=REDACTED',
    ],
    ['https://example.com/app?%74oken=abc', 'https://example.com/app?%74oken=REDACTED'],
    [
      'https://example.com/app#access_token=abc&state=1',
      'https://example.com/app#access_token=REDACTED&state=1',
    ],
    [
      'https://u:p@example.com/app?X-Amz-Signature=abc&v=1',
      'https://example.com/app?X-Amz-Signature=REDACTED&v=1',
    ],
    [
      'https://mirror.example.com/https://u:p@example.com/app',
      'https://mirror.example.com/https://example.com/app',
    ],
    [
      'https://example.com/?to=https://u:p@example.org/app',
      'https://example.com/?to=https://example.org/app',
    ],
    ['ext::/bin/ssh https://u:p@example.com/app', 'ext::/bin/ssh https://example.com/app'],
    ['bundle:https://token@example.com/app', 'bundle:https://example.com/app'],
    [' https://u:p@example.com/app', ' https://example.com/app'],
    ['https:/u:p@example.com/app', 'https:/example.com/app'],
    ['http://a?@:b', 'http://:REDACTED'],
  ])('%s', (url, expected) => {
    expect(redactAddress(url)).toBe(expected)
  })

  it.each([
    'git@example.com:team/app.git',
    'ssh://git@example.com/team/app.git',
    'ssh://git@example.com:2222/team/app.git',
    'git+ssh://git@example.com/team/app.git',
    'https://example.com/team/app.git',
    'https://example.com:8443/@scope/app',
    'https://[2001:db8::1]:8443/team/@app',
    'https://mirror.example.com/ssh://git@example.com/app',
    'https://example.com/https://example.org/@scope/app',
    'https://dev.azure.com/acme/app/_build/results?buildId=7',
    's3://bucket/key.zip?versionId=abc.def',
    'file:///srv/git/app.git',
    '/srv/git/app@2.git',
    'C:\\git\\app@2.git',
    '../app.git',
    'refs/heads/user:x',
    'main',
    '',
  ])('leaves %s', (address) => {
    expect(redactAddress(address)).toBe(address)
  })

  it('leaks no password, whatever it is made of', () => {
    // `/`, `?` and `#` end the authority; what a password that holds one raw can do is in the examples above.
    const password = fc.string({
      minLength: 6,
      unit: fc.constantFrom(...'abcXYZ0189:@%&=+-._~$!*()[]\\\'" '),
    })
    fc.assert(
      fc.property(fc.constantFrom('https', 'http', 'ssh', 'ftp', 'git'), password, (scheme, secret) => {
        const marked = `QQ${secret}QQ`
        expect(redactAddress(`${scheme}://user:${marked}@example.com/app`)).not.toContain('QQ')
      }),
      { numRuns: 2000 },
    )
  })

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (url) => {
        expect(redactAddress(redactAddress(url))).toBe(redactAddress(url))
      }),
    )
  })
})

describe('redactAddresses', () => {
  it.each([
    [
      "fatal: unable to access 'https://user:token@example.com/app/': Could not resolve host",
      "fatal: unable to access 'https://example.com/app/': Could not resolve host",
    ],
    ["fatal: 'https://user:to'ken@example.com/app'", "fatal: 'https://example.com/app'"],
    [
      'see https://a:b@one.example and https://c:d@two.example/x',
      'see https://one.example and https://two.example/x',
    ],
    ["cannot read 'user:pass@example.com:app'", "cannot read 'example.com:app'"],
    ['mail me@example.com about line 3: x', 'mail me@example.com about line 3: x'],
    ['git@example.com:team/app.git was not found', 'git@example.com:team/app.git was not found'],
  ])('%s', (text, expected) => {
    expect(redactAddresses(text)).toBe(expected)
  })
})

it.each([
  'arn:aws:codebuild:us-east-1:123456789012:build/demo:b1e6661e',
  'npm:vue@3.4.0 and node:20@sha256:0123abcd',
  'pkg:npm/%40scope/app@1.0.0?repository_url=https%3A%2F%2Fnpm.example%2F',
  'listening on http://localhost:$PORT/ and http://localhost:port',
  'Co-authored-by: Jane Roe <jane@example.com>',
  '\\\\server\\share\\me@x\\y',
  'https://example.com:8443/@scope/app/@2',
])('leaves %s in a text', (text) => expect(redactAddresses(text)).toBe(text))
