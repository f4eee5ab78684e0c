import { describe, expect, it } from 'vitest'
import { text } from '../../../src/formats/text/index.js'
import { applied, artifactOf, markFor } from '../artifacts.js'
import { marked, outcome, shape } from './marked.js'

const PLACEHOLDER = '{ "MAGIC" : "dadfedabbadabbed" }'

describe('HTML that does not end in the open', () => {
  it.each([
    '<script>f()',
    '<script>f("</scr")</script x',
    '<script><!-- <script></script>',
    '<style>a{}',
    '<title>hi',
    '<textarea>',
    '<xmp>',
    '<iframe>',
    '<noscript>',
    '<plaintext>',
    '<pre>hi',
    '<template><p>',
    '<svg><title>hi</title><![CDATA[ x',
    '<svg></g>',
    '<svg><p><style>',
    '<svg><font color=x><iframe>',
    '<math><annotation-xml encoding="text/html"><iframe>',
    '<math><annotation-xml encoding=text&sol;html><iframe>',
    '<math><annotation-xml><svg><desc><iframe>',
    '<math><mi><mglyph><style><a title="</style><!--"></a></style></mglyph></mi></math><iframe> -->',
    '<select><style><a title="</style><!--"></select><iframe> -->',
    '<select><svg></select><iframe>',
    '<pre><select></pre>',
    '<frameset></frameset><style><a title="</style><!--"><noframes> -->',
    '<template><col><iframe><a title="</iframe><!--"></template><iframe> -->',
    "<template><col><style><p id='</style></template>",
    '<noscript><a title="</noscript><!--"></noscript><iframe> -->',
    `${'<svg>'.repeat(512)}<desc><iframe>`,
    '<svg><desc><p></desc>',
    '<p>hi<!-- why',
    '<p>hi<!--!>',
    '<p class="a>',
    '<p class=a',
    '<p>hi</',
    '<!doctype html',
    '<?php',
  ])('%s', async (html) => expect(await outcome('a.html', html)).toBe('UNSAFE_PLACE'))

  it.each([
    '',
    'hi <3',
    '<!doctype html><title></title><p>hi',
    '<script>a="<!--";b="<script>";c="--></script>',
    '<script>f("<!-- <script> </script> -->")</script>',
    '<script><!-- f() --></script>',
    '<script>a<!--b</script>',
    '<SCRIPT>f("</p>")</ScRiPt\n>',
    '<style>a::before{content:"<!--"}</style>',
    '<textarea><script></textarea>',
    '<pre>hi</pre>',
    '<template><pre></template>',
    '<svg><style>a<b></b></style><title><p>hi</p></title></svg>',
    '<svg><path d="M0 0"><g/></svg>',
    '<svg><font id=a><iframe></font></svg>',
    '<math><annotation-xml encoding="MathML-Content"><ci>x</ci></annotation-xml></math>',
    '<select><option>a<script>f()</script></select><style></style><svg></svg>',
    '<head><style></style><frameset><frame><noframes><p></noframes></frameset>',
    '<template><colgroup><col></colgroup></template>',
    '<noscript><iframe src=a></iframe><!-- b --></noscript>',
    '<svg><![CDATA[ <script> ]]></svg>',
    '<![CDATA[ <b> ]]>',
    '<p title="<script>" a=\'<!--\' b=<style>>',
    '<p ="a">',
    '<!-->',
    '<!--->',
    '<!-- a --!>',
    '<!doctype html><!--[if IE]><script><![endif]--><?php ?></>',
  ])('unlike %s', async (html) => expect(await outcome('a.html', html)).toBe('marked'))
})

