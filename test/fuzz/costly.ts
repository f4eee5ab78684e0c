/** Inputs of any size that cost as much as their format allows: many parts, nested parts, beginnings without an end. */
import { gzipSync } from 'node:zlib'
import { MAGIC } from '@chalkmark/mark'
import { TABLE } from '../../packages/core/src/formats/text/language-table.js'
import { type TestEntry, writeZip } from '../../packages/core/test/formats/zip-writer.js'
import { bytesOf, tar, u32, u64 } from './formats.js'

/** An input of about `size` bytes. */
export type Make = (size: number) => Buffer

const START = `{"MAGIC":"${MAGIC}","a":[`
const repeated = (text: string, size: number) => text.repeat(Math.max(1, Math.floor(size / text.length)))

/** What scanners have to keep in mind or to look ahead for, again and again, without the end of it. */
// biome-ignore format: a table
const UNITS = [
  ..."'\"`{[(<>;\\&!~#$%^*+-=|?/",
  '/*', '*/', '//', '<!--', '-->', '<!--<!', '--!>', '<?php ', '?>', '<?php ?>', '<?= "', '<![CDATA[', ']]>',
  '<script', '<script>', '</script', '<style>', '<pre>\n', '<a "', '<a b=\'', '</', '&lt;',
  '<<A\n', '<<-A\n', "<<'A'\n", '<<A <<B <<C\n', '<<~A\n', '<<<A\n', '<<<"A"\n', 'cat <<A <<\n', '$(<<A\n', '!$(\n\n',
  '$(', '$((', '`$(', '"$(', '"${', '`${', '${', '#{', '"#{', 'case a in a) ', 'a=(', '\\\n', '\\\\\n', '#\\\n',
  '"""', "'''", 'r"""\n', 'f"{', '#<#', '<#', '@"\n', "@'\n", '"@\n', '=begin\n', '=pod\n', '\n=cut\n', '=for\n',
  'q(', 'qq{', 'qw[', 's/', 'y/', 'm{', '%q(', '%w[', '--[[', '--[==[', '{-', '(*', '#|', '#`(', '/a', '/[', 'a/b/',
  '){/', ')/', '}/', '++/a', 'return/', '=>{', 'a ? b : ', '</a>', '<a>{', '```\n', '~~~\n', '- ', '> ', '    ',
  '|a', '[a](', '![', '**', '\t', '\r', '\r\n', '\n', ' ', '\0', '\u2028', '\u0085', '\ufeff', 'é', 'a', 'a ', 'a\n',
  '#!/bin/sh\n', '# -*- coding: x -*-\n', '# vim: set\n', '//# sourceMappingURL=a\n', '/*# sourceMappingURL=a */\n',
  '\n__END__\n', '@charset "a";', '@import "', 'url(', 'set a {', 'proc a {} {', 'declare(', '__halt_compiler',
  START, `// ${START}`, `# ${START}`, `<!-- ${START}`, `/* ${START}`, `-- ${START}`, `"${START}`,
  `// {"MAGIC":"${MAGIC}"}\n`, `# {"MAGIC":"${MAGIC}"}\n`, `/* {"MAGIC":"${MAGIC}"} */`, `<!-- {"MAGIC":"${MAGIC}"} -->`,
  `# {"MAGIC":"${MAGIC}","a":1}x\n`, `// {"MAGIC":"${MAGIC}","a":"*/"} */\n`, '"MAGIC"', '{"MAGIC":',
]

/** One extension, and a shebang where there is none, for each scanner and each sign of a comment. */
const LANGUAGES = [
  ...new Map(TABLE.map((row) => [`${row.syntax} ${row.comment.open}${row.comment.close}`, row])).values(),
]

export interface Costly {
  /** The file's name. */
  name: string
  what: string
  make: Make
}

/** A text of nothing but one unit; and one with a mark in a comment behind it, so that all before it is scanned. */
function texts(): Costly[] {
  return LANGUAGES.flatMap(({ extensions, interpreters, comment }) => {
    const [extension] = extensions?.split(' ') ?? []
    const head = extension ? '' : `#!/usr/bin/env ${interpreters!.split(' ')[0]}\n`
    const name = extension ? `a.${extension}` : 'a'
    const mark = `\n${comment.open}{"MAGIC":"${MAGIC}","a":1}${comment.close}\na\n`
    return UNITS.map((unit) => ({
      name,
      what: JSON.stringify(unit),
      make: (size: number) => Buffer.from(head + repeated(unit, size) + mark),
    }))
  })
}

