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
    ['scripts in the HTML of SVG', '<svg><title><script src=a.js></script></title></svg>', ['a.js']],
    ['scripts in a foreign object', '<svg><foreignObject><p><script src=a.js></script>', ['a.js']],
    ['titles in that HTML', '<svg><desc><title><script src=a.js></script></title></desc></svg>', []],
    ['scripts in the HTML of MathML', '<math><mtext><script src=a.js></script></math>', ['a.js']],
    ['titles behind SVG', '<svg><g></svg><title><script src=a.js></script></title>', []],
    ['titles behind what ends SVG', '<svg><p><title><script src=a.js></script></title>', []],
    ['titles behind an empty SVG', '<svg/><title><script src=a.js></script></title>', []],
    ['no text of SVG', '<svg><![CDATA[<script src=a.js></script>]]></svg>', []],
    ['entities in styles of SVG', '<svg><style>@import "&#47;a.css"</style></svg>', ['/a.css']],
    ['no entities in other styles', '<style>@import "&#47;a.css"</style>', ['&#47;a.css']],
    [
      'scripts of SVG that are cut into two',
      '<svg><script>import("./a.js")<g></g>import("./b.js")</script>',
      ['./a.js', './b.js'],
    ],
    [
      'scripts behind what is only for browsers without',
      '<noscript><p title="</noscript><script src=a.js></script>">',
      ['a.js'],
    ],
    [
      'what is for browsers without scripts',
      '<noscript><link rel=stylesheet href=a.css></noscript>',
      ['a.css'],
    ],
    ['a script that never ends', '<script src=a.js>', ['a.js']],
  ])('has %s', async (_, text, urls) => {
    expect(await urlsIn(text, 'html')).toEqual(urls)
  })

  test.each([
    [
      'scripts that are empty elements',
      '<html><script src="a.js"/><script src="b.js"/></html>',
      ['a.js', 'b.js'],
    ],
    ['text of HTML', '<html><title><script src="a.js"/></title></html>', ['a.js']],
    [
      'prefixes',
      '<h:html><h:script src="a.js"></h:script><s:style>@import "b.css"</s:style></h:html>',
      ['a.js', 'b.css'],
    ],
    [
      'scripts of SVG',
      '<svg><script href="a.js"/><script><![CDATA[import("./b.js")]]></script></svg>',
      ['a.js', './b.js'],
    ],
    ['no text in CDATA', '<html><p><![CDATA[<script src="a.js"/>]]></p></html>', []],
    ['style sheets', '<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="a.xsl"?><a/>', ['a.xsl']],
    ['programs in style sheets', '<xsl:template match="/"><script src="a.js"/></xsl:template>', ['a.js']],
  ])('in XML has %s', async (_, text, urls) => {
    expect(await urlsIn(text, 'xml')).toEqual(urls)
  })

  test('says what its references are relative to', async () => {
    const text =
      '<script src=a></script><base href=/x/><script src=b></script><base href=/y/><script src=c></script>'
    const found = []
    for await (const reference of referencesIn(text, 'html')) found.push(reference)
    expect(found.map(({ url, base }) => ({ url, base }))).toEqual([
      { url: 'a' },
      { url: 'b', base: '/x/' },
      { url: 'c', base: '/x/' },
    ])
  })
})

test.each([
  ['@import url( "a.css" ); @import url(b.css); @import\n\'c.css\' screen;', ['a.css', 'b.css', 'c.css']],
  ['/* @import "a.css"; */ @import "b.css";', ['b.css']],
  ['a::before { content: "/*" } @import "b.css"; /**/', ['b.css']],
  ['a::before { content: "\\"@import b.css" }', []],
  ['/* @import "a.css";', []],
  ['@import "/\\65 vil.css"; @import "\\00002fa.css"; @import "\\a.css"', ['/evil.css', '/a.css', '\n.css']],
  ['@import/**/url(/a.css); @import/**/ /**/"b.css"; @import"c.css"', ['/a.css', 'b.css', 'c.css']],
  ['@IMP\\4fRT url(/a.css); @\\69\r\nmport "b.css"', ['/a.css', 'b.css']],
  ['@import "a\\\n.css"; @import "b\\\r\n.css"', ['a.css', 'b.css']],
  ['@import u\\72l(a.css); @import URL( b.css ); @import url( "c.css" )', ['a.css', 'b.css', 'c.css']],
  ['@import url(\\2f a\\29.css\\20 ); @import url(b.css', ['/a).css ', 'b.css']],
  ['@import "a.css', ['a.css']],
  ['@import "a\n.css"; @import url(a b); @import url(a"b); @import url(a(b)', []],
  ['@importx "a.css"; @import x "b.css"; @import a.css; #import "c.css"; \\@import "d.css"', []],
  ['url(/*) @import "a.css"; /*) url(*/', ['a.css']],
  ['a#url(/* ) */ @import "a.css"', ['a.css']],
  ['<!--@import "a.css";-->@import "b.css"', ['a.css', 'b.css']],
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
    ['html', '<svg>'],
    ['html', '<svg><title>'],
    ['html', '<svg><title><b>'],
    ['html', '<svg><style>'],
    ['html', '<svg></title>'],
    ['html', '<noscript>'],
    ['html', '<noscript></noscript>'],
    ['style', '\\'],
    ['style', '\\6'],
    ['style', '@import url(\\6 '],
    ['style', '@import url( '],
    ['style', '@import "\\'],
    ['style', 'url('],
    ['style', 'a'],
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
