import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { list, makeTree } from '../../core/test/disk/tree.js'
import { type TestEntry, writeZip } from '../../core/test/formats/zip-writer.js'
import { hasTool } from '../../core/test/tool.js'
import { chalkmark, hostOf } from './command.js'
import { type Client, serve } from './serve-client.js'

const hasJar = hasTool('jar')
const hasUnzip = hasTool('unzip', ['-v'])

function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', ['-c', 'user.name=N', '-c', 'user.email=n@example.com', ...args], {
    cwd,
    encoding: 'utf8',
  }).trim()
}

function jar(content = 'x'): Buffer {
  const entries: TestEntry[] = [
    { path: 'META-INF/MANIFEST.MF', content: 'Manifest-Version: 1.0\r\n\r\n' },
    { path: 'org/example/App.class', content: `\xca\xfe\xba\xbe ${content}`.repeat(50) },
  ]
  return writeZip(entries)
}

/** A repository with one commit, and jars that its build made. */
function makeBuild(jars: Readonly<Record<string, Uint8Array>> = { 'app.jar': jar() }): string {
  const files = Object.entries(jars).map(([name, bytes]) => [`build/libs/${name}`, bytes])
  const root = makeTree({ 'settings.gradle': '', CODEOWNERS: '* @team\n', ...Object.fromEntries(files) })
  git(root, 'init', '-q')
  git(root, 'add', 'settings.gradle', 'CODEOWNERS')
  git(root, 'commit', '-q', '-m', 'first')
  return root
}

const libs = (root: string, name = 'app.jar') => join(root, 'build', 'libs', name)
const reportOf = (root: string) => join(root, 'build', 'chalk-report.json')

// biome-ignore lint/suspicious/noExplicitAny: tests look into it
function readReport(root: string): any {
  return JSON.parse(readFileSync(reportOf(root), 'utf8'))[0]
}

async function begin(root: string, params: object = {}, env?: Record<string, string>): Promise<Client> {
  const client = serve({ cwd: root, env })
  const answer = await client.call('begin', { protocol: 1, root, report: reportOf(root), ...params })
  expect(answer).toMatchObject({ result: { protocol: 1 } })
  return client
}

/** Ends the session as clients do. */
async function end(client: Client) {
  const { result } = await client.call('end', {})
  const { code, stderr } = await client.ended
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return result
}