describe('XML that is cut off or in another encoding', () => {
  it.each([
    ['', 'UNSAFE_PLACE'],
    ['hi', 'UNSAFE_PLACE'],
    ['<svg>', 'UNSAFE_PLACE'],
    ['<svg></svg', 'UNSAFE_PLACE'],
    ['<svg/><svg/>', 'UNSAFE_PLACE'],
    ['<svg/><!-- why', 'UNSAFE_PLACE'],
    ['<svg><![CDATA[</svg>', 'UNSAFE_PLACE'],
    ['<!DOCTYPE svg [ <!ENTITY a "]>"> <svg/>', 'UNSAFE_PLACE'],
    ['<?xml version="1.0" encoding="ISO-8859-1"?><svg/>', 'NOT_UTF8'],
    ["<?xml version='1.0' encoding='us-ascii'?><svg/>", 'NOT_UTF8'],
    ['<?xml version="1.0" encoding="utf-8"?><svg/>', 'marked'],
    ['\ufeff<?xml version="1.0"?><svg a="/>"><![CDATA[<svg>]]></svg>\n', 'marked'],
    ['<!DOCTYPE svg [ <!ENTITY a "]>"> <!-- ]> --> <?a ]> ?> ]><svg/>', 'marked'],
  ])('%s: %s', async (xml, code) => expect(await outcome('a.svg', xml)).toBe(code))

  it('takes no two dashes in a comment, so a mark in XML has none', async () => {
    const value = 'a--b---c -- ￾'
    const mark = markFor('00'.repeat(32), { COMMIT_MESSAGE: value })
    const out = Buffer.from(await marked('a.svg', '<svg/>', mark), 'latin1')
    expect(out.subarray(11, -4).includes('--')).toBe(false)
    expect((await artifactOf(text, 'a.svg', out))!.mark!.dict.COMMIT_MESSAGE).toBe(value)
  })
})

describe('a style sheet that leaves something open', () => {
  it.each([
    'a{content:"x',
    "a{content:'x\\\r\n",
    'a{b:url(x',
    'a{b:URL( x',
    '/* why',
    'a{content:x\\',
    'a{b:\\75rl(x',
    'a{b:u\\72 l(x',
    'a{b:U\\r\\l(x',
    'a{b:\\000055\\52\\00006c\r\n(x',
  ])('%j', async (css) => expect(await outcome('a.css', css)).toBe('UNSAFE_PLACE'))

  it.each([
    'a{b:c',
    'a{content:"x\n',
    'a{b:url("x"',
    'a{b:my-url(x',
    '@media a{b{}',
    '/* url( */',
    'a\\"b{}',
    'url(a\\)b)',
    'a\\"url(x',
    '.md\\:u\\72 x(a{}',
  ])('unlike %j', async (css) => expect(await outcome('a.css', css)).toBe('marked'))
})

describe('Markdown that ends in code', () => {
  it.each([
    '```\nx',
    '```\nx\n``` js\n',
    '~~~~ js\n~~~\n',
    '<pre>\n\n',
    '<!-- a',
    '   ````\n```\n',
    'a <script>\nb\n',
    '<iframe>\n',
    '<title>',
    'a\n\n<noembed>\n\n<!-- b -->',
    '`a` <xmp>',
    '``a` <noframes> ```',
    `${'a '.repeat(3000)}<iframe>`,
    "# a\n\n<div title='\n",
    '<a href="x" title="> b\n',
  ])('%j', async (markdown) => expect(await outcome('a.md', markdown)).toBe('UNSAFE_PLACE'))
  it.each([
    '```\nx\n```\n',
    '``` a`b\n',
    '- a\n- b',
    '<pre>\n\n</PRE>\n# a',
    '<!-- a\n-->\n',
    'the `<script>` tag\n',
    '`` <title> ` ``',
    '<iframe src=a></iframe>',
    '```\n<script>\n```',
    "# a\n\n<div title='a > b'\nid=x>\n\na <b and it's\n",
  ])('unlike %j', async (markdown) => expect(await outcome('a.md', markdown)).toBe('marked'))
})

