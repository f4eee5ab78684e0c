/** Signatures of archives: what is signed is not marked, and what is marked can be signed. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hasTool } from '../tool.js'
import { markedLikeInsert, verdictOn } from './artifacts.js'
import { codec, independently, inFolder, marked, read, unmarked } from './zip-archives.js'
import { type TestArchive, type TestEntry, writeZip } from './zip-writer.js'

const run = (file: string, ...args: string[]) => execFileSync(file, args, { encoding: 'utf8', stdio: 'pipe' })

const MANIFEST = 'Manifest-Version: 1.0\r\nMain-Class: a.B\r\n\r\n'
const FILES: TestEntry[] = [
  { path: 'a/B.txt', content: 'b'.repeat(99) },
  { path: 'c.txt', content: 'c' },
]

/** The files of a marked archive, and what a signer adds or changes. */
async function signedAfter(
  name: string,
  files: TestEntry[],
  change: (files: TestEntry[]) => TestEntry[],
  options: TestArchive = {},
): Promise<Buffer> {
  const bytes = await markedLikeInsert(codec, name, writeZip(files))
  const text = (await read(bytes, name)).mark!.text
  return writeZip(change([...files, { path: 'chalk.json', content: text, method: 0 }]), options)
}

const digest = (content: string | Uint8Array) => createHash('sha256').update(content).digest('base64')

/** What signatures of PKCS #7 begin with. */
const SIGNED_DATA = Buffer.from('300d06092a864886f70d010702a000', 'hex')
const XML_SIGNATURE = '<signatures><Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/></signatures>'

const signatureFile = (manifest: string) =>
  `Signature-Version: 1.0\r\nSHA-256-Digest-Manifest: ${digest(manifest)}\r\n\r\n`

/** As jarsigner leaves the files: the manifest first, with a section for each other file. */
function jarSigned(files: TestEntry[], main: string): TestEntry[] {
  const others = files.filter(({ path }) => path !== 'META-INF/MANIFEST.MF')
  const sections = others.map(
    ({ path, content = '' }) => `Name: ${path}\r\nSHA-256-Digest: ${digest(content)}\r\n\r\n`,
  )
  const manifest = main + sections.join('')
  return [
    { path: 'META-INF/MANIFEST.MF', content: manifest },
    { path: 'META-INF/K.SF', content: signatureFile(manifest) },
    { path: 'META-INF/K.RSA', content: SIGNED_DATA },
    ...others,
  ]
}

