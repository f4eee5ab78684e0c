/** Marks of files inside archives. */

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Dict } from '@chalkmark/mark'
import { describe, expect, test } from 'vitest'
import { bufferSource } from '../../src/bytes/source.js'
import { splicedSource } from '../../src/bytes/spliced-source.js'
import { applySplices, sha256Hex } from '../../src/bytes/splices.js'
import { readContent } from '../../src/formats/zip/content.js'
import { readArchive } from '../../src/formats/zip/directory.js'
import { type InsertOptions, insert } from '../../src/operations/insert.js'
import { extractInside } from '../../src/operations/inside.js'
import { remove } from '../../src/operations/remove.js'
import { verify } from '../../src/operations/verify.js'
import { newOutcome } from '../../src/report/outcome.js'
import { makeTree } from '../disk/tree.js'
import { linkedit } from '../formats/mach-o-reader.js'
import { vectorFile } from '../formats/vectors.js'
import { hash, independently } from '../formats/zip-archives.js'
import { type TestArchive, type TestEntry, writeZip } from '../formats/zip-writer.js'
import { hasTool } from '../tool.js'

const SCRIPT = `#!/bin/sh\n${'echo hello\n'.repeat(40)}`

const FILES: TestEntry[] = [
  { path: 'bin/', mode: 0o755 },
  { path: 'bin/run', content: SCRIPT, mode: 0o755, comment: 'a comment', extra: Buffer.from('UT\x01\x00x') },
  { path: 'bin/stored.sh', content: SCRIPT, method: 0, descriptor: 'signed' },
  { path: 'lib/tool', content: vectorFile('elf-dynamic'), mode: 0o755, descriptor: 'bare' },
  { path: 'lib/module.pyc', content: vectorFile('module.pyc') },
  { path: 'model.gguf', content: vectorFile('model.gguf'), method: 0 },
  { path: 'model.safetensors', content: vectorFile('model-meta.safetensors') },
  { path: 'mac.dylib', content: vectorFile('macho-x86_64.dylib.deleted') },
  { path: '.hidden/run', content: SCRIPT },
  { path: 'no-shebang.js', content: 'let a\n' },
  { path: 'chalk', content: SCRIPT },
  { path: 'readme.txt', content: 'hello\n'.repeat(100) },
]
const MARKED = [
  'bin/run',
  'bin/stored.sh',
  'lib/tool',
  'lib/module.pyc',
  'model.gguf',
  'model.safetensors',
  'mac.dylib',
]

interface Done {
  root: string
  file: string
  bytes: Buffer
  chalk: Dict
  inner: Dict[]
  warnings: string[]
}

/** The commit, as there is no repository. */
const BUILD_COMMIT_ID = '0123456789abcdef0123456789abcdef01234567'

/** Marks an archive with the files in it. */
async function mark(content: Uint8Array, name = 'a.zip', more: Partial<InsertOptions> = {}): Promise<Done> {
  const root = makeTree({ [name]: content })
  return markAgain(root, name, more)
}

async function markAgain(root: string, name = 'a.zip', more: Partial<InsertOptions> = {}): Promise<Done> {
  const { chalks, problems, warnings } = await insert({
    ...{ paths: [name], cwd: root, root, env: { BUILD_COMMIT_ID }, archives: 'all', embedded: true },
    ...more,
  })
  expect(problems).toEqual([])
  const file = join(root, name)
  const [chalk] = chalks
  const inner = (chalk!.EMBEDDED_CHALK ?? []) as Dict[]
  return { root, file, bytes: readFileSync(file), chalk: chalk!, inner, warnings }
}

/** What is in an archive, by path. */
function filesOf(bytes: Uint8Array): Record<string, Uint8Array> {
  const source = bufferSource(bytes)
  return Object.fromEntries(
    readArchive(source).entries.map((entry) => [entry.path, readContent(source, entry)]),
  )
}