describe('a build', () => {
  test('begins, marks, checks and ends', async () => {
    const root = makeBuild({ 'app.jar': jar('app'), 'lib.jar': jar('lib') })
    const client = serve({ cwd: makeTree({}) })
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
    const params = { protocol: 1, client: 'gradle 8.10, test', root, report: reportOf(root) }
    expect(await client.call('begin', params)).toEqual({
      jsonrpc: '2.0',
      id: 1,
      result: { protocol: 1, version },
    })
    const before = readFileSync(libs(root))
    const keys = { ARTIFACT_VERSION: '1.2', PACKAGE_URI: 'pkg:maven/org.example/app@1.2', 'X-TASK': 'jar' }
    const { result } = await client.call('mark', { path: libs(root), keys })
    expect(result).toEqual({
      marked: true,
      chalkId: expect.stringMatching(/^[0-9A-Z]{6}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{6}$/),
      metadataId: expect.stringMatching(/^[0-9A-Z-]{23}$/),
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      warnings: [],
    })
    expect(readFileSync(libs(root)).equals(before)).toBe(false)
    await client.call('mark', { path: libs(root, 'lib.jar') })

    const checked = await client.call('verify', { path: libs(root) })
    expect(checked.result).toMatchObject({ valid: true, errors: [], notCovered: [] })
    expect(checked.result.mark).toMatchObject({
      MAGIC: 'dadfedabbadabbed',
      CHALK_ID: result.chalkId,
      METADATA_ID: result.metadataId,
      HASH: result.hash,
      COMMIT_ID: git(root, 'rev-parse', 'HEAD'),
      ...keys,
    })
    expect(await end(client)).toEqual({ marked: 2, unmarked: 0, report: reportOf(root), errors: [] })

    const host = readReport(root)
    expect(host).toMatchObject({
      _OPERATION: 'insert',
      _OP_CHALK_COUNT: 2,
      _OP_UNMARKED_COUNT: 0,
      _OP_ERRORS: [],
      _OP_SEARCH_PATH: [libs(root), libs(root, 'lib.jar')],
      '_X-CLIENT': 'gradle 8.10, test',
      _COMMIT_ID: git(root, 'rev-parse', 'HEAD'),
    })
    expect(host._CHALKS).toMatchObject([
      { CHALK_ID: result.chalkId, METADATA_ID: result.metadataId, _OP_ARTIFACT_PATH: libs(root), ...keys },
      { _OP_ARTIFACT_PATH: libs(root, 'lib.jar') },
    ])
    expect(host._CHALKS[1]['X-TASK']).toBeUndefined()
    expect(list(join(root, 'build'))).toEqual(['chalk-report.json', 'libs', 'libs/app.jar', 'libs/lib.jar'])
    const verified = await chalkmark(['verify', '--json', 'build/libs'], { cwd: root })
    expect(verified.code).toBe(0)
    expect(hostOf(verified)._CHALKS).toHaveLength(2)
    if (hasUnzip) execFileSync('unzip', ['-tq', libs(root)])
  })

  test('writes a report that its schema allows', async () => {
    const root = makeBuild()
    writeFileSync(libs(root, 'bad.jar'), 'no archive')
    const client = await begin(root, { client: 'test' })
    await client.call('mark', { path: libs(root) })
    await client.call('mark', { path: libs(root, 'bad.jar') })
    await end(client)
    const schema = new URL('../../core/dist/report.schema.json', import.meta.url)
    const validate = new Ajv().compile(JSON.parse(readFileSync(schema, 'utf8')))
    expect(validate(JSON.parse(readFileSync(reportOf(root), 'utf8'))), JSON.stringify(validate.errors)).toBe(
      true,
    )
  })

  test.skipIf(!hasJar)('marks what jar made, and jar reads it', async () => {
    const root = makeBuild({})
    mkdirSync(join(root, 'build/libs'), { recursive: true })
    execFileSync('jar', ['cf', libs(root), 'settings.gradle'], { cwd: root })
    const client = await begin(root)
    expect((await client.call('mark', { path: libs(root) })).result.marked).toBe(true)
    await end(client)
    expect(execFileSync('jar', ['tf', libs(root)], { encoding: 'utf8' })).toContain('settings.gradle')
  })

  test('an archive keeps its mode', async () => {
    const root = makeBuild()
    if (process.platform !== 'win32') chmodSync(libs(root), 0o750)
    const { mode } = statSync(libs(root))
    const client = await begin(root)
    await client.call('mark', { path: libs(root) })
    await end(client)
    const after = statSync(libs(root))
    expect(after.mode).toBe(mode)
  })

  test('sets keys of all archives, and of one, over what was collected', async () => {
    const root = makeBuild({ 'one.jar': jar('1'), 'two.jar': jar('2') })
    writeFileSync(join(root, 'package.json'), '{ "name": "frontend", "version": "7.7.7" }')
    const client = await begin(root, {
      keys: { CHALK_PTR: 'https://example.com/{chalk_id}', 'X-TEAM': 'all' },
    })
    const keys = { ARTIFACT_VERSION: '1.2', PACKAGE_URI: 'pkg:maven/a/one@1.2', 'X-TEAM': 'one' }
    const { result } = await client.call('mark', { path: libs(root, 'one.jar'), keys })
    await client.call('mark', { path: libs(root, 'two.jar') })
    const one = (await client.call('verify', { path: libs(root, 'one.jar') })).result.mark
    const two = (await client.call('verify', { path: libs(root, 'two.jar') })).result.mark
    expect(one).toMatchObject({ ...keys, CHALK_PTR: `https://example.com/${result.chalkId}` })
    expect(two).toMatchObject({ ARTIFACT_VERSION: '7.7.7', 'X-TEAM': 'all' })
    await end(client)
    expect(readReport(root)._CHALKS).toMatchObject([keys, { ARTIFACT_VERSION: '7.7.7', 'X-TEAM': 'all' }])
  })

  test('takes a list of keys as the template, and puts keys that it lacks into the report', async () => {
    const root = makeBuild()
    const client = await begin(root, { template: ['COMMIT_ID'] })
    await client.call('mark', { path: libs(root), keys: { ARTIFACT_VERSION: '1.2' } })
    const { mark } = (await client.call('verify', { path: libs(root) })).result
    expect(Object.keys(mark)).toEqual(['MAGIC', 'CHALK_ID', 'CHALK_VERSION', 'COMMIT_ID', 'METADATA_ID'])
    await end(client)
    expect(readReport(root)._CHALKS[0].ARTIFACT_VERSION).toBe('1.2')
  })

  test('numbers get into marks as they were written', async () => {
    const root = makeBuild()
    const client = await begin(root)
    client.send(
      `{"jsonrpc":"2.0","id":"a","method":"mark","params":{"path":${JSON.stringify(libs(root))},"keys":{"X-LARGE":9007199254740993,"X-FLOAT":1.0}}}\n`,
    )
    await client.answers(2)
    client.send(
      `{"jsonrpc":"2.0","id":"b","method":"verify","params":{"path":${JSON.stringify(libs(root))}}}\n`,
    )
    await client.answers(3)
    await client.call('end')
    const { lines } = await client.ended
    expect(lines[2]).toMatch(/"id": "b".*"X-FLOAT": 1\.0, .*"X-LARGE": 9007199254740993,/)
  })

  test('gives the same bytes twice if that is asked for', async () => {
    const marked: Buffer[] = []
    const root = makeBuild()
    const original = readFileSync(libs(root))
    for (const _ of [1, 2]) {
      writeFileSync(libs(root), original)
      const client = await begin(root, { reproducible: true })
      expect((await client.call('mark', { path: libs(root) })).result.marked).toBe(true)
      await end(client)
      marked.push(readFileSync(libs(root)))
    }
    expect(marked[0]!.equals(marked[1]!)).toBe(true)
    expect(marked[0]!.equals(original)).toBe(false)
  })

  test('marks again: the new mark replaces the old one, here and in the report', async () => {
    const root = makeBuild()
    const client = await begin(root)
    const first = (await client.call('mark', { path: libs(root) })).result
    const second = (await client.call('mark', { path: libs(root), keys: { 'X-N': 2 } })).result
    expect(second.hash).toBe(first.hash)
    const { mark } = (await client.call('verify', { path: libs(root) })).result
    expect(mark).toMatchObject({ 'X-N': 2, METADATA_ID: second.metadataId })
    expect(await end(client)).toMatchObject({ marked: 1, unmarked: 0 })
    expect(readReport(root)._CHALKS).toMatchObject([{ OLD_CHALK_METADATA_ID: first.metadataId, 'X-N': 2 }])
  })

  test('shows only those variables of the environment that it may', async () => {
    const root = makeBuild()
    const client = await begin(
      root,
      { env: { show: ['CI_SHOWN'] } },
      { CI_SHOWN: 'seen', CI_HIDDEN: 'hidden-value' },
    )
    await end(client)
    expect(readReport(root).INJECTOR_ENV).toMatchObject({ CI_SHOWN: 'seen' })
    expect(readFileSync(reportOf(root), 'utf8')).not.toContain('hidden-value')
  })

  test('writes no report where none is wanted', async () => {
    const root = makeBuild()
    const client = await begin(root, { report: false })
    expect((await client.call('mark', { path: libs(root) })).result.marked).toBe(true)
    expect(await end(client)).toEqual({ marked: 1, unmarked: 0, report: null, errors: [] })
    expect(list(join(root, 'build'))).toEqual(['libs', 'libs/app.jar'])
  })
})

