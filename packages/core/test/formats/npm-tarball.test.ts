import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { validate } from '@chalkmark/mark'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bufferSource } from '../../src/bytes/source.js'
import { CodecError } from '../../src/error.js'
import type { CodecOptions } from '../../src/formats/format.js'
import { codecFor } from '../../src/formats/index.js'
import { npmTarball } from '../../src/formats/npm-tarball/index.js'
import { fileEntry } from '../../src/formats/npm-tarball/tar.js'
import { applied, artifactOf, markFor, sha256 } from './artifacts.js'

const read = async (bytes: Uint8Array, options: CodecOptions = {}) =>
  (await artifactOf(npmTarball, 'pkg-1.0.0.tgz', bytes, options))!

async function marked(bytes: Uint8Array, keys = {}): Promise<Buffer> {
  const artifact = await read(bytes)
  return applied(bytes, await artifact.insert(markFor(await artifact.hash!(), keys)))
}

async function unmarked(bytes: Uint8Array): Promise<Buffer> {
  return applied(bytes, await (await read(bytes)).remove(Buffer.alloc(32)))
}

describe('npm’s own tarball', () => {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const options = { shell: process.platform === 'win32', encoding: 'utf8' } as const
  const longName = `${'long/'.repeat(30)}name.js`
  let folder: string
  let tarball: Buffer

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'chalkmark-npm-'))
    const source = join(folder, 'source')
    mkdirSync(join(source, 'long/'.repeat(30)), { recursive: true })
    writeFileSync(
      join(source, 'package.json'),
      '{"name":"pkg","version":"1.0.0","main":"index.js","bin":"cli.js"}',
    )
    writeFileSync(join(source, 'index.js'), 'module.exports = "loaded"\n')
    writeFileSync(join(source, 'cli.js'), '#!/usr/bin/env node\nconsole.log("ran")\n')
    writeFileSync(join(source, longName), '// long\n')
    execFileSync(npm, ['pack', '--silent', '--pack-destination', folder], { ...options, cwd: source })
    tarball = readFileSync(join(folder, 'pkg-1.0.0.tgz'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('holds the mark as its last entry, and comes back without it', async () => {
    const once = await marked(tarball)
    writeFileSync(join(folder, 'marked.tgz'), once)
    const list = (file: string) =>
      execFileSync('tar', ['-tzf', join(folder, file)], { encoding: 'utf8' }).split(/\r?\n/)
    expect(list('marked.tgz').slice(0, -1)).toEqual([
      ...list('pkg-1.0.0.tgz').slice(0, -1),
      'package/chalk.json',
    ])
    expect(await unmarked(once)).toEqual(tarball)
    expect(await marked(once)).toEqual(once)
    const artifact = await read(once)
    expect(validate(artifact.mark!.dict).valid).toBe(true)
    expect(await artifact.hash!()).toBe(sha256(gunzipSync(tarball)))
    expect(await (await read(tarball)).hash!()).toBe(sha256(gunzipSync(tarball)))
  })

  it('installs and runs', async () => {
    const project = join(folder, 'project')
    mkdirSync(project)
    writeFileSync(join(project, 'package.json'), '{"name":"project","private":true}')
    writeFileSync(join(folder, 'marked.tgz'), await marked(tarball))
    const install = [
      'install',
      '--offline',
      '--no-audit',
      '--no-fund',
      '--silent',
      join(folder, 'marked.tgz'),
    ]
    execFileSync(npm, install, { ...options, cwd: project })
    const run = (...args: string[]) =>
      execFileSync(process.execPath, args, { ...options, cwd: project, shell: false })
    expect(run('-p', 'require("pkg")').trim()).toBe('loaded')
    expect(run('node_modules/pkg/cli.js').trim()).toBe('ran')
    const installed = readFileSync(join(project, 'node_modules/pkg/chalk.json'))
    expect(installed).toEqual((await read(await marked(tarball))).mark!.text)
  })
})