describe('a mark made before signing stays valid', () => {
  const withManifest = (content: string): TestEntry[] => [{ path: 'META-INF/MANIFEST.MF', content }, ...FILES]
  const jars: [string, TestEntry[], string][] = [
    ['the usual manifest', withManifest(MANIFEST), MANIFEST],
    ['a manifest without an empty line at its end', withManifest(MANIFEST.slice(0, -2)), MANIFEST],
    ['a manifest with LF', withManifest(MANIFEST.replaceAll('\r', '')), MANIFEST],
    [
      'a manifest with LF and no empty line',
      withManifest('Manifest-Version: 1.0\nA: b\n'),
      'Manifest-Version: 1.0\r\nA: b\r\n\r\n',
    ],
    ['no manifest', FILES, 'Manifest-Version: 1.0\r\nCreated-By: 17 (A)\r\n\r\n'],
  ]
  it.each(jars)('in a jar with %s', async (_, files, main) => {
    const signed = await signedAfter('a.jar', files, (marked) => jarSigned(marked, main))
    const verdict = await verdictOn(codec, 'a.jar', signed)
    expect(verdict).toMatchObject({ valid: true, errors: [] })
    expect(verdict!.uncovered.join()).toContain('META-INF/K.SF, META-INF/K.RSA')
  })

  it('in a jar with sections of its own in the manifest', async () => {
    const own = `${MANIFEST}Name: a/\r\nSealed: true\r\n\r\n`
    const signed = await signedAfter('a.jar', withManifest(own), (marked) =>
      jarSigned(marked, `${MANIFEST}Name: a/\r\nSealed: true\r\nSHA-256-Digest: x\r\n\r\n`),
    )
    expect(await verdictOn(codec, 'a.jar', signed)).toMatchObject({ valid: true })
  })

  it.each([
    ['another file', (files: TestEntry[]) => [...files, { path: 'evil', content: 'x' }]],
    [
      'another content',
      (files: TestEntry[]) => files.map((f) => (f.path === 'c.txt' ? { ...f, content: 'd' } : f)),
    ],
    ['another main class', (files: TestEntry[]) => files, MANIFEST.replace('a.B', 'a.C')],
    [
      'a class path',
      (files: TestEntry[]) => files,
      MANIFEST.replace('\r\n\r\n', '\r\nClass-Path: e.jar\r\n\r\n'),
    ],
    ['a file in META-INF', (files: TestEntry[]) => [...files, { path: 'META-INF/services/x', content: 'x' }]],
  ] as [string, (files: TestEntry[]) => TestEntry[], string?][])(
    'but not in a jar with %s',
    async (_, change, main = MANIFEST) => {
      const signed = await signedAfter('a.jar', withManifest(MANIFEST), (marked) =>
        jarSigned(change(marked), main),
      )
      expect(await verdictOn(codec, 'a.jar', signed)).toMatchObject({ valid: false })
    },
  )

  it('but not in a jar without a manifest to which one was added that says more', async () => {
    const main = 'Manifest-Version: 1.0\r\nClass-Path: evil.jar\r\n\r\n'
    const signed = await signedAfter('a.jar', FILES, (marked) => jarSigned(marked, main))
    expect(await verdictOn(codec, 'a.jar', signed)).toMatchObject({ valid: false })
  })

  const packages: [string, string, string, string | Buffer][] = [
    ['a NuGet package', 'a.nupkg', '.signature.p7s', SIGNED_DATA],
    ['an OpenDocument', 'a.zip', 'META-INF/documentsignatures.xml', XML_SIGNATURE],
    ['an EPUB', 'a.zip', 'META-INF/signatures.xml', XML_SIGNATURE],
    ['an ASiC container', 'a.zip', 'META-INF/signature001.p7s', SIGNED_DATA],
    ['a browser extension', 'a.zip', 'META-INF/cose.sig', Buffer.from('d86284', 'hex')],
  ]
  it.each(packages)('in %s', async (_, name, path, content) => {
    const signed = await signedAfter(name, FILES, (marked) => [...marked, { path, content }])
    // Package names other than .zip are read on request only.
    const { mark } = await read(signed, name)
    expect(mark).not.toHaveProperty('broken')
    expect(await verdictOn(codec, 'a.zip', signed)).toMatchObject({
      valid: true,
      uncovered: [expect.stringContaining(path)],
    })
  })

  it.each(packages)('but not in %s with a file that only has the name', async (_, name, path) => {
    const signed = await signedAfter(name, FILES, (marked) => [...marked, { path, content: 'signature' }])
    expect(await verdictOn(codec, 'a.zip', signed)).toMatchObject({ valid: false })
  })

  const noSignatures: [string, (files: TestEntry[]) => TestEntry[]][] = [
    ['a signature file that says nothing', (files) => [...files, { path: 'META-INF/A.SF', content: 'x' }]],
    ['no block', (files) => files.filter(({ path }) => !path.endsWith('.RSA'))],
    ['a block that signs nothing', (files) => withContent(files, 'K.RSA', 'x')],
    [
      'a block with another name',
      (files) => files.map((f) => ({ ...f, path: f.path.replace('K.RSA', 'L.RSA') })),
    ],
    ['the signature file of another jar', (files) => withContent(files, 'K.SF', signatureFile('other'))],
  ]
  it.each([
    ['a compact signature', 'eyJhbGciOiJub25lIn0.e30.c2ln', true],
    ['a signature of a wheel', '{"payload":"e30","recipients":[{"header":"e30","signature":"c2ln"}]}', true],
    ['a signature as JSON', '{"payload":"e30","protected":"e30","signature":"c2ln"}', true],
    ['an empty object', '{}', false],
    ['an object without a signature', '{"payload":"e30","recipients":[{"signature":""}]}', false],
    ['half a compact signature', 'eyJhbGciOiJub25lIn0', false],
    ['a list', '["signature"]', false],
  ])('in a wheel with %s: %j is one: %s', async (_, content, isOne) => {
    const name = 'a-1-py3-none-any.whl'
    const files = [{ path: 'a.py', content: 'a = 1\n' }]
    const record = { path: 'a-1.dist-info/RECORD', content: 'a.py,,\na-1.dist-info/RECORD,,\n' }
    const once = await markedLikeInsert(codec, name, writeZip([...files, record]))
    const entries = independently(once).map(({ name: path, content }) => ({ path, content, method: 0 }))
    const signed = writeZip([...entries, { path: 'a-1.dist-info/RECORD.jws', content, method: 0 }])
    const { valid, errors } = (await verdictOn(codec, name, signed, undefined, { archives: 'all' }))!
    expect([valid, errors]).toEqual([isOne, isOne ? [] : [expect.any(String)]])
  })

  it.each(noSignatures)('but not in a jar with %s', async (_, change) => {
    const isAdded = change([]).length > 0
    const signed = await signedAfter('a.jar', withManifest(MANIFEST), (marked) =>
      change(isAdded ? marked : jarSigned(marked, MANIFEST)),
    )
    expect(await verdictOn(codec, 'a.jar', signed)).toMatchObject({ valid: false })
  })

  it('in an update package whose comment is the signature', async () => {
    const bytes = await markedLikeInsert(codec, 'ota.zip', writeZip(FILES))
    const verdict = await verdictOn(codec, 'ota.zip', withSignedComment(bytes))
    expect(verdict).toMatchObject({ valid: true, uncovered: [expect.stringContaining('the comment')] })
    const other = Buffer.concat([bytes.subarray(0, -2), Buffer.from([1, 0]), Buffer.from('c')])
    expect(await verdictOn(codec, 'ota.zip', other)).toMatchObject({ valid: false })
  })

  const blockOf = (id: number, size = 4) => {
    const pair = Buffer.alloc(12 + size)
    pair.writeBigUInt64LE(BigInt(4 + size), 0)
    pair.writeUInt32LE(id, 8)
    const field = Buffer.alloc(8)
    field.writeBigUInt64LE(BigInt(pair.length + 24), 0)
    return Buffer.concat([field, pair, field, Buffer.from('APK Sig Block 42')])
  }
  const crxHeader = (version: number, ...lengths: number[]) => {
    const fields = Buffer.alloc(4 + lengths.length * 4)
    fields.writeUInt32LE(version, 0)
    for (const [i, length] of lengths.entries()) fields.writeUInt32LE(length, 4 + i * 4)
    return Buffer.concat([Buffer.from('Cr24'), fields, Buffer.alloc(lengths.reduce((sum, n) => sum + n, 0))])
  }
  it.each([
    ['a block of the second scheme', (bytes) => withBlock(bytes, blockOf(0x7109871a)), true],
    ['a block of the third', (bytes) => withBlock(bytes, blockOf(0xf05368c0, 99)), true],
    ['a block of no scheme', (bytes) => withBlock(bytes, blockOf(1)), false],
    ['the end of a block', (bytes) => withBlock(bytes, Buffer.from('APK Sig Block 42')), false],
    ['a block of another length', (bytes) => withBlock(bytes, blockOf(0x7109871a).subarray(1)), false],
    ['a header of version 3', (bytes) => withPrefix(bytes, crxHeader(3, 20)), true],
    ['a header of version 2', (bytes) => withPrefix(bytes, crxHeader(2, 4, 5)), true],
    ['the start of a header', (bytes) => withPrefix(bytes, Buffer.from('Cr24')), false],
    ['more than a header', (bytes) => withPrefix(bytes, Buffer.concat([crxHeader(3, 20), FOUR])), false],
    [
      'a comment that holds something else',
      (bytes) => withSignedComment(bytes, Buffer.from('#!/bin/sh')),
      false,
    ],
  ] as [string, (bytes: Buffer) => Buffer, boolean][])(
    'around the files: with %s',
    async (_, change, isOne) => {
      const once = await markedLikeInsert(codec, 'a.zip', writeZip(FILES))
      expect(await verdictOn(codec, 'a.zip', change(once))).toMatchObject({ valid: isOne })
    },
  )

  it('but no file has the name of a part, and is read as another one', async () => {
    const cose = { path: 'META-INF/cose.sig', content: Buffer.from('d86284', 'hex') }
    const manifest = (content: string): TestEntry => ({ path: 'META-INF/manifest.mf', content })
    const empty = 'Manifest-Version: 1.0\r\n\r\n'
    const digests = `${empty}Name: c.txt\r\nDigest-Algorithms: SHA256\r\nSHA256-Digest: x\r\n\r\n`
    const mainClass = 'Manifest-Version: 1.0\r\nMain-Class: evil.B\r\n\r\n'
    const changes: [TestEntry[], TestEntry[], boolean][] = [
      [FILES, [cose, manifest(digests)], true],
      [FILES, [cose, manifest(mainClass)], false],
      [withManifest(MANIFEST), [cose, manifest(mainClass)], false],
      [withManifest(MANIFEST), [cose, manifest(empty)], false],
      [FILES, [cose, { path: 'META-INF/cose.manifest', content: '#!/bin/sh' }], false],
      [FILES, [cose, { path: 'META-INF/COSE.SIG', content: cose.content }], false],
      [
        FILES,
        [
          { path: 'META-INF/signatures.xml', content: XML_SIGNATURE },
          { path: 'META-INF/ASiCManifest1.xml', content: 'x' },
        ],
        false,
      ],
    ]
    for (const [files, added, valid] of changes) {
      const signed = await signedAfter('a.jar', files, (marked) => [...marked, ...added])
      expect(await verdictOn(codec, 'a.jar', signed), JSON.stringify(added)).toMatchObject({ valid })
    }
  })

  it('but what only has the name of a part counts as content in a signed jar', async () => {
    const added: [TestEntry, boolean][] = [
      [{ path: 'META-INF/SIG-X', content: 'x' }, false],
      [{ path: 'META-INF/L.SF', content: 'Signature-Version: 1.0\r\n\r\n' }, false],
      [{ path: 'META-INF/L.RSA', content: SIGNED_DATA }, false],
      [{ path: 'META-INF/k.rsa', content: SIGNED_DATA }, false],
      [{ path: 'META-INF/Manifest.mf', content: MANIFEST }, false],
    ]
    for (const [file, valid] of added) {
      const signed = await signedAfter('a.jar', withManifest(MANIFEST), (marked) => [
        ...jarSigned(marked, MANIFEST),
        file,
      ])
      expect(await verdictOn(codec, 'a.jar', signed), file.path).toMatchObject({ valid })
    }
  })

  it('in a jar that was signed twice', async () => {
    const signed = await signedAfter('a.jar', withManifest(MANIFEST), (marked) => [
      ...jarSigned(marked, MANIFEST),
      { path: 'META-INF/L.SF', content: signatureFile('as it was before') },
      { path: 'META-INF/L.EC', content: SIGNED_DATA },
    ])
    expect(await verdictOn(codec, 'a.jar', signed)).toMatchObject({
      valid: true,
      uncovered: [expect.stringContaining('META-INF/L.SF, 1 more')],
    })
  })

  it('and a folder is no part', async () => {
    const once = await markedLikeInsert(codec, 'a.jar', writeZip(FILES))
    const text = (await read(once, 'a.jar')).mark!.text
    const files = [...FILES, { path: '_xmlsignatures/' }, { path: 'chalk.json', content: text, method: 0 }]
    expect(await verdictOn(codec, 'a.jar', writeZip(files))).toMatchObject({ valid: false })
  })

  it.skipIf(!hasTool('apksigner', ['version']))('in what apksigner signs, with any key', async () => {
    await inFolder(async (folder) => {
      const bytes = await markedLikeInsert(codec, 'a.apk', writeZip([...FILES, { path: 'classes.dex' }]))
      for (const algorithm of ['EC', 'RSA']) {
        const store = join(folder, `${algorithm}.p12`)
        const path = join(folder, `${algorithm}.apk`)
        run(
          'keytool',
          '-genkeypair',
          '-storepass',
          'changeit',
          '-keystore',
          store,
          '-alias',
          'a',
          '-dname',
          'CN=a',
          '-keyalg',
          algorithm,
        )
        writeFileSync(path, bytes)
        run('apksigner', 'sign', '--ks', store, '--ks-pass', 'pass:changeit', '--min-sdk-version', '21', path)
        const verdict = await verdictOn(codec, 'a.apk', readFileSync(path), undefined, { archives: 'all' })
        expect(verdict).toMatchObject({ valid: true, errors: [] })
      }
    })
  })

  it('and cannot be checked where the signer changes other files', async () => {
    for (const path of ['_xmlsignatures/sig1.xml', 'package/services/digital-signature/origin.psdor']) {
      const signed = await signedAfter('a.zip', FILES, (marked) => [...marked, { path, content: 'x' }])
      expect(await verdictOn(codec, 'a.zip', signed)).toMatchObject({
        valid: undefined,
        errors: [expect.stringContaining('signed')],
      })
    }
  })

  it.skipIf(!hasTool('jarsigner', ['-help']))(
    'in what jarsigner signs, and -strict says as before',
    async () => {
      await inFolder(async (folder) => {
        const store = ['-storepass', 'changeit', '-keystore', join(folder, 'store.p12')]
        run('keytool', '-genkeypair', ...store, '-alias', 'a', '-dname', 'CN=a', '-keyalg', 'EC')
        const sign = (bytes: Uint8Array) => {
          writeFileSync(join(folder, 'a.jar'), bytes)
          run('jarsigner', ...store, join(folder, 'a.jar'), 'a')
          return readFileSync(join(folder, 'a.jar'))
        }
        const strict = (bytes: Uint8Array) => {
          writeFileSync(join(folder, 'b.jar'), bytes)
          try {
            run('jarsigner', '-verify', '-strict', join(folder, 'b.jar'))
            return 0
          } catch (error) {
            return (error as { status: number }).status
          }
        }
        const jar = writeZip([{ path: 'META-INF/MANIFEST.MF', content: MANIFEST }, ...FILES])
        const signed = sign(jar)
        const both = sign(await markedLikeInsert(codec, 'a.jar', jar))
        expect(strict(both)).toBe(strict(signed))
        expect(await verdictOn(codec, 'a.jar', both)).toMatchObject({ valid: true, errors: [] })
        await expect(marked(signed, 'a.jar')).rejects.toThrow('the jar is signed')
        await expect(marked(both, 'a.jar')).rejects.toMatchObject({ code: 'SIGNED' })
        await expect(unmarked(both, 'a.jar')).rejects.toMatchObject({ code: 'SIGNED' })
      })
    },
  )
})

