/**
 * X.509 certificates, in PEM or DER: reported with the `_X509_*` keys, never marked.
 *
 *     Certificate ::= SEQUENCE {
 *       tbsCertificate  SEQUENCE { [0] version, serialNumber, signature, issuer, validity, subject,
 *                                  subjectPublicKeyInfo, [1], [2], [3] extensions }
 *       signatureAlgorithm  SEQUENCE { algorithm OBJECT IDENTIFIER, … }
 *       signatureValue      BIT STRING }
 *
 * RFC 5280, 4.1; PEM: RFC 7468, 5. If a file holds several certificates, the first one is reported: the leaf of a
 * chain.
 */
import { type KeyObject, X509Certificate } from 'node:crypto'
import type { Dict, Value } from '@chalkmark/mark'
import { asBuffer } from '../../bytes/fields.js'
import type { Source } from '../../bytes/source.js'
import { CodecError } from '../../error.js'
import type { Artifact } from '../artifact.js'
import type { Codec } from '../format.js'
import {
  BIT_STRING,
  BOOLEAN,
  type Der,
  explicit,
  INTEGER,
  implicit,
  OCTET_STRING,
  oidOf,
  SEQUENCE,
  valuesIn,
} from './der.js'
import { ATTRIBUTES, EXTENDED_KEY_USAGES, KEY_USAGES, SIGNATURE_TYPES } from './names.js'

const TYPE = 'X.509 certificate'
const PEM = '-----BEGIN CERTIFICATE-----'
/** Bundles of all certificate authorities are a few hundred KB. */
const MAX_SIZE = 4 << 20

export const x509: Codec = {
  name: 'x509',

  claims({ name, source }) {
    if (!/\.(pem|crt|cer|cert|der)$/i.test(name) || source.size > MAX_SIZE) return undefined
    return isDer(source) || asBuffer(source.read(0, source.size)).includes(PEM) ? TYPE : undefined
  },

  read({ source }): Artifact {
    return {
      type: TYPE,
      normalForm: [],
      report: keysOf(parse(source)),
      insert() {
        throw new CodecError(
          'NOT_MARKABLE',
          'a certificate cannot be marked: any change breaks its signature',
        )
      },
      remove: () => [],
    }
  },
}

/** Whether the file is one SEQUENCE that begins with another one, each with a length of two octets. */
function isDer(source: Source): boolean {
  const head = asBuffer(source.read(0, 6))
  return (
    head.length === 6 &&
    head.readUInt16BE(0) === 0x3082 &&
    head[4] === SEQUENCE &&
    head.readUInt16BE(2) + 4 === source.size
  )
}

/** @throws CodecError `MALFORMED` if OpenSSL cannot read it. */
function parse(source: Source): X509Certificate {
  try {
    return new X509Certificate(source.read(0, source.size))
  } catch (error) {
    throw new CodecError('MALFORMED', `not a certificate that can be read: ${(error as Error).message}`)
  }
}

/** The `_X509_*` keys. Facts that the certificate does not hold have no key. */
function keysOf(certificate: X509Certificate): Dict {
  const [body, algorithm, signature] = valuesIn(valuesIn(asBuffer(certificate.raw))[0]!.content)
  const fields = valuesIn(body!.content)
  const extensions = extensionsIn(fields)
  // Not from `toLegacyObject()`: it ends Node 24 with a segmentation fault if OpenSSL cannot read the key.
  const subject = namesIn(certificate.subject)
  const issuer = namesIn(certificate.issuer)
  const publicKey = publicKeyOf(certificate)
  const keys: Record<string, Value | undefined> = {
    _X509_VERSION: versionOf(fields),
    _X509_SUBJECT: longNames(subject),
    _X509_SUBJECT_SHORT: subject,
    _X509_SUBJECT_ALTERNATIVE_NAME: certificate.subjectAltName,
    _X509_SERIAL: certificate.serialNumber,
    _X509_KEY: publicKey?.export({ type: 'spki', format: 'pem' }).toString(),
    _X509_KEY_TYPE: publicKey?.asymmetricKeyType,
    _X509_KEY_SIZE: publicKey && keySize(publicKey),
    _X509_KEY_USAGE: keyUsage(take(extensions, '2.5.29.15')),
    _X509_SIGNATURE: signature!.content.subarray(1).toString('hex'),
    _X509_SIGNATURE_TYPE: SIGNATURE_TYPES[oidOf(valuesIn(algorithm!.content)[0]!)],
    _X509_EXTENDED_KEY_USAGE: extendedKeyUsage(take(extensions, '2.5.29.37')),
    _X509_BASIC_CONSTRAINTS: basicConstraints(take(extensions, '2.5.29.19')),
    _X509_ISSUER: longNames(issuer),
    _X509_ISSUER_SHORT: issuer,
    _X509_SUBJECT_KEY_IDENTIFIER: subjectKey(take(extensions, '2.5.29.14')),
    _X509_AUTHORITY_KEY_IDENTIFIER: authorityKey(take(extensions, '2.5.29.35')),
    _X509_NOT_BEFORE: certificate.validFrom,
    _X509_NOT_AFTER: certificate.validTo,
  }
  take(extensions, '2.5.29.17') // subjectAltName has its key already
  if (extensions.size > 0)
    keys._X509_EXTRA_EXTENSIONS = Object.fromEntries(
      [...extensions].map(([oid, value]) => [oid, value.toString('hex')]),
    )
  return Object.fromEntries(
    Object.entries(keys).filter((entry): entry is [string, Value] => entry[1] !== undefined),
  )
}