const count = (size: number, each: number) => Math.floor(size / each)
const times = <T>(length: number, make: (i: number) => T): T[] => Array.from({ length }, (_, i) => make(i))

function der(tag: number, ...parts: Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  const length = Buffer.alloc(5)
  length[0] = 0x84
  length.writeUInt32BE(content.length, 1)
  return Buffer.concat([Buffer.of(tag), content.length < 128 ? Buffer.of(content.length) : length, content])
}

/** A certificate that OpenSSL can read, with these extensions. */
function certificate(extensions: Buffer): Buffer {
  const oid = (hex: string) => der(6, Buffer.from(hex, 'hex'))
  const algorithm = der(0x30, oid('2a8648ce3d040302'))
  const name = der(0x30, der(0x31, der(0x30, oid('550403'), der(12, Buffer.from('a')))))
  const validity = der(0x30, der(0x17, Buffer.from('260101000000Z')), der(0x17, Buffer.from('360101000000Z')))
  const key = der(0x30, der(0x30, oid('2b6570')), der(3, Buffer.alloc(33)))
  const version = der(0xa0, der(2, Buffer.of(2)))
  const body = der(
    0x30,
    version,
    der(2, Buffer.of(1)),
    algorithm,
    name,
    validity,
    name,
    key,
    der(0xa3, der(0x30, extensions)),
  )
  const bytes = der(0x30, body, algorithm, der(3, Buffer.alloc(9)))
  return Buffer.from(
    `-----BEGIN CERTIFICATE-----\n${bytes.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
  )
}

const extension = (oid: Buffer) => der(0x30, der(6, oid), der(4, der(5)))

const zip = (entries: TestEntry[]) => writeZip(entries)
/** A jar that looks signed, with a manifest that packs well. */
const signedJar = (lines: string, size: number) =>
  zip([
    { path: 'META-INF/MANIFEST.MF', content: `Manifest-Version: 1.0\n${repeated(lines, size)}`, method: 8 },
    { path: 'META-INF/A.SF', content: 'x' },
  ])
const gguf = (tensors: number, pairs: Buffer[], infos: Buffer = Buffer.alloc(0)) =>
  bytesOf('GGUF', u32(3), u64(tensors), u64(pairs.length), ...pairs, infos)
const string = (text: string) => bytesOf(u64(text.length), text)
const PACKAGE = { path: 'package/package.json', content: '{"name":"a","version":"1.0.0"}' }
/** Not compressed, so that its size is what it holds. */
const tgz = (files: Parameters<typeof tar>[0]) => gzipSync(tar([PACKAGE, ...files]), { level: 0 })
const safeTensors = (header: string) => bytesOf(u64(header.length), header)

// biome-ignore format: a table
const BINARIES: Costly[] = [
  { name: 'a.zip', what: 'empty files', make: (size) => zip(times(count(size, 88), (i) => ({ path: String(i) }))) },
  { name: 'a.zip', what: 'files of one name', make: (size) => zip(times(count(size, 88), () => ({ path: 'a' }))) },
  { name: 'a.zip', what: 'folders in folders', make: (size) => zip(times(64, (i) => ({ path: `${'a/'.repeat(size >> 8)}${i}` }))) },
  { name: 'a.zip', what: 'files in each other', make: (size) => zip(times(count(size, 90), (i) => ({ path: `a${'/a'.repeat(i % 99)}` }))) },
  { name: 'a.zip', what: 'small scripts', make: (size) => zip(times(count(size, 120), (i) => ({ path: String(i), content: '#!/bin/sh\n' }))) },
  { name: 'a.zip', what: 'small archives', make: (size) => zip(times(count(size, 230), (i) => ({ path: `${i}.zip`, content: zip([{ path: 'a' }]) }))) },
  { name: 'a.zip', what: 'a script of many lines of data', make: (size) => zip([{ path: 'a', content: `#!/usr/bin/perl\n${repeated('__END__\n', size * 4)}`, method: 8 }]) },
  { name: 'a.zip', what: 'a script of here-documents', make: (size) => zip([{ path: 'a', content: `#!/usr/bin/perl\n${repeated('<<A\nA\n', size * 4)}__END__\n`, method: 8 }]) },
  { name: 'a.zip', what: 'a script of beginnings of marks', make: (size) => zip([{ path: 'a', content: `#!/bin/sh\n${repeated(`# ${START.repeat(90)}\n`, size * 4)}`, method: 8 }]) },
  { name: 'a.zip', what: 'archives of many files', make: (size) => zip([{ path: 'a.jar', content: zip(times(count(size * 4, 90), (i) => ({ path: String(i) }))), method: 8 }]) },
  { name: 'a.zip', what: 'archives in archives', make: (size) => { let inner: Buffer = Buffer.alloc(size >> 1); for (let i = 0; i < 20; i++) inner = zip([{ path: 'a.zip', content: inner, method: 0 }]); return inner } },
  { name: 'a.zip', what: 'long comments', make: (size) => zip(times(count(size, 65_000), (i) => ({ path: String(i), comment: 'PK\x01\x02'.repeat(16_000) }))) },
  { name: 'a.zip', what: 'extra fields', make: (size) => zip(times(count(size, 1200), (i) => ({ path: String(i), extra: Buffer.alloc(1000) }))) },
  { name: 'a.zip', what: 'ends of archives', make: (size) => Buffer.from(repeated('PK\x05\x06', size), 'latin1') },
  { name: 'a-1-py3-none-any.whl', what: 'lines of RECORD', make: (size) => zip([{ path: 'a-1.dist-info/RECORD', content: repeated('a,,\n', size), method: 0 }]) },
  { name: 'a-1-py3-none-any.whl', what: 'quotes in RECORD', make: (size) => zip([{ path: 'a-1.dist-info/RECORD', content: repeated('"', size), method: 0 }]) },
  { name: 'a.jar', what: 'signatures', make: (size) => zip(times(count(size, 110), (i) => ({ path: `META-INF/${i}.SF` }))) },
  { name: 'a.jar', what: 'a manifest of many lines', make: (size) => signedJar('\n', size * 4) },
  { name: 'a.jar', what: 'a manifest of many files', make: (size) => signedJar('Name: a\nSHA-256-Digest: x\n\n', size * 4) },
  { name: 'a.zip', what: 'jars with manifests of many lines', make: (size) => zip(times(16, (i) => ({ path: `${i}.jar`, content: signedJar('\n', size >> 1) }))) },
  { name: 'a.jar', what: 'a manifest that names an index of layers', make: (size) => zip([{ path: 'META-INF/MANIFEST.MF', content: `Spring-Boot-Layers-Index: layers.idx\n${repeated('\n', size * 4)}`, method: 8 }, { path: 'layers.idx', content: '- "a":\n' }]) },
  { name: 'a-1.0.0.tgz', what: 'entries', make: (size) => tgz(times(count(size, 512), (i) => ({ path: `package/${i}`, content: '' }))) },
  { name: 'a-1.0.0.tgz', what: 'pax records', make: (size) => tgz([{ path: 'package/x', type: 'x', content: repeated('6 a=b\n', size) }, { path: 'package/a', content: '' }]) },
  { name: 'a-1.0.0.tgz', what: 'pax records that are cut off', make: (size) => tgz([{ path: 'package/x', type: 'x', content: repeated('1 ', size) }, { path: 'package/a', content: '' }]) },
  { name: 'a-1.0.0.tgz', what: 'entries that pack well', make: (size) => gzipSync(tar([PACKAGE, ...times(count(size * 4, 512), () => ({ path: 'package/a', content: '' }))])) },
  { name: 'a-1.0.0.tgz', what: 'pax records that pack well', make: (size) => gzipSync(tar([PACKAGE, { path: 'package/x', type: 'x', content: repeated('6 a=b\n', size * 4) }, { path: 'package/a', content: '' }])) },
  { name: 'a-1.0.0.tgz', what: 'long names', make: (size) => tgz(times(count(size, 2048), () => ({ path: 'x', type: 'L', content: 'a'.repeat(600) }))) },
  { name: 'a.wasm', what: 'sections', make: (size) => bytesOf(0, 'asm', u32(1), Buffer.alloc(count(size, 3) * 3, Buffer.of(0, 1, 0))) },
  { name: 'a.wasm', what: 'sections of the mark', make: (size) => bytesOf(0, 'asm', u32(1), Buffer.alloc(count(size, 14) * 14, bytesOf(0, 12, 10, 'chalk.mark', '{'))) },
  { name: 'a.gguf', what: 'pairs', make: (size) => gguf(0, times(count(size, 14), (i) => bytesOf(string(String(i % 10)), u32(0), 0))) },
  { name: 'a.gguf', what: 'alignments', make: (size) => gguf(0, times(count(size, 33), () => bytesOf(string('general.alignment'), u32(4), u32(1 << 20)))) },
  { name: 'a.gguf', what: 'empty strings', make: (size) => gguf(0, [bytesOf(string('a'), u32(9), u32(8), u64(count(size, 8)), Buffer.alloc(count(size, 8) * 8))]) },
  { name: 'a.gguf', what: 'empty arrays', make: (size) => gguf(0, [bytesOf(string('a'), u32(9), u32(9), u64(count(size, 12)), Buffer.alloc(count(size, 12) * 12))]) },
  { name: 'a.gguf', what: 'tensors', make: (size) => gguf(count(size, 24), [], Buffer.alloc(count(size, 24) * 24)) },
  { name: 'a.gguf', what: 'a count without end', make: (size) => bytesOf('GGUF', u32(3), u64(0), u64(2 ** 52), Buffer.alloc(size)) },
  { name: 'a.safetensors', what: 'tensors', make: (size) => safeTensors(`{${times(count(size, 60), (i) => `"${i}":{"dtype":"I8","shape":[0],"data_offsets":[0,0]}`).join(',')}}`) },
  { name: 'a.safetensors', what: 'lists in lists', make: (size) => safeTensors(`{"a":${'['.repeat(size / 2)}${']'.repeat(size / 2)}}`) },
  { name: 'a.safetensors', what: 'open lists', make: (size) => safeTensors(`{"a":${'['.repeat(size)}`) },
  { name: 'a.safetensors', what: 'metadata', make: (size) => safeTensors(`{"__metadata__":{${times(count(size, 10), (i) => `"${i}":""`).join(',')}}}`) },
  { name: 'a.safetensors', what: 'metadata again and again', make: (size) => safeTensors(`{${times(count(size, 20), () => `"__metadata__":{}`).join(',')}}`) },
  { name: 'a.safetensors', what: 'escapes', make: (size) => safeTensors(`{"__metadata__":{"a":"${'\\u0041'.repeat(size / 6)}"}}`) },
  { name: 'a.pem', what: 'an identifier of one long arc', make: (size) => certificate(extension(Buffer.concat([Buffer.alloc(size * 0.7, 0x81), Buffer.of(1)]))) },
  { name: 'a.pem', what: 'an identifier of many arcs', make: (size) => certificate(extension(Buffer.alloc(size * 0.7, 1))) },
  { name: 'a.pem', what: 'extensions', make: (size) => certificate(Buffer.concat(times(count(size * 0.7, 14), (i) => extension(Buffer.of(42, 3, 0x81, 0x80 | (i >> 7), i & 127))))) },
  { name: 'a.pem', what: 'certificates', make: (size) => Buffer.from(repeated(certificate(Buffer.alloc(0)).toString(), size)) },
  { name: 'a.pem', what: 'beginnings', make: (size) => Buffer.from(repeated('-----BEGIN CERTIFICATE-----\n', size)) },
  { name: 'a.pyc', what: 'beginnings of marks', make: (size) => bytesOf(Buffer.of(0xcb, 0x0d, 0x0d, 0x0a), Buffer.alloc(12), repeated(START, size), '}') },
  { name: 'a.pyc', what: 'marks', make: (size) => bytesOf(Buffer.of(0xcb, 0x0d, 0x0d, 0x0a), Buffer.alloc(12), repeated(`{"MAGIC":"${MAGIC}","a":1}`, size)) },
]

export const COSTLY: readonly Costly[] = [...texts(), ...BINARIES]
