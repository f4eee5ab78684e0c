import { describe, expect, it } from 'vitest'
import { text } from '../../../src/formats/text/index.js'
import { applied, artifactOf, hashOf, markFor, sha256 } from '../artifacts.js'
import { marked, shape } from './marked.js'

const PLACEHOLDER = '{ "MAGIC" : "dadfedabbadabbed" }'

describe('where a mark goes', () => {
  it.each([
    ['a.js', 'f()\n', 'f()\n// …\n'],
    ['a.js', 'f()', 'f()/* … */'],
    ['a.js', '#!/usr/bin/env node\nf()', '#!/usr/bin/env node\nf()\n// …'],
    ['a.js', 'f() // why', 'f() // why\n// …'],
    ['a.js', "f('https://a.b') // don't", "f('https://a.b') // don't\n// …"],
    ['a.js', "a = 'https://a.b'", "a = 'https://a.b'/* … */"],
    ['a.js', "a = 'b/*.js'", "a = 'b/*.js'/* … */"],
    ['a.js', 'f() /* why */', 'f() /* why *//* … */'],
    ['a.js', 'f() /* open', 'f() /* open\n// …'],
    ['a.js', 'f(1) /', 'f(1) /\n// …'],
    ['a.js', 'a = /b/', 'a = /b/\n// …'],
    ['a.js', 'f()\r', 'f()\r/* … */'],
    ['a.js', '', '\n// …'],
    ['a.js', '\n', '\n// …\n'],
    ['a.js', '\ufefff()\n', '\ufefff()\n// …\n'],
    ['a.js', 'f()\r\n', 'f()\r\n// …\n'],
    ['a.ts', 'f()\n', 'f()\n// …\n'],
    ['a.sql', 'select 1;\n', 'select 1;\n-- …\n'],
    ['a.sql', 'select 1;', 'select 1;\n/* … */'],
    ['a.scss', 'a { b: c }', 'a { b: c }\n// …'],
    ['a.css', 'a{}\n', 'a{}\n/* … */\n'],
    ['a.css', 'a{}', 'a{}/* … */'],
    ['a.css', '', '\n/* … */'],
    ['a.html', '<p>hi</p></html>\n', '<p>hi</p></html>\n<!--…-->'],
    ['a.html', '<p>hi', '<p>hi<!--…-->'],
    ['a.html', '', '<!--…-->'],
    ['a.svg', '<svg/>', '<svg/><!--…-->'],
    ['a.xml', '<a/>\r\n', '<a/>\r\n<!--…-->'],
    ['a.md', '# hi\n', '# hi\n<!-- … -->\n'],
    ['a.php', '<?php f();\n', '<?php f();\n// …\n'],
    ['a.php', '<?php f() ?>\n', '<?php f() ?>\n<?php /* … */ ?>'],
    ['a.php', '<p>hi</p>', '<p>hi</p><?php /* … */ ?>'],
  ])('%s: %j', async (name, before, after) => expect(await shape(name, before)).toBe(after))
})