/** The usual version number: 3 for the value 2 in the certificate. */
function versionOf([first]: Der[]): number {
  return first?.tag === explicit(0) ? valuesIn(first.content)[0]!.content.readUInt8(0) + 1 : 1
}

/** The key, if it is of a kind that OpenSSL knows. */
function publicKeyOf(certificate: X509Certificate): KeyObject | undefined {
  try {
    return certificate.publicKey
  } catch {
    // The rest of the certificate can still be reported.
    return undefined
  }
}

/**
 * A distinguished name, by its attributes' short names; several values of one attribute are joined with commas.
 * @param text as Node writes it: a relative distinguished name on each line, ` + ` between the parts of one, values
 *   escaped as in RFC 2253, 2.4, so that neither separator occurs in a value. Undefined for an empty name.
 */
function namesIn(text = ''): Dict {
  const names: Record<string, string> = {}
  for (const part of text.split(/\n| \+ /)) {
    const [, name, escaped] = /^([^=]+)=(.*)$/s.exec(part) ?? []
    if (name === undefined) continue
    const value = escaped!.replace(/\\([0-9A-F]{2}|.)/g, (_, of: string) =>
      of.length === 2 ? String.fromCharCode(Number.parseInt(of, 16)) : of,
    )
    names[name] = name in names ? `${names[name]}, ${value}` : value
  }
  return names
}

function longNames(names: Dict): Dict {
  return Object.fromEntries(Object.entries(names).map(([key, value]) => [ATTRIBUTES[key] ?? key, value]))
}

/** Length in bits of the modulus, or of the curve's order. */
function keySize({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): number | undefined {
  const curves: Record<string, number> = { prime256v1: 256, secp256k1: 256, secp384r1: 384, secp521r1: 521 }
  const fixed: Record<string, number> = { ed25519: 256, x25519: 256, ed448: 456, x448: 448 }
  const { modulusLength, namedCurve = '' } = asymmetricKeyDetails ?? {}
  return modulusLength ?? curves[namedCurve] ?? fixed[asymmetricKeyType ?? '']
}

// Extensions, RFC 5280, 4.2

/** The extensions' values by object identifier. */
function extensionsIn(fields: Der[]): Map<string, Buffer> {
  const field = fields.find(({ tag }) => tag === explicit(3))
  const list = field ? valuesIn(valuesIn(field.content)[0]!.content) : []
  return new Map(
    list.map(({ content }) => {
      const parts = valuesIn(content)
      return [oidOf(parts[0]!), parts.find(({ tag }) => tag === OCTET_STRING)?.content ?? Buffer.alloc(0)]
    }),
  )
}

/** Takes an extension out of those that have no key of their own. */
function take(extensions: Map<string, Buffer>, oid: string): Der | undefined {
  const value = extensions.get(oid)
  extensions.delete(oid)
  return value && valuesIn(value)[0]
}

function keyUsage(value: Der | undefined): string | undefined {
  if (value?.tag !== BIT_STRING) return undefined
  const bits = value.content.subarray(1)
  return KEY_USAGES.filter((_, i) => ((bits[i >> 3] ?? 0) << (i & 7)) & 0x80).join(', ')
}

function extendedKeyUsage(value: Der | undefined): string | undefined {
  if (value?.tag !== SEQUENCE) return undefined
  return valuesIn(value.content)
    .map(oidOf)
    .map((oid) => EXTENDED_KEY_USAGES[oid] ?? oid)
    .join(', ')
}

function basicConstraints(value: Der | undefined): string | undefined {
  if (value?.tag !== SEQUENCE) return undefined
  const parts = valuesIn(value.content)
  const isAuthority = parts.some(({ tag, content }) => tag === BOOLEAN && content[0] !== 0)
  const length = parts.find(({ tag }) => tag === INTEGER)?.content
  return `CA:${isAuthority ? 'TRUE' : 'FALSE'}${length?.length ? `, pathlen:${length.readUInt8(0)}` : ''}`
}

function subjectKey(value: Der | undefined): string | undefined {
  return value?.tag === OCTET_STRING ? colons(value.content) : undefined
}

function authorityKey(value: Der | undefined): string | undefined {
  if (value?.tag !== SEQUENCE) return undefined
  const id = valuesIn(value.content).find(({ tag }) => tag === implicit(0))
  return id && colons(id.content)
}

function colons(bytes: Buffer): string {
  return bytes
    .toString('hex')
    .toUpperCase()
    .replace(/..(?!$)/g, '$&:')
}
