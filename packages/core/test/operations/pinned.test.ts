/** Files whose content something beside them pins stay as they are; what fits them no longer pins nothing. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { insert } from '../../src/operations/insert.js'
import { makeTree } from '../disk/tree.js'
import { hasTool } from '../tool.js'

const SCRIPT = '#!/bin/sh\necho hello\n'
const digest = (algorithm: string, encoding: 'hex' | 'base64' | 'base64url' = 'hex') =>
  createHash(algorithm).update(SCRIPT).digest(encoding)
const sha256 = digest('sha256')

/** What became of a script, and of others, after `insert`. */
async function codes(root: string, paths = ['.']): Promise<Record<string, string | undefined>> {
  const { problems, chalks } = await insert({ paths, cwd: root, root, env: {} })
  const name = (path: unknown) =>
    String(path)
      .slice(root.length + 1)
      .replaceAll('\\', '/')
  return Object.fromEntries([
    ...problems.map(({ path, code }) => [name(path), code]),
    ...chalks.map(({ _OP_ARTIFACT_PATH }) => [name(_OP_ARTIFACT_PATH), undefined]),
  ])
}

const statement = JSON.stringify({ subject: [{ name: 'run.sh', digest: { sha256 } }] })
const dsse = JSON.stringify({
  payloadType: 'application/vnd.in-toto+json',
  payload: Buffer.from(statement).toString('base64'),
})