describe('magic comments stay last', () => {
  it.each([
    ['a.js', 'f()\n//# sourceMappingURL=a.js.map\n', 'f()\n// …\n//# sourceMappingURL=a.js.map\n'],
    ['a.js', 'f()\n//# sourceMappingURL=a.js.map', 'f()\n// …\n//# sourceMappingURL=a.js.map'],
    ['a.js', 'f()\r\n//# sourceMappingURL=a\r\n', 'f()\r\n// …\n//# sourceMappingURL=a\r\n'],
    [
      'a.js',
      'f()\n\n//@ sourceURL=a\n//# debugId=1-2\n\n',
      'f()\n\n// …\n//@ sourceURL=a\n//# debugId=1-2\n\n',
    ],
    ['a.js', 'f()\n/*# sourceMappingURL=a */', 'f()\n// …\n/*# sourceMappingURL=a */'],
    ['a.css', 'a{}\n/*# sourceMappingURL=a */\n', 'a{}\n/* … */\n/*# sourceMappingURL=a */\n'],
    ['a.css', 'a{}/*# sourceMappingURL=a */\n', 'a{}/* … */ /*# sourceMappingURL=a */\n'],
    ['a.css', '/*# sourceMappingURL=a */', '/* … */\n/*# sourceMappingURL=a */'],
    ['a.css', 'a{}\f/*# sourceMappingURL=a */ /* b */', 'a{}\f/* … */ /*# sourceMappingURL=a */ /* b */'],
    // Nothing comes before it.
    ['a.js', '//# sourceMappingURL=a\n', '/* … */\n//# sourceMappingURL=a\n'],
    ['a.js', '\ufeff//# sourceMappingURL=a', '\ufeff/* … */\n//# sourceMappingURL=a'],
    ['a.ts', '  /*# sourceMappingURL=a */', '/* … */\n  /*# sourceMappingURL=a */'],
    // Blanks and comments come behind it.
    ['a.js', 'f()\n//# sourceMappingURL=a\n// the end\n', 'f()\n// …\n//# sourceMappingURL=a\n// the end\n'],
    ['a.js', "f()\n//# sourceMappingURL=a\n// don't\n", "f()\n// …\n//# sourceMappingURL=a\n// don't\n"],
    ['a.js', 'f()\n//# debugId=a\n\n/* b */ /* c */', 'f()\n// …\n//# debugId=a\n\n/* b */ /* c */'],
    [
      'a.js',
      'f()\n//# sourceMappingURL=a\n/*\n * b */ // c\n',
      'f()\n// …\n//# sourceMappingURL=a\n/*\n * b */ // c\n',
    ],
    ['a.js', 'f()\n/*#\nsourceMappingURL=a\n*/\n', 'f()\n// …\n/*#\nsourceMappingURL=a\n*/\n'],
    ['a.js', 'f()\n//#\tsourceMappingURL=a \t\n\u00a0\n', 'f()\n// …\n//#\tsourceMappingURL=a \t\n\u00a0\n'],
    // Its line begins otherwise.
    ['a.js', 'f()\r//# sourceMappingURL=a\r', 'f()\r/* … */\n//# sourceMappingURL=a\r'],
    ['a.js', 'f()\u2028//# sourceMappingURL=a', 'f()\u2028/* … */\n//# sourceMappingURL=a'],
    ['a.js', 'f("a") //# sourceMappingURL=a\n', 'f("a") /* … */ //# sourceMappingURL=a\n'],
    [
      'a.js',
      'f()/*# sourceURL=a *//*# sourceMappingURL=b */',
      'f()/* … */ /*# sourceURL=a *//*# sourceMappingURL=b */',
    ],
    ['a.js', '/* b */ //# sourceMappingURL=a', '/* b */ /* … */ //# sourceMappingURL=a'],
    // No magic comments.
    ['a.js', 's = `\n//# sourceMappingURL=a\n// `\n', 's = `\n//# sourceMappingURL=a\n// `\n// …\n'],
    ['a.js', 'f("//# sourceMappingURL=a")\n', 'f("//# sourceMappingURL=a")\n// …\n'],
    ['a.css', 'a{b:"/*# sourceMappingURL=a */"}\n', 'a{b:"/*# sourceMappingURL=a */"}\n/* … */\n'],
    ['a.css', '/*# sourceMappingURL=a */ a{}\n', '/*# sourceMappingURL=a */ a{}\n/* … */\n'],
    ['a.js', 'f()\n//# region\n', 'f()\n//# region\n// …\n'],
    ['a.js', 's = `\n//# sourceMappingURL=a`\n', 's = `\n//# sourceMappingURL=a`\n// …\n'],
    ['a.js', '/*# sourceMappingURL=a */ f()\n', '/*# sourceMappingURL=a */ f()\n// …\n'],
    ['a.sh', 'f\n//# sourceMappingURL=a\n', 'f\n//# sourceMappingURL=a\n# …\n'],
  ])('%s: %j', async (name, before, after) => expect(await shape(name, before)).toBe(after))

  it('even if they are megabytes long', async () => {
    const map = `//# sourceMappingURL=data:application/json;base64,${'QUJD'.repeat(500_000)}`
    expect(await shape('a.js', `f()\n${map}`)).toBe(`f()\n// …\n${map}`)
  })
})

