/** Marks in places that look like comments and are not, or not only. */
import { chalkId, PLACEHOLDER, validate } from '@chalkmark/mark'
import { describe, expect, it } from 'vitest'
import { CodecError } from '../../../src/error.js'
import { text } from '../../../src/formats/text/index.js'
import { artifactOf, hashOf, markFor, sha256 } from '../artifacts.js'
import { marked } from './marked.js'

/** How a text with a mark whose note is `note` is read; `…` is the mark, `note` is not escaped. */
async function reading(name: string, template: string, note: string) {
  const bytesWith = (inside: string) => Buffer.from(template.replace('…', inside))
  // As if the place were a good one: HASH is that of the text without the mark's line.
  const hash = sha256(Buffer.from(template.replace(/\n(?:#|\/\/) …(?=\n|$)/, '')))
  const mark = markFor(hash, { 'X-NOTE': 'NOTE' }).toString().replace('NOTE', note)
  const bytes = bytesWith(mark)
  const artifact = (await artifactOf(text, name, bytes))!
  const found = artifact.mark
  if (!found) return 'unmarked'
  if (found.broken !== undefined) {
    // What a broken mark holds is content, and nothing is written over it.
    await expect(async () => artifact.insert(Buffer.from(mark))).rejects.toBeInstanceOf(CodecError)
    await expect(async () => artifact.remove(Buffer.alloc(32))).rejects.toMatchObject({ code: 'BROKEN_MARK' })
    expect(validate(found.dict, chalkId(await hashOf(artifact, bytes))).valid).toBe(false)
    return found.broken
  }
  return 'mark'
}

describe('a mark at the end that is no comment', () => {
  it.each([
    // What is open there is closed by the end of the file.
    ['a.css', 'a{background:url(x\n/* … */\n', ') } body{} /*', 'it does not stand in a comment'],
    ['a.css', 'a{}\n/* b\n/* … */\n', 'x', 'mark'],
    ['a.css', 'a{}\n/* b\n/* … */\n', '*/ body{}', 'its comment ends within it'],
    ['a.html', '<p>\n<script>f()\n<!-- … -->\n', '\\n evil()', 'it does not stand in a comment'],
    ['a.html', '<p>\n<textarea>\n<!-- … -->\n', 'x', 'it does not stand in a comment'],
    ['a.svg', '<svg>\n<![CDATA[\n<!-- … -->\n', 'x', 'it does not stand in a comment'],
    ['a.md', '# a\n```\n<!-- … -->\n', 'x', 'it does not stand in a comment'],
    ['a.md', '# a\n<?x\n<!-- … -->\n', '><script>', 'it does not stand in a comment'],
    ['a.md', '# a <iframe>\n\n<!-- … -->\n', '</iframe><script>', 'it does not stand in a comment'],
    ['a.html', '<p>\n<svg><font size=1><xmp>\n<!-- … -->\n', '</xmp><b>', 'it does not stand in a comment'],
    ['a.css', 'a{b:\\75rl(x\n/* … */\n', ') } body{} /*', 'it does not stand in a comment'],
    ['a.pl', 'print "\n# …\n__END__\n";\n', '@{[evil]}', 'it does not stand in a comment'],
    ['a.pl', 'print "\n__END__\n";\n# …\n', 'x', 'mark'],
    ['a.rb', 'f %Q(\n# …\n__END__\n)\nDATA.read\n', '#{evil}', 'it does not stand in a comment'],
    ['a.php', '<p>\n// …\n', 'x', 'it does not stand in a comment'],
    ['a.php', '<?php f("\n// …\n', 'x', 'it does not stand in a comment'],
    ['a.sh', 'sh <<A\nf\n# …\n', '$(evil)', 'it stands in a here-document'],
    ['a.sh', 'cat <<A\nf\nA\n# …\n', 'x', 'mark'],
    ['a.sh', 'echo good\\\n# …\n', '$(evil)', 'the line before it goes on in its own'],
    ['a.sh', 'echo good \\\\\n# …\n', 'x', 'mark'],
    ['a.ps1', 'f `\n# …\n', 'x', 'the line before it goes on in its own'],
    ['a.pl', 'eval join "", <DATA>;\n__END__\nf();\n# …\n', 'x', "it stands in the program's data"],
    ['a.pl', 'f();\n__DATA__\n@@ x\n# …\n', 'x', "it stands in the program's data"],
    ['a.pl', 'f();\n__END__\n=pod\n\nText.\n# …\n', 'x', 'mark'],
    ['a.rb', 'puts DATA.read\n__END__\na\n# …\n', 'x', "it stands in the program's data"],
    ['a.js', 'f()\n/*\n// …\n/*# sourceMappingURL=a */\n', '*/ evil() /*', 'its comment ends within it'],
    ['a.js', 'f()\n/*\n// …\n/*# sourceMappingURL=a */\n', 'x', 'mark'],
    ['a.js', 'f()\n// …\n/*# sourceMappingURL=a */\n', '*/ x', 'mark'],
    [
      'a.sql',
      'COPY t FROM stdin;\n-- …\n',
      'x',
      'the text before it names stdin, so that it may be data and no comment',
    ],
    [
      'a.sql',
      '\\copy t from pstdin\nx\n-- …\n',
      'x',
      'the text before it names pstdin, so that it may be data and no comment',
    ],
    [
      'a.sql',
      'COPY t FROM STDIN;\n/* … */',
      'x',
      'the text before it names STDIN, so that it may be data and no comment',
    ],
    [
      'a.sql',
      'COPY t FROM stdin;\n-- …\nselect 1;\n',
      'x',
      'the text before it names stdin, so that it may be data and no comment',
    ],
    ['a.sql', '-- …\nCOPY t FROM stdin;\n', 'x', 'mark'],
    ['a.sql', 'select 1;\n-- …\n', 'from stdin', 'mark'],
    [
      'a',
      '#!/usr/bin/make -f\n.RECIPEPREFIX := \\#\na:\n# …\nb:\n',
      'x',
      'the text before it names RECIPEPREFIX, so that it may be data and no comment',
    ],
    ['a', '#!/usr/bin/make -f\na:\n\t@true\n# …\n.RECIPEPREFIX := \\#\n', 'x', 'mark'],
    ['a.sql', 'select 1;\n/* a\n-- …\n', '*/ drop', 'its comment ends within it'],
    ['a.sql', 'select 1;\n/* a */\n-- …\n', '*/ drop', 'mark'],
  ])('%s %j with %j', async (name, template, note, expected) =>
    expect(await reading(name, template, note)).toBe(expected),
  )
})

describe('a line in another comment, which a value could end', () => {
  it.each([
    ['a.tf', '/*\n// …\n*/\nx\n'],
    ['a.tf', 'a = 1 /* b\n// …\n*/\nx\n'],
    ['a.ps1', '<#\n# …\n#>\nf\n'],
    ['a.jl', '#=\n# …\n=#\nf()\n'],
    ['a.jl', 'f() #= a #= b\n# …\n=#\nf()\n'],
    ['a.nim', '#[\n# …\n]#\nf()\n'],
    ['a.coffee', '###\n# …\n###\nf()\n'],
    ['a.coffee', 'x = ///\n# …\n///\nf()\n'],
    ['a.raku', '#`(\n# …\n)\nf;\n'],
    ['a.lua', '--[[\n-- …\n]]\nf()\n'],
    ['a.lua', '--[==[ ]]\n-- …\n]==]\nf()\n'],
    ['a', '#!/usr/bin/runghc\n{-\n-- …\n-}\nx\n'],
    ['a.sql', '/*\n-- …\n*/\nselect 1\n'],
    ['a.lisp', '#|\n; …\n|#\n(f)\n'],
    ['a.fsx', '(*\n// …\n*)\nf\n'],
    ['a.kts', '/* /* */\n// …\n*/\nf()\n'],
    ['a.gradle', 'x = /a\n// …\n/\nf()\n'],
    ['a', '#!/usr/bin/make -f\ndefine x\n# …\nendef\n'],
    ['a', '#!/usr/bin/make -f\nall:\n\t# …\n\tf\n'],
    ['a', '#!/usr/bin/just -f\nall:\n  # …\n  f\n'],
    ['a', '#!/usr/bin/octave\n#{\n# …\n#}\nf\n'],
    ['a.pl', 'f =~ m/ # …\n/x;\n'],
    ['a.py', '"""\n# …\n"""\n'],
    ['a.js', '`\n// …\n`\n'],
    ['a.php', '<?php /*\n// …\n*/ f();\n'],
  ])('%s %j', async (name, template) => {
    // The comments of PHP are known, and the mark is in one as long as it stays in there.
    const expected = name === 'a.php' ? 'its comment ends within it' : 'unmarked'
    expect(await reading(name, template, '*/ #} -} ]] |# =# ]# ) evil')).toBe(expected)
  })

  it('does not hide what is behind it', async () => {
    for (const [name, before] of [
      ['a.tf', '/* a\n " b */\n'],
      ['a.ps1', "<#\n .SYNOPSIS it's\n#>\n"],
      ['a.jl', '#= a =# f() # b\n'],
      ['a.lua', "--[[ it's\n ]] f()\n"],
      ['a.sql', "/* it's */ select 1; -- a\n"],
      ['a.coffee', "### it's ###\nf()\n"],
      ['a.kts', '/* a */ f() // "\n'],
      ['a.gradle', 'a = b // c/d\n/* e / f */\n'],
    ] as const) {
      const sign =
        { 'a.tf': '//', 'a.kts': '//', 'a.gradle': '//', 'a.lua': '--', 'a.sql': '--' }[name as string] ?? '#'
      expect(await marked(name, `${before}${sign} ${PLACEHOLDER}\nx\n`)).toMatch(/x\n$/)
    }
  })
})
