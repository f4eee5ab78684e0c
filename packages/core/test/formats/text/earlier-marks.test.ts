/** Marks that stand where earlier releases put them, or where the reference program does: read, replaced and removed. */
import { describe, expect, it } from 'vitest'
import { text } from '../../../src/formats/text/index.js'
import { applied, artifactOf, markFor, sha256, verdictOn } from '../artifacts.js'

const ALL = { allScripts: true }
const PLACEHOLDER = '{ "MAGIC" : "dadfedabbadabbed" }'

/**
 * The file as it was marked: `…` in `form` is the mark. HASH is over the text without the mark's line, or with the
 * placeholder in the mark's place.
 */
function markedBefore(content: string, form: string, isWholeLine: boolean): Buffer {
  const hash = sha256(Buffer.from(isWholeLine ? content : form.replace('…', () => PLACEHOLDER)))
  return Buffer.from(form.replace('…', () => markFor(hash).toString()))
}

async function checkMark(name: string, content: string, form: string, isWholeLine: boolean): Promise<void> {
  const bytes = markedBefore(content, form, isWholeLine)
  expect(await verdictOn(text, name, bytes, undefined, ALL)).toMatchObject({ valid: true, errors: [] })
  const artifact = (await artifactOf(text, name, bytes))!
  expect(applied(bytes, await artifact.remove(Buffer.alloc(32))).toString()).toBe(content)
  const other = markFor(String(artifact.mark!.dict.HASH), { 'X-OTHER': true })
  const again = applied(bytes, await artifact.insert(other))
  expect(again.toString()).toBe(form.replace('…', () => other.toString()))
  expect(await verdictOn(text, name, again, undefined, ALL)).toMatchObject({ valid: true, errors: [] })
}

describe('an earlier release', () => {
  it.each([
    ['a.js', 'f()', 'f()\n// …', true],
    ['a.js', 'f()\r', 'f()\r\n// …', true],
    ['a.js', '//# sourceMappingURL=a\n', '//# sourceMappingURL=a\n// …\n', true],
    ['a.js', 'f()\n//# sourceMappingURL=a\n// b', 'f()\n//# sourceMappingURL=a\n// b\n// …', true],
    ['a.js', 'f() //# sourceMappingURL=a\n', 'f() //# sourceMappingURL=a\n// …\n', true],
    ['a.ts', 'f()', 'f()\n// …', false],
    ['a.sql', 'select 1', 'select 1\n-- …', false],
    ['a.css', 'a{}', 'a{}\n/* … */', false],
    ['a.css', 'a{}/*# sourceMappingURL=a */\n', 'a{}/*# sourceMappingURL=a */\n/* … */\n', false],
    ['a.css', '/*# sourceMappingURL=a */', '/*# sourceMappingURL=a */\n/* … */', false],
    ['a.html', '<p>a\n', '<p>a\n<!-- … -->\n', false],
    ['a.html', '<p>a', '<p>a\n<!-- … -->', false],
    ['a.html', '', '\n<!-- … -->', false],
    ['a.svg', '<svg/>\n', '<svg/>\n<!-- … -->\n', false],
    ['a.xml', '<a/>', '<a/>\n<!-- … -->', false],
    ['a.pl', 'f;\n\n=head1 A\n\nB\n', 'f;\n\n=head1 A\n\nB\n# …\n', true],
    ['a.pl', 'f;\n__END__\nx\n', 'f;\n# …\n__END__\nx\n', true],
    ['a.csh', '#!/bin/csh\nf', '#!/bin/csh\nf\n# …', true],
    ['a.sh', '#!/bin/sh\ntail -n +3 "$0"\nexit\n', '#!/bin/sh\ntail -n +3 "$0"\nexit\n# …\n', true],
    ['a.php', '<? f();\n', '<? f();\n// …\n', true],
  ])('%s: %j', (name, content, form, isWholeLine) => checkMark(name, content, form, isWholeLine))
})

describe('the reference program, which takes # for the sign of languages that it does not know', () => {
  it.each([
    ['a.lua', '#!/usr/bin/env lua\nprint(1)\n'],
    ['a.lua', '#!/usr/bin/env lua\nprint(1)'],
    ['a.js', '#!/usr/bin/nodejs\nf()\n'],
    ['a.ts', '#!/usr/bin/env ts-node\nf()\n'],
    ['a.js', '#!/usr/bin/env -S node --import tsx\nf()\n'],
    ['a.js', '#!/usr/bin/env\tnode\nf()\n'],
    ['a.sql', '#!/usr/bin/psql\nselect 1;\n'],
    ['a', '#!/usr/bin/escript\nmain(_) -> ok.\n'],
    ['a.scm', '#!/usr/bin/guile\n(f)\n'],
    ['a', '#!/usr/bin/swift\nf()\n'],
  ])('%s: %j', (name, content) =>
    checkMark(name, content, content.endsWith('\n') ? `${content}# …\n` : `${content}\n# …`, true),
  )

  it('anywhere but in the last line it is no mark', async () => {
    const bytes = Buffer.from(`#!/usr/bin/env lua\n# ${markFor('12'.repeat(32))}\nprint(1)\n`)
    expect((await artifactOf(text, 'a.lua', bytes))!.mark).toBeUndefined()
  })

  it('a mark in which its line ends is invalid', async () => {
    const mark = markFor('12'.repeat(32), { NOTE: 'x' }).toString().replace('"x"', '"\u2028evil()"')
    const bytes = Buffer.from(`#!/usr/bin/nodejs\nf()\n# ${mark}\n`)
    expect((await artifactOf(text, 'a.js', bytes))!.mark!.broken).toBeDefined()
  })
})
