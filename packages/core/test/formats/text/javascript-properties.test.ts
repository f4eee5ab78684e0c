/** The comments of JavaScript in programs that are made up at random, and in large ones of others. */
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { javascriptComments } from '../../../src/formats/text/javascript.js'
import { code, commentsIn, joined, type Part, sequence, textsIn } from './scanned.js'

const comments = (program: string) => textsIn(javascriptComments, program)

// Programs of which it is known where the comments are.

const TRAPS = [
  '// x',
  '/* x',
  'x */',
  '"',
  "'",
  '`',
  '${',
  '}',
  '{ "MAGIC" : "dadfedabbadabbed" }',
  '/',
  '\\',
  '[',
  '<!--',
  'é',
  ' ',
]
const trap = fc.array(fc.constantFrom(...TRAPS), { maxLength: 4 }).map((traps) => traps.join(''))
const lines = fc.array(trap, { minLength: 1, maxLength: 3 }).map((traps) => traps.join('\n'))
const escaped = (what: RegExp) => (text: string) => text.replace(what, '\\$&')

const comment = (text: string): Part => ({ text, comments: [text] })
const blockComment = trap.map((content) => comment(`/*${content.replaceAll('*/', '* /')}*/`))
const lineComment = trap.map((content) => joined([comment(`//${content}`), '\n']))
const blank = fc.oneof(
  { weight: 4, arbitrary: code(fc.constant(' ')) },
  { weight: 1, arbitrary: blockComment.map((one) => joined([' ', one, ' '])) },
)
const gap = fc.oneof(
  { weight: 4, arbitrary: blank },
  { weight: 1, arbitrary: lineComment.map((one) => joined([' ', one])) },
  { weight: 1, arbitrary: code(fc.constantFrom('\n', '\r\n', '\u2028', '\u00a0')) },
)

const strings = fc
  .tuple(fc.constantFrom('"', "'"), lines)
  .map(([quote, content]) => `${quote}${content.replace(/["'\\\n]/g, '\\$&')}${quote}`)
const regex = fc
  .tuple(trap, trap, fc.constantFrom('', 'g', 'iu'))
  .map(
    ([before, inClass, flags]) =>
      `/(?:)${before.replace(/[\\/[*]/g, '\\$&')}[${inClass.replace(/[\]\\]/g, '\\$&')}]/${flags}`,
  )
const name = fc.constantFrom('a', '$', 'é', 'returns', 'a.if', 'a?.return', 'this', '\\u0061')
const number = fc.constantFrom('0', '1.', '.5', '0x1f', '1e3', '1_0n')

