/** Programs for macOS that real toolchains made: a Go compiler's, and one from a package registry. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chalkId, validate } from '@chalkmark/mark'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { machO } from '../../src/formats/mach-o/index.js'
import { hasTool } from '../tool.js'
import { applied, artifactOf, hashOf, markFor, sha256 } from './artifacts.js'
import { commandsOf, linkedit, lipo, slicesOf, verifySignature } from './mach-o-reader.js'

const PACKAGE = '@esbuild/darwin-arm64@0.25.0'

async function marked(bytes: Buffer): Promise<Buffer> {
  const artifact = (await artifactOf(machO, 'tool', bytes))!
  const hash = await hashOf(artifact, bytes)
  const result = applied(bytes, await artifact.insert(markFor(hash)))
  const after = (await artifactOf(machO, 'tool', result))!
  const id = chalkId(await hashOf(after, result))
  expect(validate(after.mark!.dict, id).errors).toEqual([])
  expect(after.mark!.dict.HASH).toBe(hash)
  return result
}

async function deleted(bytes: Buffer): Promise<Buffer> {
  const artifact = (await artifactOf(machO, 'tool', bytes))!
  return applied(bytes, await artifact.remove(Buffer.from(await hashOf(artifact, bytes), 'hex')))
}

/** Everything but the load commands, the mark and the signature must be as it was. */
function expectSameContent(before: Buffer, after: Buffer): void {
  const commands = 32 + after.readUInt32LE(20)
  const content = commandsOf(before).find(({ cmd }) => cmd === 0x1d)
  const end = content ? before.readUInt32LE(content.offset + 8) : before.length
  expect(after.subarray(commands, end).equals(before.subarray(commands, end))).toBe(true)
}

/** Go and lld write `__LINKEDIT.vmsize` unrounded; marking rounds it as Apple's linker does, and that stays. */
function expectDeletedIs(original: Buffer, result: Buffer): void {
  expect(result.length).toBe(original.length)
  const [was, is] = [linkedit(original), linkedit(result)]
  expect(is.vmsize).toBe(Math.max(0x4000, Math.ceil(is.filesize / 0x4000) * 0x4000))
  const copy = Buffer.from(result)
  copy.writeBigUInt64LE(BigInt(was.vmsize), is.offset + 32)
  const signature = commandsOf(original).find(({ cmd }) => cmd === 0x1d)
  const end = signature ? original.readUInt32LE(signature.offset + 8) : original.length
  expect(copy.subarray(0, end).equals(original.subarray(0, end))).toBe(true)
}

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'chalkmark-mach-o-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.skipIf(!hasTool('go', ['version']))('Go programs for macOS', () => {
  const build = (arch: string) => {
    const path = join(folder, arch)
    if (existsSync(path)) return readFileSync(path)
    writeFileSync(join(folder, 'hello.go'), 'package main\nfunc main() { println("hello") }\n')
    execFileSync('go', ['build', '-o', path, 'hello.go'], {
      cwd: folder,
      env: { ...process.env, GOOS: 'darwin', GOARCH: arch, CGO_ENABLED: '0', GO111MODULE: 'off' },
    })
    return readFileSync(path)
  }

  it('arm64: is signed again', async () => {
    const original = build('arm64')
    const before = verifySignature(original)
    const result = await marked(original)
    expect(verifySignature(result).directories).toEqual(before.directories)
    expectSameContent(original, result)
    const back = await deleted(result)
    verifySignature(back)
    expectDeletedIs(original, back)
  }, 120_000)

  it('amd64: stays unsigned', async () => {
    const original = build('amd64')
    const result = await marked(original)
    expect(commandsOf(result).map(({ cmd }) => cmd)).not.toContain(0x1d)
    expectSameContent(original, result)
    expectDeletedIs(original, await deleted(result))
  }, 120_000)

  it('both in a fat file', async () => {
    const fat = lipo([
      { cpuType: 0x01000007, align: 12, bytes: build('amd64') },
      { cpuType: 0x0100000c, align: 14, bytes: build('arm64') },
    ])
    const [amd64, arm64] = slicesOf(await marked(fat))
    expectSameContent(build('amd64'), Buffer.from(amd64!.bytes))
    verifySignature(Buffer.from(arm64!.bytes))
  }, 120_000)

  it('with a broken page: the verifier of these tests notices', () => {
    const broken = Buffer.from(build('arm64'))
    broken[0x2000]! ^= 1
    expect(() => verifySignature(broken)).toThrow('hash of page')
  }, 120_000)
})

/** The package's program, fetched once for all runs. */
function fetchedProgram(): Buffer | undefined {
  const cache = join(tmpdir(), `chalkmark-${PACKAGE.replaceAll(/[^a-z0-9.]+/g, '-')}`)
  if (!existsSync(cache)) {
    const target = mkdtempSync(`${cache}-`)
    try {
      const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
      const options = { cwd: target, shell: process.platform === 'win32' }
      const archive = execFileSync(npm, ['pack', '--silent', PACKAGE], options).toString().trim()
      execFileSync('tar', ['-xzf', archive], { cwd: target })
      mkdirSync(cache, { recursive: true })
      renameSync(join(target, 'package', 'bin', 'esbuild'), join(cache, 'esbuild'))
    } catch (error) {
      if (process.env.CI) throw error
      return undefined
    } finally {
      rmSync(target, { recursive: true, force: true })
    }
  }
  return readFileSync(join(cache, 'esbuild'))
}

describe(`the program of ${PACKAGE}`, () => {
  it('is signed again, page by page', async ({ skip }) => {
    const original = fetchedProgram()
    if (!original) return skip(`${PACKAGE} cannot be fetched`)
    const before = verifySignature(original)
    const result = await marked(original)
    const after = verifySignature(result)
    expect(after.directories).toEqual(before.directories)
    expect(after.blobs).toEqual(before.blobs)
    expectSameContent(original, result)
    expect(sha256(await marked(result))).toBe(sha256(result))
    const back = await deleted(result)
    verifySignature(back)
    expectDeletedIs(original, back)
  }, 240_000)
})
