/** Where HASH does not say in which line a mark stands, the report and `verify` name that. In a string it is no mark. */
import { describe, expect, it } from 'vitest'
import { text } from '../../../src/formats/text/index.js'
import { artifactOf, verdictOn } from '../artifacts.js'
import { marked } from './marked.js'

const PLACEHOLDER = '{ "MAGIC" : "dadfedabbadabbed" }'

/** What is not covered of the text, marked, with the mark's line moved to behind the first `lines` lines. */
async function uncoveredAfter(name: string, content: string, lines: number): Promise<readonly string[]> {
  const all = (await marked(name, content)).split('\n')
  const at = all.findIndex((line) => line.includes('dadfedabbadabbed'))
  const [mark] = all.splice(at, 1)
  all.splice(lines, 0, mark!)
  return uncoveredOf(name, all.join('\n'))
}

async function uncoveredOf(name: string, content: string): Promise<readonly string[]> {
  const { mark, uncovered } = (await artifactOf(text, name, Buffer.from(content, 'latin1')))!
  return mark ? (uncovered ?? []) : NO_MARK
}

const NO_MARK = ['it is no mark']

describe('a mark that was moved to another line', () => {
  it.each([
    [
      'a payload behind a line',
      'a.sh',
      '#!/bin/sh\nf() { tail -n +4 "$1" | sh; exit; }\nf "$0"\nrm -r x\necho\n',
      2,
    ],
    ['the count of lines', 'a.py', 'def f():\n  return 1\nprint(f.__code__.co_firstlineno)\n', 1],
    ['the text of a function', 'a.js', 'function f() {\n  return 1\n}\nf.toString()\n', 1],
  ])('%s', async (_, name, content, lines) =>
    expect(await uncoveredAfter(name, content, lines)).toEqual(['the line on which the mark stands']),
  )
})

describe('a mark that was moved into a string, or a text like one', () => {
  it.each([
    ['a string in a string', 'a.php', '<?php\necho "{$x["\n"]}";\n', 2],
    ['a here-document behind an escaped blank', 'a.sh', '#!/bin/sh\ncat - ./a\\ # <<E\none\nE\n', 2],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a shell's
    ['quotes in an expansion', 'a.sh', '#!/bin/bash\nx=1\necho ${x/ # /"\ntwo"}\n', 3],
    ['a variable with the name of a quote, Perl', 'a.pl', 'print $", "\ntwo";\n', 1],
    ['a variable with the name of a quote, Ruby', 'a.rb', "p [$', '\n']\n", 1],
    ['a string that a line end opens', 'a.rb', 'p 1\np %q\na\np 2\n', 2],
    ['a string that a blank opens', 'a.rb', 'p(% a\n )\n', 1],
    ['a quote within a word', 'a.tcl', 'puts a"; puts "\nx"\n', 1],
    ['a format between picture and values', 'a.pl', 'format STDOUT =\n@*\n"abc"\n.\nwrite;\n', 2],
  ])('%s', async (_, name, content, lines) =>
    expect(await uncoveredAfter(name, content, lines)).toEqual(NO_MARK),
  )
})

describe('a mark that was moved behind the data of a program', () => {
  it.each([
    ['a.rb', "puts Object.const_get('DA' + 'TA').read\n__END__\na\n"],
    ['a.pl', 'print "a";\n__END__\na\n'],
    ['a.pl', 'print "a";\n\n=head1 A\n\na\n'],
  ])('%s', async (name, content) => {
    const lines = content.split('\n').length - 1
    const found = await uncoveredAfter(name, content, lines)
    expect(found.join()).toMatch(/its own place|it is no mark/)
    expect(found).not.toEqual([])
  })
})

describe('a line feed that was moved from behind the mark to before it', () => {
  it.each(['a.sh', 'a.py', 'a.js', 'a.php', 'a.lua', 'a.sql'])('%s', async (name) => {
    const once = await marked(name, name === 'a.php' ? '<?php\nf();\n' : 'f\n')
    const moved = once.replace(/(\n\S+ \{ "MAGIC".*\})\n$/, '\n$1')
    expect(moved).not.toBe(once)
    const verdict = await verdictOn(text, name, Buffer.from(moved), undefined, { allScripts: true })
    if (verdict?.valid) expect(verdict.uncovered?.join()).toMatch(/its own place/)
  })
})

describe('a mark in the place that HASH leaves to it', () => {
  it.each([
    ['the last line', 'a.sh', '#!/bin/sh\nf\n'],
    ['the last line, without an end', 'a.sh', '#!/bin/sh\nf'],
    ['before a source map', 'a.js', 'f()\n//# sourceMappingURL=a.js.map\n'],
    ['before data', 'a.pl', 'print <DATA>;\n__DATA__\nx\n'],
    ['on a page', 'a.php', '<p>x</p>\n'],
    ['a comment that keeps the placeholder', 'a.css', `/* ${PLACEHOLDER} */\na{}\n`],
    ['behind code', 'a.py', `f() # ${PLACEHOLDER}\ng()\n`],
  ])('%s', async (_, name, content) =>
    expect(await uncoveredOf(name, await marked(name, content))).toEqual([]),
  )
})