describe('PHP', () => {
  it.each([
    '<?php f("a',
    "<?php f('\\'",
    '<?php /* ?>',
    '<?php f(<<<EOT\nEOTX\n',
    '<?php __halt_compiler();\ndata',
  ])('%j is refused', async (php) => expect(await outcome('a.php', php)).toBe('UNSAFE_PLACE'))

  it.each([
    ['<?php f("?>");', '\n// …'],
    ['<?php # a ?> b', '<?php /* … */ ?>'],
    ['<?php #[A("?>")] class B {} ?> b <?= 1; // c', '\n// …'],
    ['<?php #[A("?>")] class B {}\n', '// …\n'],
    ['<?php f(<<<"EOT"\n ?>\n  EOT, 1) /* ?> */;\n', '// …\n'],
    ['<?xml ?><p>', '<?php /* … */ ?>'],
    ['<?php f(1 <<< 2); ?>', '<?php /* … */ ?>'],
    ['', '<?php /* … */ ?>'],
  ])('%j is marked with %j', async (php, comment) => expect(await shape('a.php', php)).toBe(php + comment))
})

describe('a line that goes on', () => {
  it.each([
    ['a.sh', 'f a \\'],
    ['a.sh', 'f a \\\n'],
    ['a.sh', 'f a \\\r\n'],
    ['a.tcl', 'f a \\\\\\\n'],
    ['a.sed', 'a\\\n'],
    ['a.ps1', 'f `\n'],
  ])('%s: %j', async (name, content) => expect(await outcome(name, content)).toBe('UNSAFE_PLACE'))

  it.each([
    ['a.sh', 'f a \\\\\n'],
    ['a.sh', '  # C:\\\n'],
    ['a.js', '// C:\\\n'],
    ['a.ps1', 'f C:\\\n'],
  ])('unlike %s: %j', async (name, content) => expect(await outcome(name, content)).toBe('marked'))
})

describe('a program that may take a comment at its end for something else', () => {
  it.each([
    ['a.sql', 'COPY t FROM stdin;\nx\n'],
    ['a.sql', 'copy t (a)\nfrom STDIN with csv;\nx\n'],
    ['a.sql', '\\copy t from pstdin\nx\n'],
    ['a', '#!/usr/bin/make -f\n.RECIPEPREFIX := \\#\nall:\n# @echo\n'],
  ])('%s: %j', async (name, content) => expect(await outcome(name, content)).toBe('UNSAFE_PLACE'))

  it.each([
    ['a.sql', "COPY t FROM '/tmp/stdin_rows';\n"],
    ['a', '#!/usr/bin/make -f\nall:\n\techo\n'],
  ])('unlike %s: %j', async (name, content) => expect(await outcome(name, content)).toBe('marked'))
})

describe('a shell script with more behind its last command', () => {
  const base64 = `${'QUJD'.repeat(19)}\n`
  it.each([
    'cat <<EOF\nx\n',
    "cat << 'E F'\nE\n",
    'cat <<E\n\tE\n',
    'cat <<-\\EOF <<X\n\tEOF\n',
    'x="$(cat <<EOF\nx"',
    'exit 0\n__PAYLOAD__\nQUJD\n',
    'uudecode $0\nexit\nbegin 644 a\n',
    `sed 1,2d $0 | base64 -d\nexit\n${base64}QQ==\n`,
    '\':\' //; exec node "$0" "$@"\nf()\n',
    'exec scala "$0" "$@"\n!#\n',
    'exec "$(command -v nodejs || command -v node)" "$0"\n',
  ])('%j', async (script) => expect(await outcome('a.sh', script)).toBe('UNSAFE_PLACE'))

  it.each([
    'cat <<EOF\nx\nEOF\n',
    'cat <<EOF <<-X\nEOF\n\tX',
    'cat <<__END__\n__PAYLOAD__\n__END__\n',
    'x="$(cat <<EOF\n"\nEOF\n)"\n',
    'f <<< EOF\n',
    'x=$((1 <<n))\n(( x <<= n ))\n',
    "# don't <<EOF\nf '<<EOF' \"<<EOF\" \\<\\<EOF $# $'\\'<<EOF'\n",
    'case a in a) f;; esac; (g)\n',
    'exec tclsh "$0" "$@"\n',
    'exec sudo "$0" "$@"\n',
    `x=${base64}`,
  ])('unlike %j', async (script) => expect(await outcome('a.sh', script)).toBe('marked'))
})