describe('a placeholder in a comment is the place for the mark', () => {
  it.each([
    ['a.js', `f()\n// ${PLACEHOLDER}\ng()\n`, 'f()\n// …\ng()\n'],
    ['a.js', `// ${PLACEHOLDER}\nf()\n// ${PLACEHOLDER}\n`, `// …\nf()\n// ${PLACEHOLDER}\n`],
    ['a.js', `f()\n  //${PLACEHOLDER}. \ng()\n`, 'f()\n  //…. \ng()\n'],
    ['a.js', `/*! here: {"MAGIC":"dadfedabbadabbed"} */\ng()\n`, '/*! here: … */\ng()\n'],
    ['a.js', `/*!{\n\t"MAGIC"\r\n: \t"dadfedabbadabbed"} */\ng()\n`, '/*!… */\ng()\n'],
    ['a.js', `f("MAGIC")\n// ${PLACEHOLDER}\nf()`, 'f("MAGIC")\n// …\nf()'],
    ['a.js', `\ufeff// ${PLACEHOLDER}\nf()`, '\ufeff// …\nf()'],
    ['a.sh', `f a # here: ${PLACEHOLDER} and more\n`, 'f a # here: … and more\n'],
    ['a.sh', `f "it's" 'a\\' \\" # ${PLACEHOLDER}\n`, `f "it's" 'a\\' \\" # …\n`],
    ['a.py', `f('it\\'s') # ${PLACEHOLDER}\n`, `f('it\\'s') # …\n`],
    ['a.css', `/*!${PLACEHOLDER}*/a{}`, '/*!…*/a{}'],
    ['a.html', `<!--\n${PLACEHOLDER}\n--><p>hi`, '<!--\n…\n--><p>hi'],
    ['a.svg', `<svg><!-- v1 ${PLACEHOLDER} --></svg>`, '<svg><!-- v1 … --></svg>'],
    ['a.md', `<!-- ${PLACEHOLDER} -->\n# hi`, '<!-- … -->\n# hi'],
    ['a.php', `<?php\n// ${PLACEHOLDER}\n?>`, '<?php\n// …\n?>'],
  ])('%s: %j', async (name, before, after) => {
    expect(await shape(name, before)).toBe(after)
    const bytes = Buffer.from(before)
    const out = Buffer.from(await marked(name, before), 'latin1')
    const artifact = (await artifactOf(text, name, out))!
    expect(await hashOf(artifact, out)).toBe(await hashOf((await artifactOf(text, name, bytes))!, bytes))
    const restored = before.replace(/\{\s*"MAGIC"\s*:\s*"dadfedabbadabbed"\s*\}/g, PLACEHOLDER)
    expect(applied(out, await artifact.remove(Buffer.alloc(32))).toString()).toBe(restored)
  })

  it.each([
    ['a.js', `f(${JSON.stringify(PLACEHOLDER)})\n`],
    ['a.js', `f('// ${PLACEHOLDER}')\n`],
    ['a.js', `f(\`${PLACEHOLDER}\`)\n`],
    ['a.js', `x // ${PLACEHOLDER}\n`],
    ['a.js', `/* a */ f('${PLACEHOLDER}')\n`],
    ['a.py', `f('# ${PLACEHOLDER}')\n`],
    ['a.py', `f("a\\" # ${PLACEHOLDER}")\n`],
    ['a.sh', `f a#${PLACEHOLDER}\n`],
    ['a.css', `a{content:'${PLACEHOLDER}'}\n`],
    ['a.css', `a{content:'/*${PLACEHOLDER}*/'}\n`],
    ['a.html', `<script>f('<!-- ${PLACEHOLDER} -->')</script>\n`],
    ['a.html', `<p title='<!-- ${PLACEHOLDER} -->'>\n`],
    ['a.svg', `<svg><![CDATA[<!-- ${PLACEHOLDER} -->]]></svg>\n`],
    ['a.md', `\`\`\`\n<!-- ${PLACEHOLDER} -->\n\`\`\`\n`],
    ['a.php', `<p>${PLACEHOLDER}</p><?php\n`],
  ])('one that is content is not: %s %j', async (name, content) => {
    const out = await shape(name, content)
    expect(out.startsWith(content)).toBe(true)
    expect(out.slice(content.length)).toMatch(/^(?:\S+ … ?\S*\n|<!--…-->)$/)
  })
})