/** Extracts everything inside, with what its marks are worth. */
async function inside(file: string): Promise<Record<string, Dict>> {
  const outcome = newOutcome()
  await extractInside({ archive: file, inner: [''] }, {}, outcome)
  expect(outcome.problems).toEqual([])
  return Object.fromEntries(outcome.chalks.map((chalk) => [chalk.PATH_WITHIN_ZIP as string, chalk]))
}

const RUN = '#!/bin/sh\necho hi\n'
const digestOf = (algorithm: string, content: string) => createHash(algorithm).update(content).digest()

const paths = (chalks: Dict[]) => chalks.map(({ PATH_WITHIN_ZIP }) => PATH_WITHIN_ZIP)

describe('files in a zip', () => {
  test('are left alone unless that is asked for', async () => {
    const { bytes, chalk } = await mark(writeZip(FILES), 'a.zip', { embedded: undefined })
    expect(chalk).not.toHaveProperty('EMBEDDED_CHALK')
    const { 'chalk.json': text, ...files } = filesOf(bytes)
    expect(Object.keys(files)).toEqual(FILES.map(({ path }) => path))
    for (const { path, content = '' } of FILES)
      expect(Buffer.from(files[path]!)).toEqual(Buffer.from(content))
    expect(Buffer.from(text!).toString()).not.toContain('EMBEDDED_CHALK')
  })

  test('get marks of their own, and the archive names them', async () => {
    const { root, file, bytes, chalk, inner, warnings } = await mark(writeZip(FILES))
    expect(warnings).toEqual([])
    expect(paths(inner)).toEqual(MARKED)
    for (const one of inner) {
      const path = `${file}!/${one.PATH_WITHIN_ZIP}`
      expect(one).toMatchObject({ CONTAINING_ARTIFACT_WHEN_CHALKED: chalk.CHALK_ID, PATH_WHEN_CHALKED: path })
    }
    const found = await inside(file)
    expect(Object.keys(found)).toEqual(MARKED)
    for (const { PATH_WITHIN_ZIP: path, CHALK_ID, METADATA_ID, _CURRENT_HASH } of inner) {
      expect(found[path as string], path as string).toMatchObject({
        ...{ _VALIDATED_METADATA: true, CHALK_ID, METADATA_ID, _CURRENT_HASH },
        CONTAINING_ARTIFACT_WHEN_CHALKED: chalk.CHALK_ID,
      })
    }
    const { EMBEDDED_CHALK: listed } = JSON.parse(Buffer.from(filesOf(bytes)['chalk.json']!).toString())
    expect(paths(listed)).toEqual(MARKED)
    expect(listed.map(({ METADATA_ID }: Dict) => METADATA_ID)).toEqual(
      inner.map(({ METADATA_ID }) => METADATA_ID),
    )
    expect(await verify({ paths: ['.'], cwd: root })).toMatchObject({ valid: 1, problems: [] })
  })

  test('stay as they are where another file in the archive has their digest', async () => {
    const sums = `${digestOf('sha256', RUN).toString('hex')}  a.sh\n`
    const page = `<script src="b.sh" integrity="sha384-${digestOf('sha384', `${RUN}#`).toString('base64')}"></script>`
    const { inner, warnings } = await mark(
      writeZip([
        { path: 'a.sh', content: RUN },
        { path: 'b.sh', content: `${RUN}#` },
        { path: 'c.sh', content: `${RUN}##` },
        { path: 'SHA256SUMS', content: sums },
        { path: 'page.txt', content: page },
      ]),
    )
    expect(paths(inner)).toEqual(['c.sh'])
    expect(warnings.join()).toMatch(/a\.sh inside is left as it is: its digest stands in another file/)
    expect(warnings.join()).toMatch(/b\.sh inside is left as it is/)
  })

  test('count with their marks for X-CONTENT-HASH of the archive', async () => {
    const { root, file, chalk } = await mark(writeZip(FILES))
    const again = await markAgain(root)
    expect(again.inner).toHaveLength(MARKED.length)
    for (const contentHash of [chalk['X-CONTENT-HASH'], again.chalk['X-CONTENT-HASH']])
      expect(contentHash).toMatch(/^[0-9a-f]{64}$/)
    expect(await verify({ paths: ['.'], cwd: root })).toMatchObject({ valid: 1, problems: [] })
    // Without the archive's own mark, it is the archive with the marked files.
    await remove({ paths: ['.'], cwd: root })
    expect(sha256Hex(readFileSync(file))).toBe(again.chalk['X-CONTENT-HASH'])
  })

  test('have the marks that they would have on their own', async () => {
    const { inner } = await mark(writeZip(FILES))
    const root = makeTree({ 'tool.sh': SCRIPT, elf: vectorFile('elf-dynamic') })
    const alone = await insert({ paths: ['.'], cwd: root, root, env: {} })
    const ids = Object.fromEntries(inner.map((one) => [one.PATH_WITHIN_ZIP, one]))
    for (const [index, path] of ['lib/tool', 'bin/run'].entries()) {
      const { HASH, CHALK_ID, PRE_CHALK_HASH } = alone.chalks[index]!
      expect(ids[path]).toMatchObject({ HASH, CHALK_ID, PRE_CHALK_HASH })
    }
  })

  test('say where they are whatever the template', async () => {
    const { bytes, inner } = await mark(writeZip(FILES), 'a.zip', { template: 'mark_web' })
    expect(paths(inner)).toEqual(MARKED)
    expect(Buffer.from(filesOf(bytes)['bin/run']!).toString()).toContain('"PATH_WITHIN_ZIP" : "bin/run"')
    expect(Buffer.from(filesOf(bytes)['chalk.json']!).toString()).toContain('EMBEDDED_CHALK')
  })

  const variants: [string, TestArchive][] = [
    ['an archive', {}],
    ['a comment', { comment: 'the archive’s' }],
    ['a prefix', { prefix: Buffer.from('#!/bin/sh\nexit\n') }],
    ['an adjusted prefix', { prefix: Buffer.from('#!/bin/sh\nexit\n'), adjusted: true }],
    ['ZIP64 records', { zip64End: true }],
  ]
  test.skipIf(!hasTool('unzip', ['-v']) || !hasTool('python3')).each(variants)(
    'keep their places, methods, times and modes: %s',
    async (name, options) => {
      const before = writeZip(FILES, options)
      const { bytes } = await mark(before)
      // unzip warns of bytes in front of the first entry.
      const unzip = options.prefix === undefined
      const was = independently(before, { unzip })
      const is = independently(bytes, { unzip })
      const [added] = is.splice(-1)
      expect(added!.name, name).toBe('chalk.json')
      const attributes = (list: typeof was) =>
        list.map(({ name, method, mode, time, extra }) => ({ name, method, mode, time, extra }))
      expect(attributes(is)).toEqual(attributes(was))
      expect(
        is.filter(({ content }, index) => content !== was[index]!.content).map(({ name }) => name),
      ).toEqual(MARKED)
    },
  )

  test('do not change HASH and ids, however often they are marked', async () => {
    const before = writeZip(FILES)
    const first = await mark(before)
    expect(first.chalk.HASH).toBe(await hash(before))
    expect(await hash(first.bytes)).toBe(first.chalk.HASH)
    const second = await markAgain(first.root)
    expect(second.chalk).toMatchObject({
      ...{ HASH: first.chalk.HASH, CHALK_ID: first.chalk.CHALK_ID },
      OLD_CHALK_METADATA_ID: first.chalk.METADATA_ID,
    })
    for (const [index, one] of second.inner.entries()) {
      const { HASH, CHALK_ID, METADATA_ID } = first.inner[index]!
      expect(one).toMatchObject({ HASH, CHALK_ID, OLD_CHALK_METADATA_ID: METADATA_ID })
    }
    expect(Object.keys(filesOf(second.bytes))).toEqual(Object.keys(filesOf(first.bytes)))
  })

  test('are the same bytes again where marks are reproducible', async () => {
    const more = { reproducible: true, env: { SOURCE_DATE_EPOCH: '1700000000' } }
    const first = await mark(writeZip(FILES), 'a.zip', more)
    const second = await mark(writeZip(FILES), 'a.zip', more)
    expect(second.bytes.equals(first.bytes)).toBe(true)
  })

  test('are reported and not marked in a dry run', async () => {
    const before = writeZip(FILES)
    const { bytes, chalk, inner } = await mark(before, 'a.zip', { dryRun: true })
    expect(bytes.equals(before)).toBe(true)
    expect(paths(inner)).toEqual(MARKED)
    expect(inner.every(({ _VIRTUAL }) => _VIRTUAL === true)).toBe(true)
    const untouched = await mark(before, 'a.zip', { dryRun: true, embedded: false })
    expect(chalk._CURRENT_HASH).toBe(untouched.chalk._CURRENT_HASH)
  })

  test('many archives at a time', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `${index}.zip`)
    const root = makeTree(Object.fromEntries(names.map((name) => [name, writeZip(FILES)])))
    const { chalks, problems } = await insert({ paths: ['.'], cwd: root, root, env: {}, embedded: true })
    expect(problems).toEqual([])
    expect(chalks.map(({ EMBEDDED_CHALK }) => paths(EMBEDDED_CHALK as Dict[]))).toEqual(
      names.map(() => MARKED),
    )
  })
})