describe('many requests at once', () => {
  test('twenty archives', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `${index}.jar`)
    const root = makeBuild(Object.fromEntries(names.map((name) => [name, jar(name)])))
    const client = await begin(root)
    const answers = await Promise.all(
      names.map((name) => client.call('mark', { path: libs(root, name), keys: { 'X-NAME': name } })),
    )
    expect(answers.every(({ result }) => result.marked)).toBe(true)
    const checked = await Promise.all(names.map((name) => client.call('verify', { path: libs(root, name) })))
    for (const [index, { result }] of checked.entries()) {
      expect(result).toMatchObject({
        valid: true,
        mark: { 'X-NAME': names[index], CHALK_ID: answers[index].result.chalkId },
      })
    }
    expect(await end(client)).toMatchObject({ marked: 20, unmarked: 0 })
    expect(list(join(root, 'build/libs'))).toEqual(names.toSorted())
    const paths = readReport(root)._CHALKS.map(
      (chalk: { _OP_ARTIFACT_PATH: string }) => chalk._OP_ARTIFACT_PATH,
    )
    expect(paths).toEqual(names.map((name) => libs(root, name)))
  })

  test('end waits for what was asked for before it, and begin need not be waited for', async () => {
    const root = makeBuild({ 'one.jar': jar('1'), 'two.jar': jar('2') })
    const client = serve({ cwd: root })
    const calls = [
      client.call('begin', { protocol: 1, root, report: reportOf(root) }),
      client.call('mark', { path: libs(root, 'one.jar') }),
      client.call('mark', { path: libs(root, 'two.jar') }),
      client.call('end'),
      client.call('mark', { path: libs(root, 'one.jar') }),
    ]
    const [, one, two, ended, late] = await Promise.all(calls)
    expect([one.result.marked, two.result.marked]).toEqual([true, true])
    expect(ended.result).toMatchObject({ marked: 2, unmarked: 0 })
    expect(late.error).toMatchObject({ code: -32000, data: { code: 'ENDED' } })
    expect((await client.ended).code).toBe(0)
  })

  test('names what a valid mark does not cover', async () => {
    const root = makeBuild()
    const client = await begin(root, { template: ['HASH'] })
    await client.call('mark', { path: libs(root) })
    const prefixed = Buffer.concat([Buffer.from('#!/bin/sh\n'), readFileSync(libs(root))])
    writeFileSync(libs(root), prefixed)
    const { result } = await client.call('verify', { path: libs(root) })
    expect(result).toMatchObject({ valid: true, errors: [] })
    expect(result.notCovered).toContain('the bytes before the first entry')
    await end(client)
  })

  test('the same archive several times', async () => {
    const root = makeBuild()
    const client = await begin(root)
    const answers = await Promise.all(
      [1, 2, 3].map((n) => client.call('mark', { path: libs(root), keys: { 'X-N': n } })),
    )
    expect(answers.map(({ result }) => result.marked)).toEqual([true, true, true])
    const { result } = await client.call('verify', { path: libs(root) })
    expect(result).toMatchObject({
      valid: true,
      mark: { 'X-N': 3, METADATA_ID: answers[2].result.metadataId },
    })
    expect(await end(client)).toMatchObject({ marked: 1 })
  })

  test('more than are read ahead', async () => {
    const root = makeBuild()
    const client = await begin(root, { report: false })
    const answers = await Promise.all(
      Array.from({ length: 1000 }, () => client.call('verify', { path: libs(root) })),
    )
    expect(answers.every(({ result }) => result.valid === false && result.mark === null)).toBe(true)
    await end(client)
  })
})

