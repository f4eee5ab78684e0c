/** Certificates and marks that programs get in environment variables. */
import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { sha256Hex } from '../../../src/bytes/splices.js'
import { text } from '../../../src/formats/text/index.js'
import { UNCHECKED } from '../../../src/keys/catalogue.js'
import { extractVariables } from '../../../src/operations/running/index.js'
import { newOutcome } from '../../../src/report/outcome.js'
import { makeTree } from '../../disk/tree.js'
import { markedLikeInsert } from '../../formats/artifacts.js'
import { hasTool } from '../../tool.js'

async function look(env: Record<string, string>, never: string[] = []) {
  const outcome = newOutcome()
  await extractVariables(env, outcome, { never })
  return outcome
}

describe.runIf(hasTool('openssl', ['version']))('a certificate', () => {
  let pem: string
  let key: string
  let der: Buffer

  beforeAll(() => {
    const folder = makeTree({})
    const files = ['-keyout', join(folder, 'key'), '-out', join(folder, 'cert')]
    const kind = [
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-subj',
      '/CN=example.org',
    ]
    execFileSync('openssl', ['req', '-x509', ...kind, ...files], { stdio: 'ignore' })
    pem = readFileSync(join(folder, 'cert'), 'utf8')
    key = readFileSync(join(folder, 'key'), 'utf8')
    der = new X509Certificate(pem).raw
  })

  test.each<[string, () => string]>([
    ['as it is', () => pem],
    ['with \\n for the ends of lines', () => JSON.stringify(pem)],
    ['with blanks for the ends of lines', () => pem.replaceAll('\n', ' ')],
    ['on one line', () => pem.replaceAll('\n', '')],
    ['with carriage returns', () => pem.replaceAll('\n', '\r\n')],
    ['in base64', () => Buffer.from(pem).toString('base64')],
    ['in base64 for addresses', () => Buffer.from(pem).toString('base64url')],
    ['in DER, in base64', () => der.toString('base64')],
    ['behind its key', () => key + pem],
    ['in front of its key', () => pem + key],
    ['in JSON', () => JSON.stringify({ cert: pem, key })],
    ['in lines of base64', () => Buffer.from(pem).toString('base64').replace(/.{60}/g, '$&\n')],
  ])('%s', async (_, value) => {
    const { chalks, problems } = await look({ HOME: '/root', TLS_CERT: value() })
    expect(problems).toEqual([])
    expect(chalks).toMatchObject([
      {
        _OP_ARTIFACT_ENV_VAR_NAME: 'TLS_CERT',
        _OP_ARTIFACT_CONTEXT: 'environment',
        _OP_ARTIFACT_TYPE: 'X.509 certificate',
        _X509_SUBJECT: { commonName: 'example.org' },
        _CURRENT_HASH: sha256Hex(der),
      },
    ])
    expect(chalks[0]).not.toHaveProperty('_OP_ARTIFACT_PATH')
    const said = JSON.stringify(chalks)
    for (const line of key.split('\n').filter((line) => line.length > 20 && !line.startsWith('-')))
      expect(said).not.toContain(line)
  })

  test('that is broken is a problem that names the variable, and not its value', async () => {
    const { chalks, problems } = await look({ TLS_CERT: pem.replace(/^M.*$/m, 'AAAA') })
    expect(chalks).toEqual([])
    expect(problems).toMatchObject([{ path: '$TLS_CERT', code: 'MALFORMED' }])
  })

  test('in a variable that is never shown is not looked for', async () => {
    expect((await look({ TLS_CERT: pem }, ['TLS_*'])).chalks).toEqual([])
  })
})

describe('a mark', async () => {
  const script = await markedLikeInsert(text, 'run.sh', Buffer.from('#!/bin/sh\necho 1\n'))
  const source = Buffer.from(script).toString()
  const mark = /\{ "MAGIC".* \}/.exec(source)![0]

  test('of a script that is in the variable is checked against it', async () => {
    expect((await look({ SCRIPT: source })).chalks).toMatchObject([
      { _OP_ARTIFACT_ENV_VAR_NAME: 'SCRIPT', _VALIDATED_METADATA: true, _OP_ARTIFACT_TYPE: 'sh' },
    ])
    const other = source.replace('echo 1', 'echo 2')
    expect((await look({ SCRIPT: other })).chalks).toMatchObject([{ _VALIDATED_METADATA: false }])
    expect((await look({ SCRIPT: Buffer.from(source).toString('base64') })).chalks).toMatchObject([
      { _VALIDATED_METADATA: true },
    ])
  })

  test.each([
    ['alone', mark],
    ['in base64', Buffer.from(mark).toString('base64')],
    ['among other text', `mark=${mark};`],
  ])('%s is intact, and nobody can tell of what', async (_, value) => {
    const [chalk] = (await look({ CHALK_MARK: value })).chalks
    expect(chalk).toMatchObject({ _OP_ARTIFACT_ENV_VAR_NAME: 'CHALK_MARK', CHALK_ID: expect.any(String) })
    expect(chalk![UNCHECKED]).toMatch(/stands alone/)
    expect(chalk).not.toHaveProperty('_VALIDATED_METADATA')
  })

  test('that was changed is invalid', async () => {
    const changed = mark.replace(/"CHALK_VERSION" : "[^"]+"/, '"CHALK_VERSION" : "9"')
    expect((await look({ CHALK_MARK: changed })).chalks).toMatchObject([{ _VALIDATED_METADATA: false }])
  })

  test('that vouches for itself does not', async () => {
    const own = mark.replace(' }', ', "_VALIDATED_METADATA" : true, "_OP_ARTIFACT_PATH" : "/bin/sh" }')
    const [chalk] = (await look({ CHALK_MARK: own })).chalks
    expect(chalk).toMatchObject({ _VALIDATED_METADATA: false })
    expect(chalk).not.toHaveProperty('_OP_ARTIFACT_PATH')
  })
})

test('nothing in variables that only look like something', async () => {
  const { chalks, problems } = await look({
    EMPTY: '',
    WORD: 'dadfedabbadabbed',
    PLACEHOLDER: '{ "MAGIC" : "dadfedabbadabbed" }',
    CUT: '-----BEGIN CERTIFICATE-----\nMIIB',
    KEY: '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----',
    BASE64: 'A'.repeat(4096),
    ZIP: Buffer.from(`PK\x03\x04${'x'.repeat(100)}`).toString('base64'),
    LONG: 'x'.repeat(2 << 20),
  })
  expect(chalks).toEqual([])
  expect(problems).toEqual([])
})