function withContent(files: TestEntry[], name: string, content: string): TestEntry[] {
  return files.map((file) => (file.path.endsWith(name) ? { ...file, content } : file))
}

/** The archive with a comment as signapk writes it. */
function withSignedComment(bytes: Buffer, signature = SIGNED_DATA): Buffer {
  const body = Buffer.concat([Buffer.from('signed by SignApk\0'), signature])
  const footer = Buffer.alloc(6)
  footer.writeUInt16LE(signature.length + 6, 0)
  footer.writeUInt16LE(0xffff, 2)
  footer.writeUInt16LE(body.length + 6, 4)
  const length = Buffer.alloc(2)
  length.writeUInt16LE(body.length + 6)
  return Buffer.concat([bytes.subarray(0, -2), length, body, footer])
}

/** The archive with a block before its directory. */
function withBlock(bytes: Buffer, block: Buffer): Buffer {
  const end = bytes.length - 22
  const at = bytes.readUInt32LE(end + 16)
  const changed = Buffer.concat([bytes.subarray(0, at), block, bytes.subarray(at)])
  changed.writeUInt32LE(at + block.length, end + block.length + 16)
  return changed
}

const withPrefix = (bytes: Buffer, prefix: Buffer) => Buffer.concat([prefix, bytes])
const FOUR = Buffer.alloc(4)