describe('a line that could start data, but is within a string', () => {
  it.each([
    ['a.pl', 'f "\n__END__\n";\n'],
    ['a.pl', "f '\n__END__\n';\n"],
    ['a.pl', 'f qq #c\n{\n__END__\n};\n'],
    ['a.pl', 'f q{ {} \\}\n__END__\n};\n'],
    ['a.pl', 'f << "X";\n__END__\nX\n'],
    ['a.pl', 's{a}\n{\n__END__\n};\n'],
    ['a.pl', 's,a,\n__END__\n,;\n'],
    ['a.pl', 'f if /a\n__DATA__\n/x;\n'],
    ['a.pl', 'f $#a, $h{q}, "\n__END__\n";\n'],
    ['a.pl', 'format STDOUT =\n\n__END__\n.\n'],
    ['a.rb', 'f %Q(\n__END__\n)\nDATA.read\n'],
    ['a.rb', 'f "a\n__END__\n"\n'],
    ['a.rb', 'f ?", "\n__END__\n"\n'],
    ['a.rb', 'f <<É\n__END__\nÉ\n'],
    ['a.rb', 'f = /a\n__END__\n/x\n'],
    ['a.raku', 'f "\n=finish\n";\n'],
  ])('%s: %j', async (name, content) => expect(await outcome(name, content)).toBe('UNSAFE_PLACE'))

  it.each(['format ', '<<A', '<<"', 'q #\n', 's{}'])(
    'is found soon behind many %j',
    { timeout: 10_000 },
    async (word) =>
      expect(await outcome('a.pl', `${word.repeat(1e6 / word.length)}\n__END__\n`)).not.toBe(''),
  )

  it.each([
    ['a.pl', 'f $x / 2, $", -s $f, $h{s}, $x->y, (s => 1), $#a; # don\'t\n__END__\n'],
    ['a.pl', "f m{a'b}, tr/'//, $x // '/', split /'/;\n__END__\n"],
    ['a.pl', "=pod\n\nisn't\n\n=cut\n\n=pod\n\n=cut\n__END__\n"],
    ['a.rb', "f a / b, x % y, ?', %w[' a], $', a ? 'b' : c # don't\n__END__\n"],
  ])('unlike %s: %j', async (name, content) => expect(await outcome(name, content)).toBe('marked'))
})

describe('a program with a data section is marked before it', () => {
  it.each([
    ['a.pl', 'f;\n__END__\ndata\n', 'f;\n# …\n__END__\ndata\n'],
    ['a.pl', 'f;\n__DATA__ of ours\r\ndata', 'f;\n# …\n__DATA__ of ours\r\ndata'],
    ['a.pl', 'f <<"__END__";\nx\n__END__\ng;\n__DATA__\n', 'f <<"__END__";\nx\n__END__\ng;\n# …\n__DATA__\n'],
    ['a.pl', '=pod\n\n__END__\n\n=cut\n\nf;\n', '=pod\n\n__END__\n\n=cut\n\nf;\n# …\n'],
    ['a.pl', '__END__s\nf 1 <<X;\n', '__END__s\nf 1 <<X;\n# …\n'],
    [
      'a.rb',
      'f <<~A, <<-B\n__END__\nA\n__END__\nB\n__END__\nx',
      'f <<~A, <<-B\n__END__\nA\n__END__\nB\n# …\n__END__\nx',
    ],
    ['a.rb', '=begin\n__END__\n=end\nf << A\n __END__\n', '=begin\n__END__\n=end\nf << A\n __END__\n# …\n'],
    ['a.raku', 'f;\n=finish\ndata\n', 'f;\n# …\n=finish\ndata\n'],
  ])('%s: %j', async (name, before, after) => {
    expect(await shape(name, before)).toBe(after)
    const out = Buffer.from(await marked(name, before), 'latin1')
    expect(applied(out, await (await artifactOf(text, name, out))!.remove(Buffer.alloc(32))).toString()).toBe(
      before,
    )
  })

  it('or not at all if it is nothing but data, or a control character ends it', async () => {
    expect(await outcome('a.pl', '__END__\ndata')).toBe('UNSAFE_PLACE')
    expect(await outcome('a.pl', 'f;\n\x04data')).toBe('UNSAFE_PLACE')
    expect(await outcome('a.tcl', 'f\n\x1adata')).toBe('UNSAFE_PLACE')
  })
})

