/** What a page says that it loads, and that finding it takes time in proportion to the page. */
import { describe, expect, test } from 'vitest'
import { expectLinear } from '../../core/test/growth.js'
import { type Kind, referencesIn } from '../src/inputs/references.js'

async function urlsIn(text: string, kind: Kind): Promise<string[]> {
  const urls: string[] = []
  for await (const { url } of referencesIn(text, kind)) urls.push(url)
  return urls
}

describe('a page', () => {
  test.each([
    ['attributes in any spelling', '<SCRIPT async SRC = "a.js" ></SCRIPT >', ['a.js']],
    ['attributes with a > in them', '<script data-a=">" src=a.js></script>', ['a.js']],
    ['entities', '<script src="a?b&amp;c&#x2e;js"></script>', ['a?b&c.js']],
    ['no comments', '<!-- <script src=a.js></script> --><script src=b.js></script>', ['b.js']],
    ['what follows an empty comment', '<!--><script src=a.js></script>-->', ['a.js']],
    ['what follows a comment that ends in --!>', '<!-- --!><script src=a.js></script>', ['a.js']],
    ['no text of titles', '<title><script src=a.js></script></title>', []],
    ['no tags in scripts', 'x<script>"<script src=a.js>"</script>', []],
    ['no end in escaped scripts', '<script><!--<script></script><script src=a.js></script>--></script>', []],
    [
      'scripts in SVG',
      '<svg><script src="" href=a.js></script><script xlink:href=b.js></script></svg><script href=c.js src=d.js></script>',
      ['a.js', 'b.js', 'd.js', 'c.js'],
    ],
    ['inline modules', '<script type=module>import "./a.js"</script>', ['./a.js']],
    ['no data', '<script type="application/json">"a.wasm"</script>', []],
    ['styles', '<link rel="x stylesheet" href=a.css><style>@import "b.css"</style>', ['a.css', 'b.css']],
    [
      'what is loaded ahead',
      '<link rel=preload as=script href=a.js><link rel=preload as=font href=b>',
      ['a.js'],
    ],
    ['a script that never ends', '<script src=a.js>', ['a.js']],
  ])('has %s', async (_, text, urls) => {
    expect(await urlsIn(text, 'html')).toEqual(urls)
  })

  test('says what its references are relative to', async () => {
    const text =
      '<script src=a></script><base href=/x/><script src=b></script><base href=/y/><script src=c></script>'
    const found = []
    for await (const reference of referencesIn(text, 'html')) found.push(reference)
    expect(found).toEqual([{ url: 'a' }, { url: 'b', base: '/x/' }, { url: 'c', base: '/x/' }])
  })
})

test.each([
  ['@import url( "a.css" ); @import url(b.css); @import\n\'c.css\' screen;', ['a.css', 'b.css', 'c.css']],
  ['/* @import "a.css"; */ @import "b.css";', ['b.css']],
  ['a::before { content: "/*" } @import "b.css"; /**/', ['b.css']],
  ['a::before { content: "\\"@import b.css" }', []],
  ['/* @import "a.css";', []],
])('a style sheet imports: %s', async (text, urls) => {
  expect(await urlsIn(text, 'style')).toEqual(urls)
})

describe('takes time in proportion to', () => {
  test.each<[Kind, string]>([
    ['html', '<script <script '],
    ['html', '<script>'],
    ['html', '<script></script>'],
    ['html', '<script>import "./a"</script>'],
    ['html', '<script src='],
    ['html', '<script src="a'],
    ['html', '<!--'],
    ['html', '<style>/*'],
    ['html', '<style></style>'],
    ['html', '<link '],
    ['html', '</script'],
    ['html', '<base href=a><script src=b>'],
    ['html', '&'],
    ['html', '<![CDATA['],
    ['style', '/*'],
    ['style', '@import '],
    ['style', '@import url('],
    ['style', '"\n'],
    ['style', '\\"'],
    ['script', 'new URL('],
    ['script', 'new URL("a",'],
    ['script', '"a.wasm'],
    ['script', 'import('],
    ['script', 'import "./a";'],
    ['script', '`${'],
    ['script', 'import {'],
    ['script', '/*'],
    ['script', 'import/'],
    ['script', 'export*from'],
    ['script', 'import.meta.'],
    ['script', '}/'],
  ])('%s: %s', async (kind, token) => {
    await expectLinear((length) => {
      const text = token.repeat(length / token.length)
      return async () => {
        for await (const _ of referencesIn(text, kind));
      }
    })
  })

  test('attributes', async () => {
    await expectLinear((length) => {
      const text = `<script ${Array.from({ length: length / 8 }, (_, i) => `a${i}`).join(' ')}>`
      return async () => {
        for await (const _ of referencesIn(text, 'html'));
      }
    })
  })
})
