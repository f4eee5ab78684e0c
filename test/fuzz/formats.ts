/** Small valid files of formats for which the vectors hold few files or none. The mutations break them. */
import { gzipSync } from 'node:zlib'
import { lipo, signLikeCodesign } from '../../packages/core/test/formats/mach-o-reader.js'
import { type TestEntry, writeZip } from '../../packages/core/test/formats/zip-writer.js'

export interface NamedFile {
  name: string
  bytes: Buffer
}

export const bytesOf = (...parts: (number | string | Uint8Array)[]): Buffer =>
  Buffer.concat(
    parts.map((part) => (typeof part === 'number' ? Buffer.of(part) : Buffer.from(part as string))),
  )
export const u32 = (value: number) => Buffer.from(new Uint32Array([value]).buffer)
export const u64 = (value: number) => Buffer.from(new BigUint64Array([BigInt(value)]).buffer)

const ENTRIES: TestEntry[] = [
  { path: 'META-INF/', mode: 0o755 },
  { path: 'META-INF/MANIFEST.MF', content: 'Manifest-Version: 1.0\r\n\r\n' },
  { path: 'a.txt', content: 'hello\n'.repeat(100), comment: 'a comment' },
  { path: 'bin/run', content: '#!/bin/sh\necho hi\n', mode: 0o755, method: 0 },
  { path: 'empty', content: '' },
]

function wasm(): Buffer {
  const custom = bytesOf(0, 7, 4, 'note', 1, 2)
  const code = [
    1, 6, 1, 0x60, 1, 0x7f, 1, 0x7f, 3, 2, 1, 0, 7, 5, 1, 1, 0x66, 0, 0, 10, 6, 1, 4, 0, 0x20, 0, 0x0b,
  ]
  return bytesOf(0, 'asm', u32(1), Buffer.from(code), custom)
}

function ggufModel(tensors: number): Buffer {
  const string = (text: string) => bytesOf(u64(text.length), text)
  const pairs = [
    bytesOf(string('general.architecture'), u32(8), string('llama')),
    bytesOf(string('tokens'), u32(9), u32(8), u64(3), string('a'), string(''), string('bcd')),
    bytesOf(string('nested'), u32(9), u32(9), u64(1), u32(0), u64(3), Buffer.alloc(3)),
    bytesOf(string('general.alignment'), u32(4), u32(64)),
  ]
  const infos = Array.from({ length: tensors }, (_, i) =>
    bytesOf(string(`t${i}`), u32(1), u64(8), u32(0), u64(i * 64)),
  )
  const head = bytesOf('GGUF', u32(3), u64(tensors), u64(pairs.length), ...pairs, ...infos)
  return bytesOf(head, Buffer.alloc(tensors ? 64 - (head.length % 64) : 0), Buffer.alloc(64 * tensors, 7))
}

function safeTensors(header: string): Buffer {
  const padded = header.padEnd(Math.ceil(header.length / 8) * 8)
  return bytesOf(u64(padded.length), padded, Buffer.alloc(16, 7))
}

/** A ustar file of some files; sizes are as given, whatever the content. */
export function tar(files: { path: string; content: string | Uint8Array; type?: string }[]): Buffer {
  const parts = files.map(({ path, content, type = '0' }) => {
    const header = Buffer.alloc(512)
    const size = Buffer.byteLength(content)
    header.write(path, 0, 'latin1')
    header.write('0000644\0', 100)
    header.write(`${size.toString(8).padStart(11, '0')}\0`, 124)
    header.write('00000000000\0', 136)
    header.write(`        ${type}`, 148)
    header.write('ustar\x0000', 257, 'latin1')
    const sum = header.reduce((total, byte) => total + byte, 0)
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
    return bytesOf(header, content, Buffer.alloc((512 - (size % 512)) % 512))
  })
  return bytesOf(...parts, Buffer.alloc(1024))
}

const TARBALL = tar([
  { path: 'package/package.json', content: '{"name":"a","version":"1.0.0"}' },
  { path: 'package/x', type: 'x', content: '25 path=package/long/name\n' },
  { path: 'package/short', content: 'module.exports = 1\n' },
])

