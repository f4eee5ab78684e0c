/** Small artifacts that real programs can run or read, each marked in several ways. */
import { chalkId, encodeMark, MAGIC, sealMark } from '@chalkmark/mark'
import { bufferSource } from '../../../packages/core/src/bytes/source.js'
import { applySplices, sha256 } from '../../../packages/core/src/bytes/splices.js'
import { codecFor } from '../../../packages/core/src/formats/index.js'
import { CONTENT_HASH } from '../../../packages/core/src/keys/catalogue.js'
import { contentHash, inspect } from '../../../packages/core/src/mark/inspect.js'
import { corpus } from '../corpus.js'
import type { NamedFile } from '../formats.js'

interface Plain extends NamedFile {
  /** Which observers look at it. */
  kind: string
}

/** An artifact with its mark. */
export interface Sample extends Plain {
  /** The mark's text. */
  mark: Buffer
  /** The bytes from before marking. */
  plain: Buffer
  /** The normal form, over which HASH is in most formats. */
  normal: Buffer
  /** What the file `.chalk` beside it holds. */
  beside?: Buffer
}

/** What becomes of a sample. */
export interface Change {
  name: string
  bytes: Buffer
  /** The file `.chalk` beside it, if there is another one than before. */
  beside?: Buffer
}

export const PLACEHOLDER = `{ "MAGIC" : "${MAGIC}" }`

/** Programs whose output tells what they read; `@` is where a placeholder may stand. */
const TEXTS: Record<string, [kind: string, text: string]> = {
  'a.js': ['js', '@let a = `x\x24{1}` // y\n/* z */ console.log(a, /[/*]/.test("//"), "end")\n'],
  'b.mjs': ['js', '@export const a = 1\nconsole.log("good", a)'],
  'c.cjs': ['js', '#!/usr/bin/env node\n@console.log("good")\n//# sourceMappingURL=c.js.map\n'],
  'a.ts': ['ts', '@const a: number = 1\nconsole.log(a as unknown, "b")\n'],
  'a.css': ['css', '@charset "utf-8";\n@p { color: red } /* c */ q::after { content: "x" }\n'],
  'a.html': [
    'html',
    '<!doctype html>\n<title>a</title>@<body><p>b</p><script>let a = 1</script>\n</body></html>\n',
  ],
  'b.html': ['html', '<p>only <b>this</b>'],
  'a.svg': ['xml', '<svg xmlns="http://www.w3.org/2000/svg">@<!-- c --><path d="M0 0"/></svg>\n'],
  'a.py': ['python', '#!/usr/bin/env python3\n@x = """a\n# b"""\nprint(x, len("é"))\n'],
  'b.py': ['python', '@print("good")'],
  'a.sh': ['sh', '#!/bin/sh\n@echo "good" # c\nif true; then echo b; fi\n'],
  'a.pl': ['perl', '#!/usr/bin/perl\n@print "good\\n"; # b\nprint "x\\n";\n__END__\nd\n'],
  'a.rb': ['ruby', '#!/usr/bin/env ruby\n@puts "é".length # b\nputs "x"\n__END__\nc\n'],
  'a.php': ['php', '<?php\n@echo "good\\n"; # b\n'],
  'b.php': ['php', '<p><?php echo "a"; ?>\n</p>\n'],
  'a.lua': ['lua', '@print("good") -- x\n'],
  'a.tcl': ['tcl', '#!/usr/bin/env tclsh\n@puts good ;# x\nputs y\n'],
  a: [
    'java',
    '#!/usr/bin/java --source 17\n@class A { public static void main(String[] a) { System.out.println("good"); } }\n',
  ],
}

/** How a comment begins and ends, by kind, if not with `#` and a line end. */
export const COMMENTS: Record<string, [string, string]> = {
  js: ['// ', '\n'],
  ts: ['// ', '\n'],
  java: ['// ', '\n'],
  php: ['// ', '\n'],
  css: ['/* ', ' */\n'],
  html: ['<!-- ', ' -->'],
  xml: ['<!-- ', ' -->'],
  lua: ['-- ', '\n'],
}

