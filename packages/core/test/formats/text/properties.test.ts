import { chalkId, encodeMark, PLACEHOLDER, parseMark, validate } from '@chalkmark/mark'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bufferSource, type Splice } from '../../../src/bytes/source.js'
import { CodecError } from '../../../src/error.js'
import type { Artifact } from '../../../src/formats/artifact.js'
import { text } from '../../../src/formats/text/index.js'
import { TABLE } from '../../../src/formats/text/language-table.js'
import { expectLinear } from '../../growth.js'
import { applied, hashOf, markFor } from '../artifacts.js'

/** A file name and a first line for each language. */
const languages = TABLE.map(({ type, extensions, interpreters }) => {
  const [extension] = extensions?.split(' ') ?? []
  const [interpreter] = interpreters?.split(' ') ?? []
  return extension
    ? { type, name: `a.${extension}`, head: '' }
    : { type, name: 'a', head: `#!/usr/bin/${interpreter}\n` }
})

const nested = encodeMark({ MAGIC: 'dadfedabbadabbed', A: '{ "MAGIC" : "dadfedabbadabbed" }' })

/** Pieces of texts that matter to one language or another. */
const piece = fc.constantFrom(
  ...[
    '\n',
    '\r\n',
    '\r',
    ' ',
    '\t',
    'x',
    'é',
    '😀',
    '\ufeff',
    '\\',
    '"',
    "'",
    '`',
    '#',
    '//',
    '/*',
    '*/',
    '--',
    ';',
    '%',
  ],
  ...[
    '<!--',
    '-->',
    '<?php',
    '?>',
    '<script>',
    '</script>',
    '<svg/>',
    '<pre>',
    '__END__',
    '=cut',
    '```',
    '<<EOF',
    'EOF',
  ],
  ...['//# sourceMappingURL=a.map', '/*# sourceMappingURL=a.map */', 'url(', ')', '(', '{', '}', 'exit 0'],
  ...['"MAGIC" : "dadfedabbadabbed"', '{ "MAGIC" : "dadfedabbadabbed" ', nested],
)
const content = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''))
/** The canonical placeholder, alone in a comment that no own mark of ours can be taken for. */
const withPlaceholder = (open: string, close: string) =>
  fc
    .tuple(content, content)
    .map(([a, b]) => `${a}\n${open}v1 { "MAGIC" : "dadfedabbadabbed" }${close}\nx${b}`)

interface Read {
  artifact: Artifact
  hash: string
}

async function read(name: string, bytes: Buffer): Promise<Read> {
  const candidate = { name, source: bufferSource(bytes) }
  expect(text.claims(candidate, { allScripts: true })).toBeDefined()
  const artifact = await text.read(candidate, { allScripts: true })
  return { artifact, hash: await hashOf(artifact, bytes) }
}

async function insertion({ artifact }: Read, mark: Buffer): Promise<Splice[] | undefined> {
  try {
    return await artifact.insert(mark)
  } catch (error) {
    expect(error).toBeInstanceOf(CodecError)
    expect((error as CodecError).message).toMatch(/^[^\x00-\x1f\x7f]+$/)
    return undefined
  }
}

/** `original` with the placeholder that these splices fill in, if they do, spelled as it comes back. */
function respelled(original: Buffer, splices: Splice[]): Buffer {
  const filled = splices.filter(({ remove }) => remove > 0)
  for (const { at, remove } of filled) {
    expect(parseMark(original.subarray(at, at + remove))).toEqual({
      end: remove,
      dict: { MAGIC: 'dadfedabbadabbed' },
    })
  }
  return applied(
    original,
    filled.map((splice) => ({ ...splice, insert: Buffer.from(PLACEHOLDER) })),
  )
}