describe('deleting the archive’s mark', () => {
  test('leaves theirs', async () => {
    const { root, file, chalk } = await mark(writeZip(FILES))
    await remove({ paths: ['.'], cwd: root })
    expect(filesOf(readFileSync(file))).not.toHaveProperty(['chalk.json'])
    expect(Object.keys(await inside(file))).toEqual(MARKED)
    expect(await hash(readFileSync(file))).toBe(chalk.HASH)
  })

  test('takes theirs out too if that is asked for', async () => {
    const { root, file, chalk } = await mark(writeZip(FILES))
    const { problems, warnings } = await remove({ paths: ['.'], cwd: root, embedded: true })
    expect([...problems, ...warnings]).toEqual([])
    const files = filesOf(readFileSync(file))
    expect(Object.keys(files)).toEqual(FILES.map(({ path }) => path))
    for (const { path, content = '' } of FILES) {
      const expected = path === 'lib/tool' ? vectorFile('elf-dynamic.deleted') : Buffer.from(content)
      expect(Buffer.from(files[path]!), path).toEqual(expected)
    }
    expect(await hash(readFileSync(file))).toBe(chalk.HASH)
  })
})

describe('archives in archives', () => {
  const innermost = writeZip([{ path: 'run', content: SCRIPT }])
  const nested = writeZip([
    { path: 'run', content: SCRIPT },
    { path: 'innermost.zip', content: innermost, method: 0 },
  ])
  const outer = writeZip([
    { path: 'lib/stored.zip', content: nested, method: 0 },
    { path: 'lib/deflated.jar', content: nested, method: 8 },
    { path: 'lib/empty.zip', content: writeZip([]) },
  ])

  test('get marks of their own; what is in them counts with their bytes and stays', async () => {
    const { file, bytes, chalk, inner, warnings } = await mark(outer)
    expect(chalk.HASH).toBe(await hash(outer))
    expect(await hash(bytes)).toBe(chalk.HASH)
    expect(paths(inner)).toEqual(['lib/stored.zip', 'lib/deflated.jar'])
    expect(warnings).toEqual([`${file}: lib/empty.zip inside is left as it is: the archive has no files`])
    for (const { CHALK_ID, _VALIDATED_METADATA } of Object.values(await inside(file))) {
      expect(_VALIDATED_METADATA).toBe(true)
      expect(CHALK_ID).toBe(inner[0]!.CHALK_ID)
    }
    const { 'chalk.json': _, ...files } = filesOf(filesOf(bytes)['lib/stored.zip']!)
    expect(Buffer.from(files.run!).toString()).toBe(SCRIPT)
    expect(Buffer.from(files['innermost.zip']!)).toEqual(innermost)
  })

  test('lose them again, byte for byte', async () => {
    const { root, file } = await mark(outer)
    await remove({ paths: ['.'], cwd: root, embedded: true })
    expect(Buffer.from(filesOf(readFileSync(file))['lib/stored.zip']!)).toEqual(nested)
  })
})

