/** Private keys in the forms of programs, and addresses that lead to those who know them. */
import { describe, expect, it } from 'vitest'
import { redact, redactDict } from '../../src/redact/index.js'
import { expectLinear } from '../growth.js'

/** Not real; put together here, so that no scanner of secrets finds one in this repository. */
const BASE64 = ['X4cTteJY+gn4FYPs/B8rdXix5vws', 'g1FLN5E3EaG6RJ='].join('')
const URL64 = ['X4cTteJY_gn4FYPsXB8rdXix5vws', 'g1FLN5E3EaG6RJ'].join('')
const HEX = '6acef03f62675b4b1bbd03e53b187727'

/** No piece of it either. */
function expectGone(text: string, secret: string): void {
  for (let at = 0; at + 10 <= secret.length; at++) expect(text).not.toContain(secret.slice(at, at + 10))
}

describe('a private key', () => {
  it.each([
    [
      `---- BEGIN SSH2 ENCRYPTED ${'PRIVATE'} KEY ----\nComment: "x-y"\n${BASE64}\n---- END SSH2 ENCRYPTED ${'PRIVATE'} KEY ----`,
      BASE64,
    ],
    [
      `-----BEGIN RSA ${'PRIVATE'} KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,A1\n\n${BASE64}\n-----END RSA ${'PRIVATE'} KEY-----`,
      BASE64,
    ],
    [`-----BEGIN OpenVPN Static key V1-----\n${HEX}\n${HEX}\n-----END OpenVPN Static key V1-----`, HEX],
    [
      `PuTTY-User-Key-File-3: ssh-rsa\nPublic-Lines: 1\nAAAAB3\nPrivate-Lines: 2\n${BASE64}\n${BASE64}\nPrivate-MAC: 50c4`,
      BASE64,
    ],
    [`{"kty":"EC","crv":"P-256","x":"a1","y":"b2","d":"${URL64}"}`, URL64],
    [`{"keys":[{"kty":"oct","k":"${URL64}"}]}`, URL64],
    [
      `{"kty":"RSA","n":"x","e":"AQAB","p":"${URL64}","q":"${URL64}","dp":"${URL64}","dq":"${URL64}","qi":"${URL64}"}`,
      URL64,
    ],
    [`<RSAKeyValue><Modulus>x</Modulus><D>${BASE64}</D></RSAKeyValue>`, BASE64],
    [`<RSAKeyValue><P>${BASE64}</P><InverseQ>${BASE64}</InverseQ></RSAKeyValue>`, BASE64],
    [`Private-key-format: v1.3\nPrivateExponent: ${BASE64}\nPrime1: ${BASE64}`, BASE64],
    [`[Peer]\nPresharedKey = ${BASE64}`, BASE64],
    [`[Interface]\nPrivateKey = ${BASE64}`, BASE64],
    [`untrusted comment: signify secret key\n${BASE64}`, BASE64],
    [`[${Array.from({ length: 64 }, (_, index) => 100 + index).join(',')}]`, '120,121,122'],
  ])('%s', (text, secret) => {
    expectGone(redact(text), secret)
    expectGone(redact(`fix: keys\n\n${text}\n\nThanks to Ada`), secret)
    expect(redact(`fix: keys\n\n${text}\n\nThanks to Ada`)).toMatch(/^fix: keys\n\n[\s\S]*Thanks to Ada$/)
  })

  it('in a dict', () => {
    const key = { kty: 'EC', crv: 'P-256', x: 'a1', y: 'b2', d: URL64 }
    expect(redactDict({ key })).toEqual({ key: { ...key, d: 'REDACTED' } })
    expect(redactDict({ d: 'a1', k: 'b2' })).toEqual({ d: 'a1', k: 'b2' })
  })
})

const RANDOM = 'abc0ub4dor3xyzabctr0ub4dor'
const ID = '12345678-1234-1234-1234-123456789abc'

describe('the address of a hook', () => {
  it.each([
    [`https://outlook.office.com/webhook/${ID}@${ID}/IncomingWebhook/${HEX}/${ID}`, ID],
    [`https://maker.ifttt.com/trigger/x/with/key/${URL64}`, URL64],
    [`https://mattermost.example.org/hooks/${RANDOM}`, RANDOM],
    [`https://rocket.example.org/hooks/abc123/${RANDOM}`, RANDOM],
    [`https://hooks.airtable.com/workflows/v1/genericWebhook/appX/wflX/${RANDOM}`, RANDOM],
    [`https://hook.eu1.make.com/${RANDOM}`, RANDOM],
    [`https://webhook.site/${ID}`, ID],
    [`https://events.pagerduty.com/integration/${HEX}/enqueue`, HEX],
    [`https://example.org/api/webhooks/incoming/${RANDOM}`, RANDOM],
    [`https://n8n.example.org/webhook/${ID}`, ID],
    [`https://jenkins.example.org/github-webhook/${RANDOM}`, RANDOM],
    [`https://example.org/user/jane/pass/Tr0ub4dor3x/`, 'Tr0ub4dor3x'],
    [`https://example.org/v1/key/${HEX}/send`, HEX],
    [`https://calendar.google.com/calendar/ical/x/private-${HEX}/basic.ics`, HEX],
    [`https://calendar.example.org/x/private-${HEX}/basic.ics`, HEX],
    [':ext:jane:Tr0ub4dor3x@cvs.example.org:/root', 'Tr0ub4dor3x'],
  ])('%s', (text, secret) => {
    expectGone(redact(text), secret)
    expectGone(redact(`fix: hooks\n\nsee ${text}`), secret)
  })

  it.each([
    'https://github.com/acme/webhook/commit/94e6cdbd5ae0ff8d3b1e6a3eb1cd4a4dc11c7f0c',
    'https://github.com/acme/auth/commit/94e6cdbd5ae0ff8d3b1e6a3eb1cd4a4dc11c7f0c',
    'https://github.com/acme/hooks/blob/main/packages/use-hook-v2/src/hooks/useEffect2.ts#L10',
    'https://github.com/acme/app/settings/hooks/123456789',
    `https://app.circleci.com/pipelines/github/acme/webhook/12/workflows/${ID}`,
    'https://docs.example.org/webhooks/events-2024-01-01/payment_intent.succeeded',
    'https://git-scm.com/docs/githooks#_pre_commit',
    'https://registry.example.org/keys/token-store-2.0.1/index.html',
  ])('unlike %s', (text) => {
    expect(redact(text)).toBe(text)
    expect(redact(`see ${text} there`)).toBe(`see ${text} there`)
  })
})

it('takes time in proportion to the length of a text', async () => {
  for (const unit of [
    '-----BEGIN ',
    '---- BEGIN x PRIVATE KEY ----',
    'Private-Lines: 1\n',
    'Private-Lines: 1\na\n',
    '<D>a',
    '[1,2,',
    '1,',
    'https://a/hook/',
    '/hook/a',
    'hook.',
    'comment: secret key\n',
  ]) {
    await expectLinear((length) => {
      const text = unit.repeat(length / unit.length)
      return () => redact(text)
    }).catch((error: Error) => expect.fail(`${unit}: ${error.message}`))
  }
})