describe('a signed archive is not marked', () => {
  const whole: [string, Buffer][] = [
    ['an update package', withSignedComment(writeZip(FILES))],
    ['a CRX under another name', writeZip(FILES, { prefix: Buffer.from('Cr24\x03\0\0\0\0\0\0\0') })],
    ['a jar of which every file is signed', writeZip(jarSigned(FILES, MANIFEST))],
    ['an OpenDocument', writeZip([...FILES, { path: 'META-INF/documentsignatures.xml', content: 'x' }])],
    ['an Office document', writeZip([...FILES, { path: '_xmlsignatures/sig1.xml', content: 'x' }])],
    ['a browser extension', writeZip([...FILES, { path: 'META-INF/mozilla.rsa', content: 'x' }])],
    ['an app package', writeZip([...FILES, { path: 'AppxSignature.p7x', content: 'x' }])],
    ['a NuGet package under another name', writeZip([...FILES, { path: '.signature.p7s', content: 'x' }])],
  ]
  it.each(whole)('%s', async (_, bytes) => {
    await expect(marked(bytes)).rejects.toMatchObject({ code: 'SIGNED' })
  })

  it('but a jar is that has files which the signature does not cover, as strict readers say anyway', async () => {
    const bytes = writeZip([...jarSigned(FILES, MANIFEST), { path: 'unsigned', content: 'x' }])
    const once = await markedLikeInsert(codec, 'a.jar', bytes)
    expect((await read(bytes, 'a.jar')).note).toMatch(/signed in part/)
    expect(await verdictOn(codec, 'a.jar', once)).toEqual({ valid: true, errors: [], uncovered: [] })
    expect((await unmarked(once, 'a.jar')).equals(bytes)).toBe(true)
    await expect(marked(bytes, 'a.apk')).rejects.toMatchObject({ code: 'SIGNED' })
  })

  it('and a comment that only ends like one is no signature', async () => {
    const bytes = writeZip(FILES, { comment: 'a comment of some length\uffff' })
    await expect(marked(bytes)).resolves.toBeDefined()
  })
})