describe('files that stay as they are', () => {
  const unrounded = vectorFile('macho-x86_64.dylib')
  const { offset, filesize } = linkedit(unrounded)
  unrounded.writeBigUInt64LE(BigInt(filesize), offset + 32)
  const cases: [string, TestEntry, RegExp][] = [
    [
      'a broken ELF',
      { path: 'f', content: Buffer.concat([vectorFile('elf-dynamic'), Buffer.from('payload')]) },
      /f inside is left as it is: /,
    ],
    [
      'a broken zip',
      { path: 'f.zip', content: 'PK\x03\x04, or not' },
      /f.zip inside is left as it is: no ZIP/,
    ],
    [
      'a Mach-O that removal does not restore',
      { path: 'f', content: unrounded },
      /HASH of the archive would/,
    ],
    ['an entry of ZIP64', { path: 'f', content: SCRIPT, zip64: true }, /f inside is left as it is: .* ZIP64/],
    [
      'more than 64 MB',
      { path: 'f', content: Buffer.alloc((64 << 20) + 1, '#!/bin/sh\n'), method: 0 },
      /more than 64 MB/,
    ],
  ]
  test.each(cases)('%s', async (_, entry, warning) => {
    const before = writeZip([entry, { path: 'run', content: SCRIPT }])
    const { bytes, chalk, inner, warnings } = await mark(before)
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toMatch(warning)
    expect(paths(inner)).toEqual(['run'])
    expect(Buffer.from(entry.content!).equals(filesOf(bytes)[entry.path]!)).toBe(true)
    expect(await hash(bytes)).toBe(chalk.HASH)
  })

  test('a corrupt one is not made to look intact', async () => {
    const before = writeZip([
      { path: 'f', content: SCRIPT, lies: { crc: 1 } },
      { path: 'g', content: SCRIPT },
    ])
    const root = makeTree({ 'a.zip': before })
    const { problems } = await insert({ paths: ['.'], cwd: root, root, env: {}, embedded: true })
    expect(problems).toMatchObject([{ code: 'CORRUPT' }])
    expect(readFileSync(join(root, 'a.zip')).equals(before)).toBe(true)
  })

  test('those beyond what a mark can list', async () => {
    const keys = { 'X-LONG': 'x'.repeat(1 << 20) }
    const { inner, warnings } = await mark(writeZip(FILES), 'a.zip', { keys })
    expect(paths(inner)).toEqual(MARKED.slice(0, 3))
    expect(warnings).toEqual([
      expect.stringMatching(/: 4 files inside are left as they are: the list of marks/),
    ])
  })

  const bound: [string, TestEntry, RegExp][] = [
    ['a.jar', { path: 'META-INF/A.SF', content: 'Signature-Version: 1.0\r\n\r\n' }, /signatures of the jar/],
    ['a-1-py3-none-any.whl', { path: 'a-1.dist-info/RECORD', content: 'a-1.dist-info/RECORD,,\n' }, /RECORD/],
    ['a.apk', { path: 'x' }, /mapped into memory/],
    ['a.pt', { path: 'x' }, /mapped into memory/],
  ]
  test.each(bound)('those in %s', async (name, entry, note) => {
    const { bytes, chalk, warnings } = await mark(writeZip([...FILES, entry]), name)
    expect(warnings).toEqual([])
    expect(chalk).not.toHaveProperty('EMBEDDED_CHALK')
    expect(chalk['_X-NOTE']).toMatch(note)
    const files = filesOf(bytes)
    for (const { path, content = '' } of FILES)
      expect(Buffer.from(files[path]!)).toEqual(Buffer.from(content))
  })
})

