/** The tree of a marked page is that of the page but for one comment, with scripting and without. */
import fc from 'fast-check'
import { type DefaultTreeAdapterTypes, parse } from 'parse5'
import { describe, expect, it } from 'vitest'
import { CodecError } from '../../../src/error.js'
import { marked } from './marked.js'

type Node = DefaultTreeAdapterTypes.Node

/** The tree as lines, without the mark's comment. */
function treeOf(node: Node, depth = 0): string[] {
  if (node.nodeName === '#comment' && 'data' in node && node.data.includes('"MAGIC"')) return []
  const value = 'value' in node ? node.value : 'data' in node ? node.data : ''
  const attributes = 'attrs' in node ? node.attrs.map(({ name, value }) => ` ${name}=${value}`) : []
  const children = 'childNodes' in node ? node.childNodes : []
  const content = 'content' in node ? treeOf(node.content, depth + 1) : []
  return [
    `${' '.repeat(depth)}${node.nodeName}${attributes} ${JSON.stringify(value)}`,
    ...content,
    ...children.flatMap((child) => treeOf(child, depth + 1)),
  ]
}

function hasMark(node: Node): boolean {
  if (node.nodeName === '#comment' && 'data' in node) return node.data.includes('"MAGIC"')
  return (
    ('childNodes' in node && node.childNodes.some(hasMark)) || ('content' in node && hasMark(node.content))
  )
}

/** Compares the trees; false if the page is refused. */
async function check(page: string): Promise<boolean> {
  let out: string
  try {
    out = await marked('a.html', page)
  } catch (error) {
    if (error instanceof CodecError) return false
    throw error
  }
  for (const scriptingEnabled of [true, false]) {
    const tree = parse(out, { scriptingEnabled })
    expect(hasMark(tree), page).toBe(true)
    expect(treeOf(tree), page).toEqual(treeOf(parse(page, { scriptingEnabled })))
  }
  return true
}

describe('a marked page has the same tree', () => {
  it.each([
    '<!DOCTYPE html><title>t</title><body><table><a href=x>1<td>2</td>3</table>',
    '<b><p>a</b>\n',
    '<p>hello',
    'hello\n',
    '<body style="white-space:pre">a</body></html>\n',
    '</html>\n\n',
    '<table><tr><td>a</table>\n',
    '<select><option>a',
    '<frameset></frameset></html>\n',
    '<svg><g>',
    '<noscript><p>a</noscript>',
    '<head><noscript><style>a{}</style></noscript>',
    '',
  ])('%j', async (page) => expect(await check(page)).toBe(true))

  it.each([
    '<noscript><select></noscript><title><!--</title> -->',
    '<noscript><svg></noscript><style><!--</style>',
    '<noscript><textarea></noscript>',
    '<noscript><!-- </noscript> a',
    '<noscript><plaintext></noscript>',
    '<noscript><template></noscript>',
    '<noscript><title></noscript></title>',
  ])('or is refused: %j', async (page) => {
    await check(page)
  })

  const tag = fc.constantFrom(
    ...'a b i p div table tr td select option svg math title style script noscript textarea template pre'.split(
      ' ',
    ),
    ...'frameset noframes head body html iframe desc foreignObject mi annotation-xml font col caption li'.split(
      ' ',
    ),
    ...'nobr plaintext xmp listing form'.split(' '),
  )
  const bit = fc.oneof(
    tag.map((name) => `<${name}>`),
    tag.map((name) => `</${name}>`),
    fc.constantFrom(
      'text',
      '\n',
      ' ',
      '<!-- c -->',
      '<!--',
      '-->',
      '<noscript>',
      '</noscript>',
      '<![CDATA[',
      ']]>',
    ),
    fc.constantFrom('<!doctype html>', '"', '<a title="</noscript><!--">'),
  )
  it('whatever it holds', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(bit, { maxLength: 10 }), async (bits) => {
        await check(bits.join(''))
      }),
      { numRuns: 2000 },
    )
  })
})