describe('what cannot be marked stays as it is', () => {
  async function refuse(root: string, path: string, reason: RegExp, params: object = {}) {
    const before = existsSync(path) ? readFileSync(path) : undefined
    const client = await begin(root, params)
    const { result } = await client.call('mark', { path })
    expect(result).toEqual({ marked: false, reason: expect.stringMatching(reason) })
    const ended = await end(client)
    expect(ended).toMatchObject({ marked: 0, unmarked: 1 })
    if (before) expect(readFileSync(path).equals(before)).toBe(true)
    else expect(existsSync(path)).toBe(false)
    expect(list(root).filter((name) => name.includes('.chalk-tmp'))).toEqual([])
    return ended
  }

  test('no such file', async () => {
    const root = makeBuild()
    await refuse(root, libs(root, 'none.jar'), /^cannot be read: there is no such file$/)
    expect(readReport(root)).toMatchObject({
      _UNMARKED: [libs(root, 'none.jar')],
      _OP_ERRORS: [`${libs(root, 'none.jar')}: cannot be read: there is no such file`],
    })
  })

  test('a name that is too long', async () => {
    const root = makeBuild()
    await refuse(root, libs(root, 'a'.repeat(5000)), /^cannot be read: /)
  })

  test('a folder', async () => {
    const root = makeBuild()
    const client = await begin(root)
    const { result } = await client.call('mark', { path: join(root, 'build/libs') })
    expect(result).toEqual({ marked: false, reason: 'it is no regular file' })
    await end(client)
  })

  test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'a file that is read-only',
    async () => {
      const root = makeBuild()
      chmodSync(libs(root), 0o400)
      await refuse(root, libs(root), /read-only/)
    },
  )

  test('no known format', async () => {
    const root = makeBuild()
    writeFileSync(libs(root, 'app.dat'), 'whatever')
    await refuse(root, libs(root, 'app.dat'), /^no known format$/)
  })

  test('a corrupt central directory', async () => {
    const bytes = jar()
    bytes.writeUInt32LE(0xdeadbeef, bytes.indexOf('PK\x01\x02'))
    const root = makeBuild({ 'app.jar': bytes })
    await refuse(root, libs(root), /./)
  })

  test('a signed jar', async () => {
    const entries = ['MANIFEST.MF', 'A.SF', 'A.RSA'].map((name) => ({
      path: `META-INF/${name}`,
      content: 'x',
    }))
    const signed = makeBuild({ 'app.jar': writeZip(entries) })
    await refuse(signed, libs(signed), /^the jar is signed/)
    // A signature that does not cover all files is not broken by one more. Then whoever asked is told.
    const root = makeBuild({ 'app.jar': writeZip([...entries, { path: 'a', content: 'x' }]) })
    const client = await begin(root)
    const { result } = await client.call('mark', { path: libs(root) })
    expect(result).toMatchObject({ marked: true, warnings: [expect.stringMatching(/sign/)] })
    await end(client)
  })

  test('a report that cannot be written', async () => {
    const root = makeBuild()
    const report = join(root, 'settings.gradle', 'report.json')
    const ended = await refuse(root, libs(root), /^the report cannot be written to .*settings\.gradle/, {
      report,
    })
    expect(ended).toMatchObject({
      report: null,
      errors: [expect.stringMatching(/^the report cannot be written/)],
    })
  })

  test('a report that cannot be written, with archives so large that they are put in place early', async () => {
    // The second one fills the batch.
    const large = writeZip([{ path: 'large', content: new Uint8Array(33 << 20), method: 0 }])
    const names = ['one.jar', 'two.jar']
    const root = makeBuild(Object.fromEntries(names.map((name) => [name, large])))
    const client = await begin(root, { report: join(root, 'settings.gradle', 'report.json') })
    const answers = await Promise.all(names.map((name) => client.call('mark', { path: libs(root, name) })))
    expect(answers.map(({ result }) => result.marked)).toEqual([false, false])
    expect(await end(client)).toMatchObject({ marked: 0, unmarked: 2 })
    for (const name of names) expect(readFileSync(libs(root, name)).equals(large)).toBe(true)
  })
})

