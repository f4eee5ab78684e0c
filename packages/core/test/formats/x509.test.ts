import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bufferSource } from '../../src/bytes/source.js'
import { CodecError } from '../../src/error.js'
import { codecFor } from '../../src/formats/index.js'
import { x509 } from '../../src/formats/x509/index.js'
import { hasTool } from '../tool.js'
import { artifactOf, markFor } from './artifacts.js'
import { makeCertificate } from './certificates.js'

const hasOpenssl = hasTool('openssl', ['version'])

describe.skipIf(!hasOpenssl)('a certificate', () => {
  let folder: string
  let pem: Buffer
  let key: Buffer
  let der: Buffer

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'chalkmark-x509-'))
    pem = request('cert')
    key = readFileSync(join(folder, 'cert.key'))
    der = new X509Certificate(pem).raw
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const request = (name: string, ...options: string[]) => makeCertificate(folder, name, ...options)

  it('is reported, from PEM and from DER', async () => {
    const { report } = (await artifactOf(x509, 'cert.pem', pem))!
    expect((await artifactOf(x509, 'cert.der', der))!.report).toEqual(report)
    const certificate = new X509Certificate(pem)
    expect(report).toEqual({
      _X509_VERSION: 3,
      _X509_SUBJECT: {
        countryName: 'DE',
        organizationName: 'Müller, Söhne',
        organizationalUnitName: 'one',
        commonName: 'example.org',
      },
      _X509_SUBJECT_SHORT: { C: 'DE', O: 'Müller, Söhne', OU: 'one', CN: 'example.org' },
      _X509_SUBJECT_ALTERNATIVE_NAME: 'DNS:example.org, IP Address:127.0.0.1',
      _X509_SERIAL: certificate.serialNumber,
      _X509_KEY: certificate.publicKey.export({ type: 'spki', format: 'pem' }),
      _X509_KEY_TYPE: 'ec',
      _X509_KEY_SIZE: 256,
      _X509_KEY_USAGE: 'Digital Signature, Certificate Sign',
      _X509_SIGNATURE: expect.stringMatching(/^30[0-9a-f]{130,}$/),
      _X509_SIGNATURE_TYPE: 794,
      _X509_EXTENDED_KEY_USAGE: 'TLS Web Server Authentication, 1.2.3.4',
      _X509_BASIC_CONSTRAINTS: 'CA:TRUE, pathlen:2',
      _X509_ISSUER: report!._X509_SUBJECT,
      _X509_ISSUER_SHORT: report!._X509_SUBJECT_SHORT,
      _X509_SUBJECT_KEY_IDENTIFIER: expect.stringMatching(/^([0-9A-F]{2}:){19}[0-9A-F]{2}$/),
      _X509_AUTHORITY_KEY_IDENTIFIER: report!._X509_SUBJECT_KEY_IDENTIFIER,
      _X509_NOT_BEFORE: certificate.validFrom,
      _X509_NOT_AFTER: certificate.validTo,
      _X509_EXTRA_EXTENSIONS: { '1.2.3.4.5': '0500' },
    })
    const text = execFileSync('openssl', [
      'x509',
      '-in',
      join(folder, 'cert.pem'),
      '-noout',
      '-ext',
      'subjectKeyIdentifier',
    ])
    expect(text.toString()).toContain(report!._X509_SUBJECT_KEY_IDENTIFIER)
  })

  it.each([
    ['characters with a meaning', '/O=a, b + c = "d" <e>;f\\\\g #\\/h/CN=#i'],
    ['line ends, and blanks at the ends', '/O=a\nb\tc\u2028d/CN= e '],
    ['several values, also in one relative name', '/OU=one/CN=ä 😀+OU=two/OU=three'],
    ['an attribute without a name', '/1.2.3.4.5=a'],
    ['no attribute', '/'],
  ])('names its subject: %s', async (_, subject) => {
    const bytes = request('named', '-subj', subject, '-multivalue-rdn')
    const names = Object.entries(new X509Certificate(bytes).toLegacyObject().subject)
    const { report } = (await artifactOf(x509, 'a.pem', bytes))!
    expect(report!._X509_SUBJECT_SHORT).toEqual(
      Object.fromEntries(names.map(([name, value]) => [name, [value].flat().join(', ')])),
    )
    expect(report!._X509_ISSUER_SHORT).toEqual(report!._X509_SUBJECT_SHORT)
  })

  it('is reported without its key, if that is of an unknown kind', async () => {
    const unknown = Buffer.from(der)
    const ecPublicKey = unknown.indexOf('06072a8648ce3d0201', 'hex')
    unknown[ecPublicKey + 8] = 0x7f
    const { report } = (await artifactOf(x509, 'a.der', unknown))!
    expect(report).toMatchObject({ _X509_VERSION: 3, _X509_SUBJECT_SHORT: { CN: 'example.org' } })
    expect(report).not.toHaveProperty('_X509_KEY')
  })

  it('is not marked', async () => {
    const artifact = (await artifactOf(x509, 'cert.pem', pem))!
    expect(() => artifact.insert(markFor('0'.repeat(64)))).toThrow(
      expect.objectContaining({ code: 'NOT_MARKABLE' }),
    )
    expect(artifact.remove(Buffer.alloc(32))).toEqual([])
  })

  it('is known by its extension and content; a key alone is none, and never reported', async () => {
    const claimed = (name: string, bytes: Uint8Array) => codecFor({ name, source: bufferSource(bytes) })?.name
    for (const name of ['a.pem', 'a.CRT', 'a.cer']) expect(claimed(name, pem)).toBe('x509')
    expect(claimed('a.der', der)).toBe('x509')
    expect(claimed('key.pem', key)).toBeUndefined()
    expect(claimed('a.txt', pem)).toBeUndefined()
    const both = (await artifactOf(x509, 'both.pem', Buffer.concat([key, pem])))!
    expect(JSON.stringify(both.report)).not.toContain('PRIVATE')
    expect(both.report!._X509_SUBJECT_SHORT).toMatchObject({ CN: 'example.org' })
  })

  it('survives broken files', async () => {
    const change = fc.record({ at: fc.nat(), to: fc.nat(255) })
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        const bytes = Buffer.from(der)
        for (const { at, to } of changes) bytes[at % bytes.length] = to
        try {
          await artifactOf(x509, 'a.der', bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(CodecError)
        }
      }),
      { numRuns: 500 },
    )
  })
})