describe('which mark counts', () => {
  const mark = markFor('12'.repeat(32))
  const other = markFor('34'.repeat(32))
  const read = async (name: string, content: string) => (await artifactOf(text, name, Buffer.from(content)))!

  it('the one in the place where ours is put, before any other', async () => {
    for (const content of [
      `// ${other}\nf()\n// ${mark}\n`,
      `// ${PLACEHOLDER}\nf()\n// ${mark}\n//# sourceMappingURL=a\n`,
    ])
      expect((await read('a.js', content)).mark!.dict.HASH).toBe('12'.repeat(32))
  })

  it('the first one in a comment', async () => {
    const artifact = await read('a.lua', `f('${other}')\n  -- v1 ${mark} !\ng()\n-- ${other} \n`)
    expect(artifact.mark!.dict.HASH).toBe('12'.repeat(32))
  })

  it('not one in a string: such a bundle is marked at its end, once, and read back', async () => {
    const bundle = `const example = ${JSON.stringify(mark.toString())}\nconst raw = '// ${mark}'\n`
    const artifact = await read('a.js', bundle)
    expect(artifact.mark).toBeUndefined()
    expect(await hashOf(artifact, Buffer.from(bundle))).toBe(sha256(Buffer.from(bundle)))
    const once = await marked('a.js', bundle, mark)
    expect(once).toBe(`${bundle}// ${mark}\n`)
    expect(await marked('a.js', once, other)).toBe(`${bundle}// ${other}\n`)
    expect(
      applied(Buffer.from(once), await (await read('a.js', once)).remove(Buffer.alloc(32))).toString(),
    ).toBe(bundle)
  })

  it('not what only looks like one', async () => {
    for (const junk of [
      '{ "MAGIC" : "dadfedabbadabbed"',
      'dadfedabbadabbed',
      '{ "MAGIC" : "dadfedabbadabbed", "A" : }',
    ])
      expect(await shape('a.js', `// ${junk}\nf()\n`)).toBe(`// ${junk}\nf()\n// …\n`)
  })

  it('on a PHP page too', async () => {
    const artifact = await read('a.php', `<p>hi</p><?php /* ${mark} */ ?>\n<p>more</p>`)
    expect(artifact.mark!.dict.HASH).toBe('12'.repeat(32))
  })
})

describe('what chalk takes out before it hashes', () => {
  const mark = markFor('12'.repeat(32))
  const normal = async (content: string) => {
    const bytes = Buffer.from(content)
    return applied(bytes, (await artifactOf(text, 'a.sh', bytes))!.normalForm).toString()
  }

  it('is a line that is nothing but a mark as it writes them, wherever it stands', async () => {
    expect(await normal(`f\n# ${mark}\ng\n`)).toBe('f\ng\n')
    expect(await normal(`f\n# ${mark}`)).toBe('f')
    expect(await normal(`f\n# ${PLACEHOLDER}\ng\n`)).toBe('f\ng\n')
  })

  it('is only the mark in any other comment', async () => {
    for (const [before, after] of [
      ['# ', '\n'],
      ['f\n # ', '\n'],
      ['f\n#  ', '\n'],
      ['f\n# ', ' v1\n'],
      ['f\n# ', '\r\n'],
    ])
      expect(await normal(`${before}${mark}${after}`)).toBe(`${before}${PLACEHOLDER}${after}`)
  })
})

describe('chalk knows no comment sign but # and //', () => {
  const placed = async (name: string, content: string) => {
    const bytes = Buffer.from(content)
    return applied(bytes, (await artifactOf(text, name, bytes))!.normalForm).toString()
  }

  it('and // only in the files that it has on its list: elsewhere the normal form holds the placeholder', async () => {
    expect(await placed('a.js', 'f()\n')).toBe('f()\n')
    expect(await placed('a.JS', 'f()\n')).toBe(`f()\n// ${PLACEHOLDER}\n`)
    expect(await placed('a.ts', 'f()\n')).toBe(`f()\n// ${PLACEHOLDER}\n`)
    expect(await placed('a.lua', 'f()')).toBe(`f()\n-- ${PLACEHOLDER}`)
    expect(await placed('a.css', 'a{}\n/*# sourceMappingURL=a */')).toBe(
      `a{}\n/* ${PLACEHOLDER} */\n/*# sourceMappingURL=a */`,
    )
    expect(await placed('a.php', '<?php f();')).toBe('<?php f();')
    expect(await placed('a.php', '<p>')).toBe(`<p><?php /* ${PLACEHOLDER} */ ?>`)
    expect(await placed('run', '#!/usr/bin/env -S deno run -A\nf()\n')).toContain(PLACEHOLDER)
    expect(await placed('run', '#!/usr/bin/env -S node main.js\nf()\n')).toContain(PLACEHOLDER)
    expect(await placed('run', '#!/usr/bin/env -S node --no-warnings\nf()\n')).not.toContain(PLACEHOLDER)
  })
})
