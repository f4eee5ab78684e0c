/**
 * Certificates and marks in environment variables, where people hand them to programs: as they are, with `\n` or blanks
 * for the ends of lines, or in base64. Only names are reported, what certificates say, and what marks say: never a value.
 */
import { type Dict, findMark } from '@chalkmark/mark'
import { bufferSource } from '../../bytes/source.js'
import { sha256Hex } from '../../bytes/splices.js'
import { isNeverShown } from '../../collectors/env.js'
import type { Env } from '../../collectors/host.js'
import type { EnvPolicy } from '../../config/options.js'
import { CodecError } from '../../error.js'
import { codecFor } from '../../formats/index.js'
import { x509 } from '../../formats/x509/index.js'
import { inspect } from '../../mark/inspect.js'
import { redactDict } from '../../redact/index.js'
import { reportExtracted } from '../../report/extracted.js'
import { addProblem, type Outcome } from '../../report/outcome.js'
import { reportLoose } from './loose-mark.js'

/** Bytes of one variable. Linux has no longer ones than 128 KiB. */
const LONGEST = 1 << 20

const BEGIN = '-----BEGIN CERTIFICATE-----'
const END = '-----END CERTIFICATE-----'

/** How messages and tables name an artifact in a variable, which has no path. */
export const variableName = (name: string) => `$${name}`

/**
 * Looks for certificates and marks in environment variables. Of several certificates in one variable the first counts,
 * as in a file.
 * @param policy variables that it never shows are not looked at.
 * @param outcome gets an object for each variable that holds one, with `_OP_ARTIFACT_ENV_VAR_NAME` in the place of a
 *   path, and a problem for each that holds a certificate which cannot be read.
 */
export async function extractVariables(
  env: Env,
  outcome: Outcome,
  policy: EnvPolicy | undefined = {},
): Promise<void> {
  for (const name of Object.keys(env).sort()) {
    const value = env[name]
    if (!value || value.length > LONGEST || isNeverShown(name, policy)) continue
    try {
      const keys = await keysIn(name, value)
      if (keys) outcome.chalks.push(redactDict({ ...keys, _OP_ARTIFACT_ENV_VAR_NAME: name }))
    } catch (error) {
      if (!(error instanceof CodecError)) throw error
      addProblem(outcome, variableName(name), error)
    }
  }
}

/** @throws CodecError for what begins like a certificate and is none. */
async function keysIn(name: string, value: string): Promise<Dict | undefined> {
  const decoded = decode(value)
  const forms = [Buffer.from(value), ...(decoded ? [decoded] : [])]
  for (const bytes of forms) {
    const certificate = certificateIn(bytes)
    if (certificate) return keysOfCertificate(certificate)
    const marked = (await artifactIn(name, bytes)) ?? markIn(bytes)
    if (marked) return marked
  }
  return undefined
}

/** The bytes behind base64 of either alphabet; undefined for what is none, or too short to hold anything. */
function decode(value: string): Buffer | undefined {
  const text = value.replace(/\s+/g, '')
  if (text.length < 64 || !/^[\w+/-]+={0,2}$/.test(text)) return undefined
  return Buffer.from(text, 'base64')
}

/** The first certificate, in DER. */
function certificateIn(bytes: Buffer): Buffer | undefined {
  // X.690: a SEQUENCE with a length of two octets, which is that of all the rest.
  if (bytes.length > 4 && bytes.readUInt16BE(0) === 0x3082 && bytes.readUInt16BE(2) + 4 === bytes.length)
    return bytes
  const start = bytes.indexOf(BEGIN)
  const end = start < 0 ? -1 : bytes.indexOf(END, start)
  if (end < 0) return undefined
  const body = bytes.toString('latin1', start + BEGIN.length, end)
  return Buffer.from(body.replace(/\\[nr]|[^A-Za-z0-9+/=]/g, ''), 'base64')
}

/** The hash is that of the certificate, since what else is in the variable may be a key. */
async function keysOfCertificate(der: Buffer): Promise<Dict> {
  const { type, report } = await x509.read({ name: '', source: bufferSource(der) }, {})
  return {
    ...report,
    _CURRENT_HASH: sha256Hex(der),
    _OP_ARTIFACT_TYPE: type,
    _OP_ARTIFACT_CONTEXT: 'environment',
  }
}

/** A whole artifact that carries a mark, such as a script with a shebang. */
async function artifactIn(name: string, bytes: Buffer): Promise<Dict | undefined> {
  const candidate = { name, source: bufferSource(bytes) }
  const codec = codecFor(candidate)
  if (!codec) return undefined
  try {
    const inspected = await inspect(candidate, codec, {})
    if (!inspected.artifact.mark) return undefined
    const { _OP_ARTIFACT_PATH: _, ...keys } = await reportExtracted('', { ...inspected, candidate })
    return { ...keys, _OP_ARTIFACT_CONTEXT: 'environment' }
  } catch (error) {
    // It only begins like an artifact.
    if (error instanceof CodecError) return undefined
    throw error
  }
}

/** A mark alone, or among other text. */
function markIn(bytes: Buffer): Dict | undefined {
  const found = findMark(bytes)
  if (!found || found.placeholder) return undefined
  return {
    ...reportLoose(bytes, found, 'it stands alone in a variable, without its artifact'),
    _OP_ARTIFACT_CONTEXT: 'environment',
  }
}