function texts(): Plain[] {
  return Object.entries(TEXTS).flatMap(([name, [kind, text]]) => {
    const [open, close] = COMMENTS[kind] ?? ['# ', '\n']
    const plain = Buffer.from(text.replace('@', ''))
    const holder = open + PLACEHOLDER + close
    const held = Buffer.from(text.replace('@', () => holder))
    // A second one behind it, at the end of the text.
    const twice = Buffer.from(text.replace('@', () => holder).replace(/\n?$/, `\n${holder}`))
    return text.includes('@')
      ? [
          { name, kind, bytes: plain },
          { name, kind, bytes: held },
          { name, kind, bytes: twice },
        ]
      : [{ name, kind, bytes: plain }]
  })
}

const KINDS: Record<string, string> = {
  wasm: 'wasm',
  pyc: 'pyc',
  zip: 'zip',
  jar: 'zip',
  war: 'zip',
  whl: 'zip',
  tgz: 'tar',
  gguf: 'gguf',
  safetensors: 'safetensors',
  exe: 'pe',
  dll: 'pe',
  dylib: 'macho',
  '': 'elf',
  o: 'elf',
  so: 'elf',
}

/** The binary files of the corpus of the other fuzzer. */
function binaries(folder: string): Plain[] {
  return corpus(folder).flatMap(({ name, bytes }) => {
    const extension = /\.([^.]*)$/.exec(name)?.[1] ?? ''
    const kind = KINDS[extension]
    if (kind === undefined || !bytes.includes(0) || bytes.length > 1 << 20) return []
    const samples = [{ name, kind, bytes }]
    if (kind === 'zip')
      samples.push({ name, kind, bytes: Buffer.concat([Buffer.from('#!/bin/sh\nexec true\n'), bytes]) })
    return samples
  })
}

/** Values that stand in marks: what others choose, and would like to act. */
const VALUES = [
  {},
  {
    COMMIT_MESSAGE:
      'Fix */ --> --!> </script> ?> # x\r\n// y \u2028 z \u0085 `\x24{1}` $(touch pwned) __END__ ]]> --',
  },
  {
    'X-A': ['/*', '<!--', '<?php', '"""', "'''", '%>', ']]', '\\', '=cut'],
    TAG: 'v1',
    'X-N': { a: 1, b: null, c: true },
  },
]

/**
 * Every sample, marked; those that cannot be marked are left out.
 * @param hasContentHash whether the marks hold X-CONTENT-HASH where the format has one.
 */
export async function marked(folder: string, hasContentHash = true): Promise<Sample[]> {
  const all: Sample[] = []
  for (const plain of [...texts(), ...binaries(folder)]) {
    for (const values of VALUES) {
      const sample = await mark(plain, values, hasContentHash).catch(() => undefined)
      if (sample) all.push(sample)
    }
  }
  return all
}

async function mark(plain: Plain, values: object, hasContentHash: boolean): Promise<Sample | undefined> {
  const { name, bytes } = plain
  const source = bufferSource(bytes)
  const options = { allScripts: true, archives: 'all' } as const
  const candidate = { name, source, beside: () => undefined }
  const codec = codecFor(candidate, options)
  if (!codec) return undefined
  const { artifact, hash } = await inspect(candidate, codec, options)
  const content = hasContentHash ? await contentHash(artifact, source) : undefined
  const dict = {
    ...{ MAGIC, CHALK_ID: chalkId(hash), CHALK_VERSION: '1.1.3', HASH: hash, ...values },
    ...(content !== undefined && { [CONTENT_HASH]: content }),
  }
  const text = Buffer.from(encodeMark(sealMark(dict, sha256)))
  const edits = await artifact.insert(text)
  const normal = applySplices(bytes, artifact.normalForm)
  const sample = { ...plain, mark: text, plain: bytes, normal }
  return artifact.sidecar === undefined
    ? { ...sample, bytes: applySplices(bytes, edits) }
    : { ...sample, beside: applySplices(Buffer.alloc(0), edits) }
}
