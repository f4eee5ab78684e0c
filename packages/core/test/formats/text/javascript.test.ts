import { describe, expect, it } from 'vitest'
import { bufferSource } from '../../../src/bytes/source.js'
import { openWindow } from '../../../src/bytes/window.js'
import { text } from '../../../src/formats/text/index.js'
import { javascriptComments } from '../../../src/formats/text/javascript.js'
import { expectLinear } from '../../growth.js'
import { artifactOf, markFor } from '../artifacts.js'
import { marked } from './marked.js'
import { textsIn } from './scanned.js'

const comments = (program: string) => textsIn(javascriptComments, program)

describe('comments of JavaScript', () => {
  it.each([
    ['', []],
    ['// a', ['// a']],
    ['a // b\n// c', ['// b', '// c']],
    ['a /* b\n// c */ d /**/', ['/* b\n// c */', '/**/']],
    ['#!/usr/bin/env node // a\n// b', ['// b']],
    ['\ufeff#!/usr/bin/env node // a\n// b', ['// b']],
    ['\ufeff// a', ['// a']],
    ['// a\rb // c\r\n// d\u2028// e\u2029// f', ['// a', '// c', '// d', '// e', '// f']],
  ])('%j', (program, expected) => expect(comments(program)).toEqual(expected))

  it.each([
    `'// a' // !`,
    `"\\"// a\\\n// b\\\r\n// c" // !`,
    `'\u2028// a' // !`,
    '`// a\n// b\\`// c` // !',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a program
    '`\n${`// a ${b}\n// c`}// d` // !',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a program
    '`${{ a: `}` }}// b` // !',
    '`$// a` // !',
    '`\\${// a` // !',
    'tag`// a`.b`// c` // !',
  ])('not in strings and template literals: %s', (program) => expect(comments(program)).toEqual(['// !']))

  it.each([
    '/[/"]//.x // !',
    '/\\/[/*]"/.x // !',
    'a = /"/ // !',
    'return /"/ // !',
    'x => /"/ // !',
    'f(/"/, /`/g) // !',
    'a ? /"/ : /`/ // !',
    '!/"/ // !',
    'a\n!/"/ // !',
    '...(/"/) // !',
    'case /"/: // !',
    'if (a) /"/.b // !',
    'while (a()) /"/.b // !',
    'for await (a of b) /"/.b // !',
    'if (a) {} /"/.b // !',
    'for (;;) {} /"/.b // !',
    'try {} catch {} /"/.b // !',
    'try {} catch (a) {} /"/.b // !',
    'else /"/.b // !',
    'else {} /"/.b // !',
    'do {} while (a) /"/.b // !',
    '/a/ / /"/ // !',
  ])('not in regular expressions: %s', (program) => expect(comments(program).at(-1)).toBe('// !'))

  it.each([
    'a / b // !',
    'a /= b / c // !',
    '1 / 2 / .5 / 1. / 0x1f / 1_0n // !',
    '1..a / 2 // !',
    '(a) / 2 // !',
    '[] / 2 // !',
    '"" / `` // !',
    'a++ / 2 // !',
    'a-- / b-- / 2 // !',
    'a! / b // !',
    'this / 2 // !',
    'a.return / 2 // !',
    'a?.if(b) / 2 // !',
    'a\n  .catch(b) / 2 // !',
    '#in / 2 // !',
    'new.target / 2 // !',
    'returned / 2 // !',
    'réturn / 2 // !',
    'r\\u0065turn / 2 // !',
    '\\u{72}eturn / 2 // !',
    'f(a) / 2 // !',
    'function f(a) { return a / 2 } // !',
    '({ if(a) { b / 2 } }) // !',
    'a\u00a0/ 2 // !',
    'a /* b */ / 2 // !',
    'x-->0 / 2 // !',
    'f<T>(a) / 2 // !',
    'a << b / 2 // !',
  ])('behind divisions: %s', (program) => expect(comments(program).at(-1)).toBe('// !'))

  it.each([
    // JSX, or type parameters.
    '<div>// a</div>',
    'return <div>// a</div>',
    'x = a && <div>// b</div>',
    '() => <a>// b</a>',
    'if (a) <div>// b</div>',
    'function f() {} <div>// a</div>',
    'let a: b\n<div>// c</div>',
    '(<T>// a\n(b))',
    // Comments of scripts.
    '<!-- a\n// b',
    'a <!-- b\n// c',
    'a\n--> b\n// c',
    '/*\n*/ --> `\n// b',
    // A slash that could be either.
    'function f() {}\n/"// a',
    'x = {} / b // c',
    'a\n/b//c',
    'a /*\n*/ / b // c',
    'let a: b\n/"//c/',
    'await /a//b/',
    'for (a of /b//c/) d',
    'a as B<C> /b/ c // d',
    'a as void /b/ c // d',
    'break\n/a//b/',
    // No JavaScript.
    `'a\n// b`,
    '/a\n// b',
    '/a\u2028// b',
    ') // a',
    '(] // a',
    '} // a',
    '\\ // a',
    '`// a',
    '`${`// a',
    '/* a',
    `${'('.repeat(200_000)}// a`,
  ])('are not sure behind %j', (program) =>
    expect(comments(program).filter((one) => one.startsWith('//'))).toEqual([]),
  )
})

describe('a program made to take long', () => {
  const opener = ['(', '{', '`${', '[', '/*', '/', "'", '`', '<', '\\u0061', 'é', 'if(a){}', '//\n', 'a/']
  it.each(opener)('does not: %j', async (one) => {
    await expectLinear((length) => {
      const bytes = Buffer.from(one.repeat(length / one.length))
      const endAt = javascriptComments(openWindow(bufferSource(bytes)))
      return () => endAt(bytes.length - 1)
    }, 1 << 18)
  })
})

describe('a mark on a line of a template literal', () => {
  const placeholder = '{ "MAGIC" : "dadfedabbadabbed" }'
  const mark = markFor('12'.repeat(32))

  it.each([
    `f(\`\n// ${placeholder}\n\`)\n`,
    `f(\`\n// ${mark}\n\`)\n`,
    `f(\`\n/*! ${mark} */\n\`)\n`,
    `f(\`\${g(\`\n// ${mark}\n\`)}\`)\n`,
    `f(\`\n// ${mark}\n//# sourceMappingURL=a.map\n\`)\n`,
    `f("\\\n// ${placeholder}\\\n")\n`,
    // In JSX it is text, or in an attribute.
    `f(<p>\n// ${placeholder}\n</p>)\n`,
    `f(<p title='\n// ${placeholder}\n' />)\n`,
    // It ends where the comment has long ended.
    `/* { "MAGIC" : "dadfedabbadabbed", "A" : "*/ f("/*" } */)\n`,
    `x = { y: [\n// { "MAGIC" : "dadfedabbadabbed", "A" : [\n1, 2]}\n`,
  ])('is part of the program: %j', async (program) => {
    for (const name of ['a.js', 'a.jsx', 'a.ts', 'a.tsx']) {
      expect((await artifactOf(text, name, Buffer.from(program)))!.mark).toBeUndefined()
      expect(await marked(name, program, mark)).toBe(`${program}// ${mark}\n`)
    }
  })

  it('does not keep one in a comment behind it from being the mark', async () => {
    const program = `f(\`\n// ${placeholder}\n\`, /\`/)\n// ${placeholder}\ng()\n`
    expect(await marked('a.js', program, mark)).toBe(`f(\`\n// ${placeholder}\n\`, /\`/)\n// ${mark}\ng()\n`)
  })
})