describe('a file is left alone', () => {
  const lists: [name: string, content: string | Uint8Array][] = [
    ['SHA256SUMS', `${sha256}  run.sh\n`],
    ['sha512sum.txt', `${digest('sha512')} *run.sh\n`],
    ['SHASUMS256.txt', `${sha256}  run.sh\n`],
    ['tool_1.0_checksums.txt', `${sha256}  run.sh\n`],
    ['MD5SUMS', `${digest('md5')}  run.sh\n`],
    ['CHECKSUMS', `SHA1 (run.sh) = ${digest('sha1')}\n`],
    ['run.sh.sha256', sha256],
    ['run.sh.md5', digest('md5').toUpperCase()],
    ['run.sha512', `${digest('sha512')}\n`],
    ['run.sh.DIGESTS', `# SHA512 HASH\n${digest('sha512')}  run.sh\n`],
    ['latest.yml', `path: run.sh\nsha512: ${digest('sha512', 'base64')}\n`],
    ['RELEASES', `${digest('sha1').toUpperCase()} run.sh 21\n`],
    ['manifest-sha256.txt', `${sha256}  data/run.sh\n`],
    ['tool-1.0.dist-info/RECORD', `run.sh,sha256=${digest('sha256', 'base64url')},21\n`],
    ['DEBIAN/md5sums', `${digest('md5')}  run.sh\n`],
    ['sbom.json', JSON.stringify({ hashes: [{ alg: 'SHA-256', content: sha256 }] })],
    ['tool.spdx.json', JSON.stringify({ checksums: [{ algorithm: 'SHA1', checksumValue: digest('sha1') }] })],
    ['bom.xml', `<hash alg="SHA-384">${digest('sha384')}</hash>`],
    ['_manifest/spdx_2.2/manifest.spdx.json', `{"checksumValue":"${sha256}"}`],
    ['run.sh.intoto.jsonl', dsse],
    ['multiple.intoto.jsonl', dsse],
    [
      'run.sh.sigstore.json',
      `{"messageSignature":{"messageDigest":{"digest":"${digest('sha256', 'base64')}"}}}`,
    ],
    ['run.sh.p7s', Buffer.concat([Buffer.from([0x30, 0x82]), createHash('sha256').update(SCRIPT).digest()])],
    ['run.sh.minisig', 'untrusted comment: signature\nRUQ…\n'],
    ['run.sh.sig', Buffer.from([1, 2, 3])],
  ]
  it.each(lists)('whose digest or signature is in %s', async (name, content) => {
    const root = makeTree({ 'run.sh': SCRIPT, 'other.sh': `${SCRIPT}# other\n`, [name]: content })
    for (const paths of [['.'], ['run.sh', 'other.sh']]) {
      expect(await codes(root, paths)).toMatchObject({ 'run.sh': 'PINNED', 'other.sh': undefined })
      expect(readFileSync(join(root, 'run.sh'), 'utf8')).toBe(SCRIPT)
    }
  })

  it('whose digest is in a list above it', async () => {
    const root = makeTree({ 'a/b/run.sh': SCRIPT, SHA256SUMS: `${sha256}  a/b/run.sh\n` })
    expect(await codes(root)).toEqual({ 'a/b/run.sh': 'PINNED' })
    expect(await codes(root, ['a/b/run.sh'])).toEqual({ 'a/b/run.sh': 'PINNED' })
  })

  it('in a folder of pages, with its valid mark, which stays without a problem', async () => {
    const root = makeTree({ 'dist/index.html': '<!doctype html>\n<p>x</p>\n', 'dist/a.js': 'b()\n' })
    await insert({ paths: ['dist'], cwd: root, root, env: {} })
    writeFileSync(join(root, 'dist/a.js.minisig'), 'untrusted comment: signature\nRUQ…\n')
    const marked = readFileSync(join(root, 'dist/a.js'), 'utf8')
    const again = await insert({ paths: ['dist'], cwd: root, root, env: {} })
    expect({ problems: again.problems, chalks: again.chalks }).toEqual({ problems: [], chalks: [] })
    writeFileSync(join(root, 'dist/a.js'), marked.replace('b()', 'c()'))
    utimesSync(join(root, 'dist/a.js.minisig'), new Date(), new Date(Date.now() + 5000))
    const { problems } = await insert({ paths: ['dist'], cwd: root, root, env: {} })
    expect(problems).toMatchObject([{ code: 'PINNED' }])
  })

  it('in a folder of pages, if the list is signed; another list follows', async () => {
    const page = '<!doctype html><title>t</title><script src="a.js"></script>\n'
    const script = 'console.log(1)\n'
    const list = `${createHash('sha256').update(script).digest('hex')}  a.js\n`
    const root = makeTree({ 'dist/index.html': page, 'dist/a.js': script, 'dist/SHA256SUMS': list })
    expect(await codes(root, ['dist'])).toEqual({ 'dist/index.html': undefined, 'dist/a.js': undefined })
    const now = createHash('sha256')
      .update(readFileSync(join(root, 'dist/a.js')))
      .digest('hex')
    expect(readFileSync(join(root, 'dist/SHA256SUMS'), 'utf8')).toBe(`${now}  a.js\n`)

    const signed = makeTree({
      'dist/index.html': page,
      'dist/a.js': script,
      'dist/SHA256SUMS': list,
      'dist/SHA256SUMS.asc': '-',
    })
    expect(await codes(signed, ['dist'])).toEqual({ 'dist/index.html': undefined, 'dist/a.js': 'PINNED' })
    expect(readFileSync(join(signed, 'dist/SHA256SUMS'), 'utf8')).toBe(list)
  })
})