test.skipIf(process.platform === 'win32')('a disk that is full for a while', async () => {
  const names = ['one.jar', 'long.jar', 'two.jar']
  const root = makeBuild(Object.fromEntries(names.map((name) => [name, jar(name)])))
  const client = serve({ cwd: root, fileSize: 32 })
  await client.call('begin', { protocol: 1, root, report: reportOf(root) })
  const mark = async (name: string, keys = {}) =>
    (await client.call('mark', { path: libs(root, name), keys })).result
  expect(await mark('one.jar', { 'X-LONG': 'long '.repeat(1000) })).toMatchObject({ marked: true })
  // The archive has room for it; the journal, which holds the first archive's object already, has not.
  const refused = await mark('long.jar', { 'X-LONG': 'long '.repeat(2000) })
  expect(refused).toEqual({ marked: false, reason: expect.stringMatching(/^the report cannot be written/) })
  expect(readFileSync(libs(root, 'long.jar')).equals(jar('long.jar'))).toBe(true)
  expect(await mark('two.jar')).toMatchObject({ marked: true })
  client.child.kill('SIGKILL')
  await client.ended
  await end(await begin(root))
  const [, killed] = JSON.parse(readFileSync(reportOf(root), 'utf8'))
  expect(killed._CHALKS.map((chalk: { _OP_ARTIFACT_PATH: string }) => chalk._OP_ARTIFACT_PATH)).toEqual([
    libs(root, 'one.jar'),
    libs(root, 'two.jar'),
  ])
})