describe('any tarball', () => {
  const END = Buffer.alloc(1024)
  const tar = (...paths: string[]) =>
    Buffer.concat([...paths.map((path) => fileEntry(path, Buffer.from(path), 0)), END])
  const plain = tar('package/package.json', 'package/a.js')

  it('keeps level and system in the gzip header, and no time', async () => {
    for (const level of [1, 6, 9]) {
      const bytes = gzipSync(plain, { level })
      bytes[9] = 0xff
      bytes.writeUInt32LE(1_700_000_000, 4)
      const once = await marked(bytes)
      expect(once.readUInt32LE(4)).toBe(0)
      expect([once[8], once[9]]).toEqual([bytes[8], 0xff])
      bytes.writeUInt32LE(0, 4)
      expect(await unmarked(once)).toEqual(bytes)
    }
  })

  it('keeps what is behind the end of the tar, and needs no end', async () => {
    for (const end of [Buffer.alloc(0), Buffer.alloc(512), Buffer.alloc(10_240)]) {
      const bytes = gzipSync(Buffer.concat([plain.subarray(0, -1024), end]))
      expect(gunzipSync(await unmarked(await marked(bytes)))).toEqual(gunzipSync(bytes))
    }
  })

  it('has its old mark replaced, wherever that is', async () => {
    const bytes = gzipSync(plain)
    const old = fileEntry('package/chalk.json', markFor(await (await read(bytes)).hash!(), { TAG: 'old' }), 0)
    const elsewhere = gzipSync(Buffer.concat([plain.subarray(0, 1024), old, plain.subarray(1024)]))
    expect((await read(elsewhere)).mark!.dict.TAG).toBe('old')
    expect(gunzipSync(await marked(elsewhere))).toEqual(gunzipSync(await marked(bytes)))
  })

  it('is refused where marking would lose something', async () => {
    const mark = markFor('0'.repeat(64))
    const own = gzipSync(tar('package/package.json', 'package/chalk.json'))
    await expect((await read(own)).insert(mark)).rejects.toMatchObject({ code: 'NAME_TAKEN' })
    const large = Buffer.concat([fileEntry('package/random', randomBytes(8192), 0), END])
    const followed = Buffer.concat([gzipSync(large), Buffer.from('other data')])
    await expect(read(followed)).rejects.toMatchObject({ code: 'MALFORMED' })
    const twoMembers = Buffer.concat([gzipSync(plain.subarray(0, 1024)), gzipSync(plain.subarray(1024))])
    await expect(read(twoMembers)).rejects.toMatchObject({ code: 'MALFORMED' })
    const emptyFirst = Buffer.concat([gzipSync(''), gzipSync(plain)])
    await expect(read(emptyFirst)).rejects.toMatchObject({ code: 'MALFORMED' })
    await expect(read(Buffer.concat([gzipSync(large), END]))).rejects.toMatchObject({ code: 'MALFORMED' })
    await expect(read(gzipSync(plain).subarray(0, -9))).rejects.toMatchObject({ code: 'CORRUPT' })
    await expect(read(gzipSync(plain.subarray(0, 1100)))).rejects.toMatchObject({ code: 'TRUNCATED' })
    const bomb = gzipSync(
      Buffer.concat([plain.subarray(0, -1024), fileEntry('package/b', Buffer.alloc(65 << 20), 0)]),
    )
    await expect(read(bomb)).rejects.toMatchObject({ code: 'BOMB' })
    await expect(read(bomb, { limits: { ratio: 2000 } })).resolves.toBeDefined()
  })

  it('is claimed if its first entry is in package/', () => {
    const claimed = (name: string, bytes: Uint8Array) => codecFor({ name, source: bufferSource(bytes) })?.name
    expect(claimed('a.tgz', gzipSync(plain))).toBe('npm-tarball')
    expect(claimed('a.tgz', gzipSync(tar('other/package.json')))).toBeUndefined()
    expect(claimed('a.tgz', gzipSync(Buffer.from('text')))).toBeUndefined()
    expect(claimed('a.tgz', Buffer.from('text'))).toBeUndefined()
    expect(claimed('a.gz', gzipSync(plain))).toBeUndefined()
  })

  it('survives broken files', async () => {
    const once = await marked(gzipSync(plain))
    const inside = gunzipSync(once)
    const change = fc.record({ at: fc.nat(), to: fc.nat(255) })
    const changes = fc.array(change, { minLength: 1, maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(fc.boolean(), changes, fc.option(fc.nat()), async (compressed, changes, cut) => {
        const whole = compressed ? once : inside
        const bytes = Buffer.from(cut === null ? whole : whole.subarray(0, cut % whole.length))
        for (const { at, to } of changes) if (bytes.length > 0) bytes[at % bytes.length] = to
        const file = compressed ? bytes : gzipSync(bytes)
        try {
          const artifact = await artifactOf(npmTarball, 'a.tgz', file)
          if (!artifact) return
          await artifact.remove(Buffer.alloc(32))
          await artifact.insert(markFor('0'.repeat(64)))
        } catch (error) {
          expect(error).toBeInstanceOf(CodecError)
        }
      }),
      { numRuns: 200 },
    )
  })
})