describe.skipIf(!hasTool('gcc') || !hasTool('objcopy'))('debug information apart from its program', () => {
  const make = (debugFile: string, ...keep: string[]) => {
    const root = makeTree({ 'main.c': 'int main(void) { return 0; }\n', '.debug/x': '' })
    const run = (...command: string[]) => execFileSync(command[0]!, command.slice(1), { cwd: root })
    run('gcc', '-g', '-o', 'program', 'main.c')
    run('objcopy', ...keep, 'program', debugFile)
    run('objcopy', '--strip-debug', `--add-gnu-debuglink=${debugFile}`, 'program')
    return root
  }
  it.each([
    ['program.debug', ['--only-keep-debug']],
    ['program.full', []],
    ['.debug/program.dbg', []],
  ])('%s stays what the program knows by its checksum', async (debugFile, keep) => {
    const root = make(debugFile, ...keep)
    const before = readFileSync(join(root, debugFile))
    // The program may be marked: the link is from it.
    expect(await codes(root, [debugFile, 'program'])).toEqual({ [debugFile]: 'PINNED', program: undefined })
    expect(readFileSync(join(root, debugFile)).equals(before)).toBe(true)
    if (!hasTool('gdb')) return
    const said = execFileSync('gdb', ['-nx', '-batch', '-ex', 'list main', join(root, 'program')], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    expect(said.toString()).toContain('int main(void)')
  })
})

describe('a file is marked', () => {
  it.each<[string, Record<string, string>]>([
    ['a list of earlier content', { SHA256SUMS: `${'0'.repeat(64)}  run.sh\n` }],
    ['a list of others', { SHA256SUMS: `${createHash('sha256').update('x').digest('hex')}  x\n` }],
    [
      'an attestation of earlier content',
      { 'run.sh.sigstore.json': `{"messageDigest":{"digest":"${'A'.repeat(43)}="}}` },
    ],
    ['its digest in a program', { 'check.js': `const digest = '${sha256}'\n` }],
  ])('beside %s', async (_, more) => {
    const root = makeTree({ 'run.sh': SCRIPT, ...more })
    expect(await codes(root, ['run.sh'])).toEqual({ 'run.sh': undefined })
  })

  it('beside a signature that is older than it', async () => {
    const root = makeTree({ 'run.sh': SCRIPT, 'run.sh.minisig': 'of an earlier build' })
    utimesSync(join(root, 'run.sh.minisig'), 1000, 1000)
    expect(await codes(root)).toEqual({ 'run.sh': undefined })
  })
})

describe.skipIf(!hasTool('gpg'))('signatures of gpg', () => {
  let home: string
  const gpg = (...args: string[]) =>
    execFileSync(
      'gpg',
      ['--batch', '--yes', '--homedir', home, '--pinentry-mode', 'loopback', '--passphrase', '', ...args],
      { stdio: 'pipe' },
    )
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'chalkmark-gpg-'))
    gpg('--quick-generate-key', 'test@example.com', 'rsa2048', 'sign')
  }, 60_000)
  afterAll(() => {
    execFileSync('gpgconf', ['--homedir', home, '--kill', 'all'])
    rmSync(home, { recursive: true, force: true })
  })

  it.each([
    ['armoured', ['--armor', '--detach-sign']],
    ['binary', ['--detach-sign']],
    ['of text', ['--armor', '--textmode', '--detach-sign']],
  ])('%s pin what they sign, and nothing else', async (_, args) => {
    const root = makeTree({ 'run.sh': SCRIPT })
    const file = join(root, 'run.sh')
    gpg(...args, file)
    const signature = args.includes('--armor') ? `${file}.asc` : `${file}.sig`
    // An old time says nothing, since the signature itself tells.
    utimesSync(signature, 1000, 1000)
    expect(await codes(root)).toEqual({ 'run.sh': 'PINNED' })
    gpg('--verify', signature, file)
    appendFileSync(file, 'echo more\n')
    utimesSync(signature, new Date(), new Date(Date.now() + 10_000))
    expect(await codes(root)).toEqual({ 'run.sh': undefined })
  })

  it('on a list: what it names is left alone, and the list still fits', async () => {
    const root = makeTree({ 'run.sh': SCRIPT })
    mkdirSync(join(root, 'bin'))
    writeFileSync(join(root, 'bin/other.sh'), `${SCRIPT}# other\n`)
    writeFileSync(join(root, 'list'), `${sha256}  run.sh\n`)
    gpg('--clearsign', '--output', join(root, 'SHA256SUMS.asc'), join(root, 'list'))
    expect(await codes(root)).toEqual({ 'run.sh': 'PINNED', 'bin/other.sh': undefined })
  })
})