describe('what only has the name of a script', () => {
  it.each([
    ['strings.ts', '<?xml version="1.0"?><!DOCTYPE TS><TS></TS>\n'],
    ['app.js', '\ufeff<!DOCTYPE html><title>Not found</title>\n'],
    ['rules.pl', ':- use_module(library(lists)).\n'],
  ])('%s is refused', async (name, content) => expect(await outcome(name, content)).toBe('MISNAMED'))
})

describe('a signed script', () => {
  it('is refused, even if it has a mark', async () => {
    const signature = '# SIG # Begin signature block\r\n# MIIF\r\n# SIG # End signature block\r\n'
    expect(await outcome('a.ps1', `f\r\n${signature}`)).toBe('SIGNED')
    expect(await outcome('a.ps1', `f\r\n# ${PLACEHOLDER}\r\n${signature}`)).toBe('SIGNED')
    expect(await outcome('a.js', 'f()\n// SIG // End signature block')).toBe('SIGNED')
  })
})

describe('encodings', () => {
  it.each([
    ['Latin-1', Buffer.from('f("é")\n', 'latin1'), 'NOT_UTF8'],
    ['UTF-16 with a BOM', Buffer.from('\ufefff()\n', 'utf16le'), 'NOT_UTF8'],
    ['UTF-16 without one', Buffer.from('f()\n', 'utf16le'), 'BINARY'],
    ['a program with a NUL byte', Buffer.from('f("\0")\n'), 'BINARY'],
    ['UTF-8', Buffer.from('f("é😀")\n'), 'marked'],
  ])('%s', async (_name, content, code) => expect(await outcome('a.js', content)).toBe(code))

  it('that are not UTF-8 do not keep a mark from being read', async () => {
    const bytes = Buffer.from(`f("é")\n// ${markFor('00'.repeat(32))}\n`, 'latin1')
    const artifact = (await artifactOf(text, 'a.js', bytes))!
    expect(artifact.mark).toBeDefined()
    expect(applied(bytes, await artifact.remove(Buffer.alloc(32)))).toEqual(Buffer.from('f("é")\n', 'latin1'))
  })

  it('of Python 2 and of a declaration have no more than ASCII: a mark is escaped, or refused', async () => {
    const mark = markFor('00'.repeat(32), { AUTHOR: 'é日' })
    const emoji = markFor('00'.repeat(32), { AUTHOR: '😀' })
    const isAscii = (content: string) => /^[\x00-\x7f]*$/.test(content)
    for (const head of ['#!/usr/bin/python2.7\n', '#!/usr/bin/env python\n', '# -*- coding: latin-1 -*-\n']) {
      const out = await marked('a.py', head, mark)
      expect(isAscii(out)).toBe(true)
      expect((await artifactOf(text, 'a.py', Buffer.from(out)))!.mark!.dict.AUTHOR).toBe('é日')
    }
    await expect(marked('a.py', '#!/usr/bin/python2\n', emoji)).rejects.toThrow(
      expect.objectContaining({ code: 'ENCODING' }),
    )
    for (const head of [
      '',
      '#!/usr/bin/python3\n',
      '\n# vim: set fileencoding=utf-8 :\n',
      '\ufeff#!/usr/bin/python2\n',
    ])
      expect(isAscii(await marked('a.py', head, emoji))).toBe(false)
  })
})

it('looks at once for the line before a payload, whatever the line is', async () => {
  const script = `#!/bin/sh\n--=B ${'ARCHIVE '.repeat(40_000)}s\n`
  expect(await marked('a.sh', script)).toContain('CHALK_ID')
})
