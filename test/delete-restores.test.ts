/**
 * Marks files of every format and takes the marks out again: the old bytes come back, except where the table says
 * why not.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { insert, remove } from '@chalkmark/core/operations'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TABLE } from '../packages/core/src/formats/text/language-table.js'
import { linkedit, lipo, signLikeCodesign } from '../packages/core/test/formats/mach-o-reader.js'
import { ENTRIES } from '../packages/core/test/formats/zip-archives.js'
import { type TestEntry, writeZip } from '../packages/core/test/formats/zip-writer.js'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const vector = (name: string) => readFileSync(here(`vectors/files/${name}`))

const LINKEDIT = 'the size of __LINKEDIT in memory, which lld does not round up'

/** Formats of which docs/formats.md says that deleting leaves something, and what. */
const LEAVES: Record<string, string> = {
  'elf-dynamic': 'a section .chalk.free',
  'elf-shared.so': 'a section .chalk.free',
  'elf-static-stripped': 'a section .chalk.free',
  'placeholder-as-marked.sh': 'nothing: the placeholder in the place and comment of a mark goes with it',
  'macho-x86_64.dylib': LINKEDIT,
  'macho-arm64-adhoc.dylib': LINKEDIT,
  'fat.dylib': LINKEDIT,
}

/** A wheel with a list of its files. */
function wheel(): Buffer {
  const files: TestEntry[] = [
    { path: 'greet.py', content: 'def hello():\n    return "hello"\n' },
    { path: 'greet-1.0.dist-info/METADATA', content: 'Metadata-Version: 2.1\nName: greet\nVersion: 1.0\n' },
  ]
  const lines = files.map(({ path, content }) => {
    const digest = createHash('sha256').update(content!).digest('base64url')
    return `${path},sha256=${digest},${content!.length}\n`
  })
  const record = 'greet-1.0.dist-info/RECORD'
  return writeZip([...files, { path: record, content: `${lines.join('')}${record},,\n` }])
}