/** An EC certificate for example.org. */
const CERTIFICATE =
  'MIIB8DCCAZagAwIBAgIUJsy33OUxJKYafK+CfLsDOCTmAjwwCgYIKoZIzj0EAwIwNTELMAkGA1UEBhMCREUxEDAOBgNVBAoMB0V4YW1wbGUxFDASBgNVBAMMC2V4YW1wbGUub3JnMCAXDTI2MTEyMjA2NDc1MFoYDzIxMjYxMDI5MDY0NzUwWjA1MQswCQYDVQQGEwJERTEQMA4GA1UECgwHRXhhbXBsZTEUMBIGA1UEAwwLZXhhbXBsZS5vcmcwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATeiSL6iVKJH6U1RvDksLzA3jrwrtqT+heQnKqrDKcw1XgN7m6z85JhnX9kq/zGral7NeYbTZbdMzqzWDfTPsEHo4GBMH8wHQYDVR0OBBYEFKrtnMo8hR+QWoOTIBuhbskkP/HEMB8GA1UdIwQYMBaAFKrtnMo8hR+QWoOTIBuhbskkP/HEMA8GA1UdEwEB/wQFMAMBAf8wHAYDVR0RBBUwE4ILZXhhbXBsZS5vcmeHBH8AAAEwDgYDVR0PAQH/BAQDAgeAMAoGCCqGSM49BAMCA0gAMEUCIQC8BZCJzSxhZQJ5pbZtIoIij6KaZJSd3MZ4d/ICwp5KKwIgOUjj4/f2OGFf/pvi5Pg/5hfGMqAmsAyxIx4tRO1W/KA='

const zips = (): NamedFile[] => [
  { name: 'a.jar', bytes: writeZip(ENTRIES) },
  { name: 'prefix.zip', bytes: writeZip(ENTRIES, { prefix: Buffer.from('#!/bin/sh\n'), adjusted: true }) },
  { name: 'zip64.zip', bytes: writeZip([{ path: 'a', content: 'x', zip64: true }], { zip64End: true }) },
  {
    name: 'descriptors.zip',
    bytes: writeZip(
      ENTRIES.map((entry) => ({ ...entry, descriptor: 'signed' as const })),
      { comment: 'comment' },
    ),
  },
  {
    name: 'a-1.0-py3-none-any.whl',
    bytes: writeZip([
      { path: 'a/__init__.py', content: '' },
      { path: 'a-1.0.dist-info/RECORD', content: 'a/__init__.py,,0\na-1.0.dist-info/RECORD,,\n' },
    ]),
  },
  {
    name: 'outer.war',
    bytes: writeZip([
      { path: 'WEB-INF/lib/inner.jar', content: writeZip(ENTRIES), method: 0 },
      { path: 'run.py', content: '#!/usr/bin/env python3\nprint(1)\n' },
    ]),
  },
  {
    name: 'signed.jar',
    bytes: writeZip([...ENTRIES, { path: 'META-INF/A.SF', content: 'Signature-Version: 1.0' }]),
  },
  { name: 'slip.zip', bytes: writeZip([{ path: '../../etc/passwd', content: 'x' }]) },
  {
    name: 'overlap.zip',
    bytes: writeZip([
      { path: 'a', content: 'x' },
      { path: 'b', content: 'x', lies: { at: 0 } },
    ]),
  },
  { name: 'bomb.zip', bytes: writeZip([{ path: 'a', content: Buffer.alloc(65 << 20) }]) },
  {
    name: 'lying.zip',
    bytes: writeZip([{ path: 'run.sh', content: Buffer.alloc(8 << 20), lies: { size: 9 } }]),
  },
  { name: 'modest.zip', bytes: writeZip([{ path: 'a.sh', content: Buffer.alloc(1 << 20, '#\n') }]) },
]

/** @param dylib a thin Mach-O file that is not signed. */
export function generated(dylib: Buffer): NamedFile[] {
  const certificate = Buffer.from(CERTIFICATE, 'base64')
  const pem = `-----BEGIN CERTIFICATE-----\n${CERTIFICATE.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`
  return [
    ...zips(),
    { name: 'a-1.0.0.tgz', bytes: gzipSync(TARBALL) },
    { name: 'bomb-1.0.0.tgz', bytes: gzipSync(bytesOf(TARBALL.subarray(0, -1024), Buffer.alloc(70 << 20))) },
    { name: 'a.wasm', bytes: wasm() },
    { name: 'b.gguf', bytes: ggufModel(2) },
    { name: 'c.gguf', bytes: ggufModel(0) },
    {
      name: 'b.safetensors',
      bytes: safeTensors(
        '{"__metadata__":{"format":"pt"},"t":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}',
      ),
    },
    { name: 'c.safetensors', bytes: safeTensors('{"t":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}') },
    {
      name: 'a.pyc',
      bytes: bytesOf(Buffer.of(0xcb, 0x0d, 0x0d, 0x0a), Buffer.alloc(12), Buffer.from('e3000000', 'hex')),
    },
    { name: 'a.pem', bytes: Buffer.from(pem) },
    { name: 'a.der', bytes: certificate },
    { name: 'signed.dylib', bytes: signLikeCodesign(dylib) },
    {
      name: 'fat64.dylib',
      bytes: lipo(
        [
          { cpuType: 0x1000007, align: 12, bytes: dylib },
          { cpuType: 0x100000c, align: 14, bytes: signLikeCodesign(dylib) },
        ],
        true,
      ),
    },
    {
      name: 'fat.dylib',
      bytes: lipo([0x1000007, 0x100000c].map((cpuType) => ({ cpuType, align: 14, bytes: dylib }))),
    },
  ]
}