const run = (command: string, ...args: string[]) =>
  execFileSync(command, args, { stdio: 'pipe', encoding: 'utf8' }).replaceAll('\r', '')

/** Runs the program of a stored jar inside its own archive, and says what else is in that one. */
const LAUNCHER = `
import java.io.*; import java.util.*; import java.util.jar.*;
public class Launcher {
  public static void main(String[] args) throws Exception {
    Map<String, byte[]> files = new HashMap<>();
    try (JarFile self = new JarFile(args[0]);
        JarInputStream in = new JarInputStream(self.getInputStream(self.getEntry("lib/hello.jar")))) {
      for (JarEntry file; (file = in.getNextJarEntry()) != null;) files.put(file.getName(), in.readAllBytes());
    }
    ClassLoader loader = new ClassLoader(null) {
      protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] code = files.get(name + ".class");
        return defineClass(name, code, 0, code.length);
      }
    };
    loader.loadClass("Hello").getMethod("main", String[].class).invoke(null, (Object) new String[0]);
    System.out.println(files.containsKey("chalk.json"));
  }
}`

test.skipIf(!hasTool('javac', ['-version']))('a jar with a stored jar in it runs', async () => {
  const root = makeTree({
    'Launcher.java': LAUNCHER,
    'Hello.java':
      'public class Hello { public static void main(String[] args) { System.out.println("hello"); } }',
  })
  mkdirSync(join(root, 'hello'))
  run('javac', '-d', join(root, 'hello'), join(root, 'Hello.java'))
  run('javac', '-d', root, join(root, 'Launcher.java'))
  run('jar', '--create', '--file', join(root, 'hello.jar'), '-C', join(root, 'hello'), '.')
  const classes = ['Launcher.class', 'Launcher$1.class']
  const before = writeZip([
    { path: 'META-INF/MANIFEST.MF', content: 'Manifest-Version: 1.0\r\nMain-Class: Launcher\r\n\r\n' },
    ...classes.map((path) => ({ path, content: readFileSync(join(root, path)) })),
    { path: 'lib/hello.jar', content: readFileSync(join(root, 'hello.jar')), method: 0 },
    { path: 'run', content: SCRIPT },
  ])
  writeFileSync(join(root, 'before.jar'), before)
  const { file } = await mark(before, 'a.jar')
  expect(run('java', '-jar', join(root, 'before.jar'), join(root, 'before.jar'))).toBe('hello\nfalse\n')
  expect(run('java', '-jar', file, file)).toBe('hello\ntrue\n')
  expect(run('jar', 'tf', file)).toContain('lib/hello.jar')
})