/** What `npm pack` makes. */
function tarball(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'chalkmark-pack-'))
  try {
    writeFileSync(
      join(folder, 'package.json'),
      '{ "name": "packed", "version": "1.0.0", "main": "index.js" }\n',
    )
    writeFileSync(join(folder, 'index.js'), 'module.exports = 1\n')
    const windows = process.platform === 'win32'
    execFileSync(windows ? 'npm.cmd' : 'npm', ['pack', '--silent'], { cwd: folder, shell: windows })
    return readFileSync(join(folder, 'packed-1.0.0.tgz'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The vectors' Mach-O file as Apple's linker would write it: `__LINKEDIT` takes whole pages of memory. */
function rounded(): Buffer {
  const bytes = Buffer.from(vector('macho-x86_64.dylib'))
  bytes.writeBigUInt64LE(0x4000n, linkedit(bytes).offset + 32)
  return bytes
}

const originals = (JSON.parse(readFileSync(here('vectors/index.json'), 'utf8')) as { file: string }[]).map(
  ({ file }): [string, Buffer] => [`vectors/${file}`, vector(file)],
)

const fat = lipo([
  { cpuType: 0x01000007, align: 12, bytes: vector('macho-x86_64.dylib') },
  { cpuType: 0x0100000c, align: 14, bytes: vector('macho-arm64-adhoc.dylib') },
])

const binaries: [string, Buffer][] = [
  ...['hello.exe', 'add.dll', 'assembly.exe'].map((name): [string, Buffer] => [
    name,
    readFileSync(here(`fixtures/pe/${name}`)),
  ]),
  ['module.wasm', Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0])],
  ['component.wasm', Buffer.from([0, 0x61, 0x73, 0x6d, 13, 0, 1, 0])],
  ['fat.dylib', fat],
  ['signed.dylib', signLikeCodesign(vector('macho-x86_64.dylib'))],
  ['rounded.dylib', rounded()],
  ['weights.pt', Buffer.from('no archive')],
  ['weights.bin', Buffer.alloc(100, 1)],
]

const archives: [string, Buffer][] = [
  ...['zip', 'jar', 'war', 'ear', 'pt', 'keras', 'vsix', 'nupkg', 'apk'].map(
    (extension): [string, Buffer] => [`archive.${extension}`, writeZip(ENTRIES)],
  ),
  ['comment.zip', writeZip(ENTRIES, { comment: 'a comment' })],
  ['prefix.jar', writeZip(ENTRIES, { prefix: Buffer.from('#!/bin/sh\nexec java -jar "$0"\n') })],
  ['adjusted.jar', writeZip(ENTRIES, { prefix: Buffer.from('#!/bin/sh\n'), adjusted: true })],
  [
    'zip64.zip',
    writeZip(
      ENTRIES.map((entry) => ({ ...entry, zip64: true })),
      { zip64End: true },
    ),
  ],
  ['streamed.zip', writeZip(ENTRIES.map((entry) => ({ ...entry, descriptor: 'signed' as const })))],
  ['gap.zip', writeZip(ENTRIES, { gap: Buffer.alloc(32) })],
  ['inside.jar', writeZip([{ path: 'lib/a.jar', content: writeZip(ENTRIES), method: 0 }])],
  ['greet-1.0-py3-none-any.whl', wheel()],
  ['packed-1.0.0.tgz', tarball()],
]

const PLACEHOLDER = '{ "MAGIC" : "dadfedabbadabbed" }'

/** Each language's texts, with and without an end of the last line, and in lines as Windows ends them. */
const texts = TABLE.flatMap(({ type, syntax, comment, extensions, interpreters }): [string, Buffer][] => {
  const [extension] = extensions?.split(' ') ?? []
  const [interpreter] = interpreters?.split(' ') ?? []
  const head = extension ? '' : `#!/usr/bin/${interpreter}\n`
  const body =
    syntax === 'xml' ? '<svg></svg>' : syntax === 'php' ? '<?php f(); ?>' : type === 'lisp' ? '(a b)' : 'a b'
  const placeholder = `${comment.open}v1 ${PLACEHOLDER}${comment.close}`
  const contents = {
    plain: `${body}\n`,
    // BSD's csh does not run such a line, so it gets no mark.
    ...(type !== 'csh' && { open: body }),
    windows: `${body}\r\n`,
    blank: `${body}\n\n\n`,
    // In a page, PHP's comments are text.
    ...(syntax !== 'php' && { placeholder: `${placeholder}\n${body}\n` }),
  }
  return Object.entries(contents).map(([name, content]) => [
    `${type}/${name}${extension ? `.${extension}` : ''}`,
    Buffer.from(head + content),
  ])
})

const scripts: [string, Buffer][] = [
  ['mapped.js', Buffer.from('f()\n//# sourceMappingURL=mapped.js.map\n')],
  ['only-mapped.js', Buffer.from('//# sourceMappingURL=only-mapped.js.map\n')],
  ['mapped-inline.js', Buffer.from('f() //# sourceMappingURL=mapped-inline.js.map')],
  ['mapped-mac.js', Buffer.from('f()\r//# sourceMappingURL=mapped-mac.js.map\r')],
  ['mapped-inline.css', Buffer.from('a{}/*# sourceMappingURL=mapped-inline.css.map */\n')],
  ['documented.pm', Buffer.from('1;\n\n=head1 NAME\n\nX\n')],
  ['mapped.css', Buffer.from('a{}\n/*# sourceMappingURL=mapped.css.map */')],
  ['bom.js', Buffer.from('\ufefff()\n')],
  ['empty.js', Buffer.alloc(0)],
  ['data.pl', Buffer.from('print <DATA>;\n__END__\ndata\n')],
  ['data.rb', Buffer.from('puts DATA.read\n__END__\ndata')],
  ['page.php', Buffer.from('<p><?php echo 1 ?></p>\n')],
  ['page.html', Buffer.from('<!doctype html><html><body>hi</body></html>\n')],
  ['inline.sh', Buffer.from(`f # here: ${PLACEHOLDER} and more\n`)],
  ['placeholder-as-marked.sh', Buffer.from(`f\n# ${PLACEHOLDER}\n`)],
]

const fixtures = [...originals, ...binaries, ...archives, ...texts, ...scripts]

describe('deleting a mark', () => {
  let root: string
  const at = (name: string) => join(root, name)
  const options = () => ({
    paths: ['.'],
    cwd: root,
    root,
    env: {},
    allScripts: true,
    archives: 'all' as const,
  })
  const list = () => readdirSync(root, { recursive: true }).map(String).sort()
  /** After marking, and after deleting. */
  const marked = new Map<string, Buffer>()
  const deleted = new Map<string, Buffer>()
  /** After both once more. */
  const deletedAgain = new Map<string, Buffer>()

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'chalkmark-delete-'))
    for (const [name, bytes] of fixtures) {
      mkdirSync(dirname(at(name)), { recursive: true })
      writeFileSync(at(name), bytes)
    }
    const before = list()
    const inserted = await insert({ ...options(), target: 'node' })
    expect(inserted.problems).toEqual([])
    for (const [name] of fixtures) marked.set(name, readFileSync(at(name)))
    const removed = await remove(options())
    expect(removed.problems).toEqual([])
    expect(removed.chalks).toHaveLength(fixtures.length)
    for (const [name] of fixtures) deleted.set(name, readFileSync(at(name)))
    expect(list()).toEqual(before)

    await insert({ ...options(), target: 'node' })
    await remove(options())
    for (const [name] of fixtures) deletedAgain.set(name, readFileSync(at(name)))
  }, 120_000)
  afterAll(() => rmSync(root, { recursive: true, force: true }))

  const isBeside = (name: string) => /\.onnx$|weights\.|vectors\/model\.safetensors$/.test(name)
  const leaves = ([name]: [string, Buffer]) => LEAVES[name.replace('vectors/', '')]

  it.each(fixtures.filter((fixture) => !leaves(fixture)))('%s: comes back', (name, original) => {
    expect(marked.get(name)!.equals(original)).toBe(isBeside(name))
    expect(deleted.get(name)!.equals(original)).toBe(true)
  })

  it.each(fixtures.filter(leaves).map(([name, bytes]) => [name, leaves([name, bytes])!, bytes] as const))(
    '%s: leaves %s',
    (name, _, original) => {
      expect(deleted.get(name)!.equals(original)).toBe(false)
      expect(deleted.get(name)!.includes('CHALK_VERSION')).toBe(false)
      expect(deletedAgain.get(name)!.equals(deleted.get(name)!)).toBe(true)
    },
  )
})