describe('the end without end', () => {
  test('standard input closes: the report is written all the same', async () => {
    const root = makeBuild()
    const client = await begin(root)
    const marked = client.call('mark', { path: libs(root) })
    client.close()
    expect((await marked).result.marked).toBe(true)
    const { code, stderr } = await client.ended
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(readReport(root)).toMatchObject({
      _OP_CHALK_COUNT: 1,
      _CHALKS: [{ _OP_ARTIFACT_PATH: libs(root) }],
    })
    expect(list(join(root, 'build'))).toEqual(['chalk-report.json', 'libs', 'libs/app.jar'])
  })

  test('nothing was begun: nothing is written', async () => {
    const root = makeBuild()
    const client = serve({ cwd: root })
    client.close()
    expect(await client.ended).toMatchObject({ code: 0, lines: [], stderr: '' })
    expect(list(join(root, 'build'))).toEqual(['libs', 'libs/app.jar'])
  })

  test.skipIf(process.platform === 'win32').each(['SIGTERM', 'SIGINT'] as const)(
    '%s: what is at hand is finished, and reported',
    async (signal) => {
      const names = Array.from({ length: 250 }, (_, index) => `${index}.jar`)
      const root = makeBuild(Object.fromEntries(names.map((name) => [name, jar(name)])))
      const client = await begin(root)
      const answers = names.map((name) => client.call('mark', { path: libs(root, name) }))
      await answers[0]
      client.child.kill(signal)
      const results = (await Promise.all(answers)).map(({ result }) => result)
      const { code, stderr } = await client.ended
      expect({ code, stderr }).toEqual({
        code: { SIGTERM: 143, SIGINT: 130 }[signal],
        stderr: 'chalkmark: the run was stopped before its end\n',
      })
      const host = readReport(root)
      const marked = names.filter((_, index) => results[index].marked).map((name) => libs(root, name))
      expect(host._CHALKS.map((chalk: { _OP_ARTIFACT_PATH: string }) => chalk._OP_ARTIFACT_PATH)).toEqual(
        marked,
      )
      expect(marked.length).toBeLessThan(names.length)
      for (const [index, name] of names.entries()) {
        const { marked, reason } = results[index]
        if (marked) continue
        expect(reason).toBe('the run was stopped before this file')
        expect(readFileSync(libs(root, name)).equals(jar(name))).toBe(true)
      }
      expect(list(join(root, 'build/libs'))).toEqual(names.toSorted())
      expect((await chalkmark(['verify', '--allow-unmarked', 'build/libs'], { cwd: root })).code).toBe(0)
    },
  )

  test('a killed server: the next report tells of what it had marked', async () => {
    const root = makeBuild()
    const client = await begin(root)
    await client.call('mark', { path: libs(root) })
    client.child.kill('SIGKILL')
    await client.ended
    await end(await begin(root))
    const [, killed] = JSON.parse(readFileSync(reportOf(root), 'utf8'))
    expect(killed).toMatchObject({ _OP_CHALK_COUNT: 1, _CHALKS: [{ _OP_ARTIFACT_PATH: libs(root) }] })
  })
})

describe('the command line', () => {
  test('without --stdio says what to do', async () => {
    expect(await chalkmark(['serve'], { cwd: makeTree({}) })).toEqual({
      code: 2,
      stdout: '',
      stderr: "chalkmark: required option '--stdio' not specified; see chalkmark serve --help\n",
    })
  })

  test('takes no paths', async () => {
    const { code, stderr } = await chalkmark(['serve', '--stdio', 'dist'], { cwd: makeTree({}) })
    const message = /too many arguments for 'serve'/
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringMatching(message) })
  })

  test('has help with an example, and is completed', async () => {
    const cwd = makeTree({})
    const help = await chalkmark(['serve', '--help'], { cwd })
    expect(help.stdout).toMatch(/Examples:\n {2}# .+\n {2}chalkmark serve --stdio\n/)
    for (const shell of ['bash', 'zsh', 'fish']) {
      expect((await chalkmark(['completion', shell], { cwd })).stdout).toMatch(/serve[\s\S]*stdio/)
    }
  })
})