const { expression, statements } = fc.letrec<{ expression: Part; statement: Part; statements: Part }>(
  (tie) => {
    const inner = tie('expression')
    const templateText = lines.map(escaped(/[\\`]|\$\{/g))
    const template = fc
      .tuple(templateText, fc.array(fc.tuple(sequence(gap, inner), gap, templateText), { maxLength: 2 }))
      .map(([first, rest]) =>
        joined(['`', first, ...rest.flatMap(([one, behind, after]) => ['${', one, behind, '}', after]), '`']),
      )
    const operand = fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      code(name),
      code(number),
      code(strings),
      code(regex),
      template,
      sequence(gap, '(', inner, ')'),
      sequence(gap, '[', inner, ',', '...', inner, ']'),
      sequence(blank, code(name), '(', inner, ')'),
      sequence(gap, '(', '{', 'if', ':', inner, '}', ')'),
      sequence(gap, '(', '{', 'catch', '(', 'a', ')', '{', tie('statements'), '}', '}', ')'),
      sequence(gap, '(', 'function', '(', ')', '{', tie('statements'), '}', ')'),
      sequence(gap, '(', '(', 'a', ')', '=>', inner, ')'),
      sequence(gap, '(', 'class', '{', 'if', '(', ')', '{', tie('statements'), '}', '}', ')'),
      sequence(blank, code(name), template),
    )
    return {
      expression: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        operand,
        sequence(blank, operand, '/', operand),
        sequence(blank, operand, '/', operand, '/', operand),
        sequence(gap, operand, code(fc.constantFrom('+', '-', '&&', '>=', '==', '?.a,')), operand),
        sequence(blank, operand, code(fc.constantFrom('<', '<<', '<=')), operand),
        sequence(gap, code(fc.constantFrom('typeof', '!', '-', 'delete', 'new')), operand),
        sequence(gap, operand, '?', inner, ':', inner),
        sequence(blank, 'a', code(fc.constantFrom('++', '--')), '/', operand),
      ),
      statement: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        sequence(gap, inner, ';'),
        sequence(gap, 'let a', '=', inner, ';'),
        sequence(gap, 'return', inner, ';'),
        sequence(gap, 'if', '(', inner, ')', '{', tie('statements'), '}'),
        sequence(gap, 'if', '(', inner, ')', inner, ';', 'else', inner, ';'),
        sequence(gap, 'if', '(', inner, ')', inner, ';', 'else', '{', tie('statements'), '}'),
        sequence(gap, 'for await', '(', 'a of b', ')', inner, ';'),
        sequence(gap, 'while', '(', inner, ')', '{', tie('statements'), '}'),
        sequence(gap, 'do', '{', tie('statements'), '}', 'while', '(', inner, ')'),
        sequence(gap, 'try', '{', tie('statements'), '}', 'catch', '{', tie('statements'), '}'),
        sequence(
          gap,
          'switch',
          '(',
          inner,
          ')',
          '{',
          'case',
          inner,
          ':',
          tie('statements'),
          'default',
          ':',
          '}',
        ),
        sequence(gap, 'function f', '(', ')', '{', tie('statements'), '}', ';'),
      ),
      statements: fc.array(tie('statement'), { maxLength: 3 }).map(joined),
    }
  },
)
const program = fc.tuple(statements, expression).map(joined)

describe('comments of any program', () => {
  it('are found, and nothing else', () => {
    fc.assert(
      fc.property(program, ({ text, comments: expected }) => {
        expect(comments(text)).toEqual(expected)
      }),
      { numRuns: 3000 },
    )
  })

  it('are the same through a window', () => {
    fc.assert(
      fc.property(program, ({ text }) => {
        const bytes = Buffer.from(text)
        expect(commentsIn(javascriptComments, bytes, 0)).toEqual(commentsIn(javascriptComments, bytes))
      }),
      { numRuns: 200 },
    )
  })

  it('are inside of it, whatever its bytes are', () => {
    const tokens = fc.constantFrom(
      ...TRAPS,
      '//',
      '*/',
      '\n',
      '(',
      ')',
      '{',
      ']',
      '<',
      '>',
      'if',
      'of',
      '!',
      '.',
    )
    const bytes = fc.oneof(
      fc.uint8Array().map((one) => Buffer.from(one)),
      fc.array(tokens).map((one) => Buffer.from(one.join(''))),
    )
    fc.assert(
      fc.property(bytes, (one) => {
        const found = commentsIn(javascriptComments, one)
        found.forEach((at, i) => {
          expect(at).toBeLessThanOrEqual(one.length)
          if (i > 0) expect(at).toBeGreaterThanOrEqual(found[i - 1]!)
        })
      }),
      { numRuns: 2000 },
    )
  })
})

/** The comments between the tokens as TypeScript reads them. */
function commentsToTypeScript(path: string, program: string): number[] {
  const options = { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode: ts.JSDocParsingMode.ParseNone }
  const file = ts.createSourceFile(path, program, options)
  const found = new Map<number, number>()
  const visit = (node: ts.Node): void => {
    const children = node.getChildren(file)
    children.forEach(visit)
    if (children.length > 0 || node.kind === ts.SyntaxKind.JsxText) return
    for (const ranges of [ts.getTrailingCommentRanges, ts.getLeadingCommentRanges])
      for (const { pos, end } of ranges(program, node.pos) ?? []) found.set(pos, end)
  }
  visit(file)
  return [...found].sort(([a], [b]) => a - b).flat()
}

/** Offsets in bytes of offsets in UTF-16, which ascend. */
function inBytes(program: string, offsets: number[]): number[] {
  let bytes = 0
  let from = 0
  return offsets.map((offset) => {
    bytes += Buffer.byteLength(program.slice(from, offset))
    from = offset
    return bytes
  })
}

const require = createRequire(import.meta.url)
const inPackage = (name: string, path: string) => join(dirname(require.resolve(`${name}/package.json`)), path)
const SOURCES = join(import.meta.dirname, '../../../../core')

describe('comments of real programs are those that TypeScript finds', () => {
  const assets = inPackage('playwright-core', 'lib/vite/traceViewer/assets')
  it.each([
    inPackage('playwright-core', 'lib/coreBundle.js'),
    inPackage('fast-check', 'lib/fast-check.js'),
    ...readdirSync(assets)
      .filter((file) => file.endsWith('.js'))
      .map((file) => join(assets, file)),
  ])('%s', (path) => {
    const bytes = readFileSync(path)
    const expected = inBytes(bytes.toString(), commentsToTypeScript(path, bytes.toString()))
    expect(commentsIn(javascriptComments, bytes)).toEqual(expected)
  })

  it('in TypeScript too, up to where it is no more sure', () => {
    let sure = 0
    let all = 0
    for (const file of readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts') || file.includes('node_modules') || file.includes('dist')) continue
      const bytes = readFileSync(join(SOURCES, file))
      const expected = inBytes(bytes.toString(), commentsToTypeScript(file, bytes.toString()))
      const found = commentsIn(javascriptComments, bytes)
      expect(found, file).toEqual(expected.slice(0, found.length))
      sure += found.length
      all += expected.length
    }
    expect(sure).toBeGreaterThan(all * 0.9)
  })
})