test('a source of edits gives what the edits give', () => {
  const bytes = Buffer.from('0123456789')
  const splices = [
    { at: 0, remove: 2, insert: Buffer.from('ab') },
    { at: 2, remove: 0, insert: Buffer.from('cde') },
    { at: 5, remove: 3, insert: Buffer.alloc(0) },
    { at: 10, remove: 0, insert: Buffer.from('f') },
  ]
  const whole = applySplices(bytes, splices)
  const source = splicedSource(bufferSource(bytes), splices)
  expect(source.size).toBe(whole.length)
  for (let at = 0; at <= whole.length + 1; at++)
    for (let length = 0; length <= whole.length + 1; length++)
      expect(Buffer.from(source.read(at, length)), `${at} ${length}`).toEqual(whole.subarray(at, at + length))
})

describe('a small archive that holds much', () => {
  test('of scripts: the files inside are not marked', async () => {
    const script = { path: 'large', content: `#!/bin/sh\n${'\n'.repeat(3 << 20)}` }
    const { chalk, inner } = await mark(writeZip([{ path: 'run', content: SCRIPT }, script]))
    expect(inner).toEqual([])
    expect(chalk['_X-NOTE']).toContain('for its size the archive holds too much in scripts')
  })

  test('in which a digest could stand: the same', async () => {
    const texts = Array.from({ length: 9 }, (_, i) => ({
      path: `${i}.txt`,
      content: Buffer.alloc(1 << 20, 'a'),
    }))
    const { inner, warnings } = await mark(writeZip([{ path: 'run', content: SCRIPT }, ...texts]))
    expect(inner).toEqual([])
    expect(warnings.join()).toContain('too much in which its digest could stand')
  })
})