async function check(name: string, original: Buffer): Promise<void> {
  const before = await read(name, original)
  const splices = await insertion(
    before,
    markFor(before.hash, { COMMIT_MESSAGE: 'é */ --> ?> </script> --' }),
  )
  if (!splices) return
  const once = applied(original, splices)
  const marked = await read(name, once)
  expect(marked.hash).toBe(before.hash)
  expect(validate(marked.artifact.mark!.dict, chalkId(marked.hash))).toEqual({ valid: true, errors: [] })
  const removed = applied(once, await marked.artifact.remove(Buffer.alloc(32)))
  if (!before.artifact.mark) expect(removed).toEqual(respelled(original, splices))

  const twice = applied(once, (await insertion(marked, markFor(before.hash, { 'X-AGAIN': 1 })))!)
  const again = await read(name, twice)
  const { mark } = again.artifact
  expect(again.hash).toBe(before.hash)
  expect(mark!.at).toBe(marked.artifact.mark!.at)
  expect(twice.subarray(0, mark!.at)).toEqual(once.subarray(0, mark!.at))
  expect(twice.subarray(mark!.at! + mark!.text.length)).toEqual(
    once.subarray(mark!.at! + marked.artifact.mark!.text.length),
  )
  // What is left when the mark is gone is hashed alike.
  expect((await read(name, removed)).hash).toBe(before.hash)
}

describe.each(languages)('any $type', ({ name, head }) => {
  it('keeps its HASH, and gets its bytes back', async () => {
    await fc.assert(
      fc.asyncProperty(content, (body) => check(name, Buffer.from(head + body))),
      { numRuns: 150 },
    )
  })
})

describe.each([
  ['a.js', '// ', ''],
  ['a.ts', '  //', ' .'],
  ['a.sh', 'x # ', ' y'],
  ['a.lua', '-- ', ''],
  ['a.css', '/*', '*/'],
  ['a.html', '<!--', '-->'],
  ['a.php', '# ', ''],
])('any %s with a placeholder', (name, open, close) => {
  it('keeps its HASH, and gets the placeholder back', async () => {
    await fc.assert(
      fc.asyncProperty(withPlaceholder(open, close), (body) => check(name, Buffer.from(body))),
      { numRuns: 150 },
    )
  })
})

describe('any bytes', () => {
  it('are read in every language, and throw nothing but a CodecError', async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 80 }),
      fc
        .array(
          fc.oneof(
            piece.map((text) => Buffer.from(text)),
            fc.uint8Array({ maxLength: 4 }),
          ),
          { maxLength: 10 },
        )
        .map(Buffer.concat),
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...languages), bytes, async ({ name, head }, body) => {
        const original = Buffer.concat([Buffer.from(head), body])
        const before = await read(name, original)
        await insertion(before, markFor(before.hash))
        await before.artifact.remove(Buffer.alloc(32))
      }),
      { numRuns: 2000 },
    )
  })
})

describe('a text made to take long', () => {
  it.each<[string, string, (times: number) => string]>([
    [
      'marks that do not end',
      'a.js',
      (times) => `// ${'{ "MAGIC" : "dadfedabbadabbed", "a" : ['.repeat(times)}`,
    ],
    ['marks in strings', 'a.js', (times) => `f('${'{ "MAGIC" : "dadfedabbadabbed" }'.repeat(times)}')`],
    ['keys without their values', 'a.js', (times) => `f('${'"MAGIC" : '.repeat(times)}')`],
    [
      'blanks around keys',
      'a.js',
      (times) => `f('${`{${' '.repeat(40)}"MAGIC"${' '.repeat(40)}`.repeat(times)}')`,
    ],
    ['blank lines', 'a.js', (times) => '\n'.repeat(times * 20)],
    ['magic comments', 'a.js', (times) => `x${'\n//# sourceURL=a'.repeat(times)}`],
    ['comments', 'a.php', (times) => '<?php //\n'.repeat(times)],
    ['here-documents', 'a.sh', (times) => 'cat <<A\nA\n'.repeat(times)],
    ['here-documents without end', 'a.pl', (times) => `${'f <<A;\n'.repeat(times)}__END__\n`],
    ['tags', 'a.html', (times) => `${'<pre>'.repeat(times)}${'</template>'.repeat(times)}`],
    ['foreign tags', 'a.html', (times) => `${'<svg><desc>'.repeat(times)}${'</math>'.repeat(times)}`],
    ['dashes', 'a.html', (times) => `<!--${'-'.repeat(times * 20)}`],
    ['scripts in scripts', 'a.html', (times) => `<script><!--${'<script>'.repeat(times)}`],
    ['fences', 'a.md', (times) => '```\n~~~\n'.repeat(times)],
    ['parentheses', 'a.css', (times) => `${'url(()'.repeat(times)}`],
  ])('does not: %s', async (_what, name, body) => {
    await expectLinear((length) => {
      const bytes = Buffer.from(body(length / 16))
      return async () => insertion(await read(name, bytes), markFor('00'.repeat(32)))
    })
  })
})
